import { lookup } from "./families/lookup";
import { anything, words } from "./param";

export const integerLookup = lookup({
  type: "IntegerLookup",
  docs: "Turns whole numbers into their numbers in a vocabulary.",
  mask: null,
  unknown: -1,
  numbers: true,
  more: {
    vocabulary_dtype: words("Type of the numbers.", "int64", false),
    oov_method: words("How numbers that are not in the vocabulary are spread.", "floormod", false),
    salt: anything("Makes another hash of numbers that are not in the vocabulary."),
  },
});
