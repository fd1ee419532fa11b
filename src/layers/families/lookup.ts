/** What the layers share that look categories up in a vocabulary. */
import type { Literal } from "../../model/literal";
import type { Dim } from "../../model/shape";
import { defineLayer, noWeights, Unsupported } from "../layer";
import { anything, bool, choice, int, optional, size, type Params } from "../param";
import { adapted, encodedShape } from "./categories";

const modes = ["int", "one_hot", "multi_hot", "count", "tf_idf"] as const;

/** How many entries there are, counting those for padding and for what is not known. */
export function vocabularySize(vocabulary: Literal, extra: number, most: Dim | null, padded: boolean): Dim {
  if (padded && most !== null) return most;
  return Array.isArray(vocabulary) ? vocabulary.length + extra : adapted("the size of the vocabulary");
}

/** What the shape depends on. */
interface LookupConfig {
  readonly max_tokens: Dim | null;
  readonly num_oov_indices: number;
  readonly mask_token: Literal;
  readonly vocabulary: Literal;
  readonly output_mode: (typeof modes)[number];
  readonly pad_to_max_tokens: boolean;
}

interface Lookup<P extends Params> {
  readonly type: string;
  readonly docs: string;
  readonly mask: Literal;
  readonly unknown: Literal;
  readonly more: P;
}

export const lookup = <P extends Params>({ type, docs, mask, unknown, more }: Lookup<P>) =>
  defineLayer({
    type,
    docs,
    params: {
      max_tokens: optional(size("The largest size of the vocabulary; None for no limit.")),
      num_oov_indices: int("How many numbers stand for what is not in the vocabulary.", { min: 0, default: 1 }),
      mask_token: anything("What becomes 0: padding.", mask),
      oov_token: anything("What stands for numbers that are not in the vocabulary.", unknown),
      vocabulary: anything("The vocabulary, or a file that has it; else `adapt` finds it."),
      idf_weights: anything("Weights for `tf_idf`."),
      invert: bool("Turn numbers back into categories.", false, false),
      output_mode: choice(
        "`int`: the number. `one_hot`: a row for each. The others: one row for all of a sample.",
        modes,
        "int",
      ),
      pad_to_max_tokens: bool("Rows as long as `max_tokens`, however many there are.", false),
      sparse: bool("How Keras keeps the rows; it changes nothing here.", false, false),
      ...more,
    },
    arity: "one",
    traits: ({ output_mode }) => (output_mode === "int" ? ["numbers-things"] : []),
    shape([x], given) {
      const config = given as unknown as LookupConfig;
      const extra = config.num_oov_indices + (config.mask_token === null ? 0 : 1);
      const depth = vocabularySize(config.vocabulary, extra, config.max_tokens, config.pad_to_max_tokens);
      return encodedShape(x, config.output_mode, depth);
    },
    weights: noWeights,
    lower: () => new Unsupported("looking words up is not in the engine; prepare the data before"),
  });
