import { affine, equal } from "../ops/binary";
import { gatherRows } from "../ops/gather";
import { constant, type Value } from "../ops/op";
import { weightBy } from "./families/kernelParams";
import { defineLayer } from "./layer";
import { bool, constraint, initializer, regularizer, size } from "./param";

export const embedding = defineLayer({
  type: "Embedding",
  docs: "A learned vector for each whole number from 0 to `input_dim - 1`: words become vectors.",
  params: {
    input_dim: size("How many numbers there are: the size of the vocabulary."),
    output_dim: size("Size of the vectors."),
    embeddings_initializer: initializer("First values of the vectors.", "uniform"),
    embeddings_regularizer: regularizer("Penalty on the vectors, added to the loss."),
    embeddings_constraint: constraint("Applied to the vectors after each update."),
    mask_zero: bool("Number 0 stands for padding, which later layers skip.", false, false),
  },
  // Keras 3 warns of it and goes on.
  ignored: ["input_length"],
  arity: "one",
  mask: ([x], { mask_zero }) => (mask_zero ? notZero(x) : undefined),
  traits: ({ mask_zero }) => (mask_zero ? ["looks-up", "masks"] : ["looks-up"]),
  shape: ([x], { output_dim }) => [...x, output_dim],
  weights: (_, config) => ({
    embeddings: weightBy(
      [config.input_dim, config.output_dim],
      config.embeddings_initializer,
      config.embeddings_regularizer,
      config.embeddings_constraint,
    ),
  }),
  lower: ([x], _, { embeddings }) => gatherRows(embeddings, x),
});

/** 1 for the numbers that are not padding. */
export const notZero = (x: Value): Value => affine(equal(x, constant(0, x.shape)), -1, 1);
