import { lookup } from "./families/lookup";
import { anything, words } from "./param";

export const stringLookup = lookup({
  type: "StringLookup",
  docs: "Turns words into their numbers in a vocabulary.",
  mask: null,
  unknown: "[UNK]",
  numbers: false,
  more: {
    encoding: words("How texts are encoded.", "utf-8", false),
    salt: anything("Makes another hash of words that are not in the vocabulary."),
  },
});
