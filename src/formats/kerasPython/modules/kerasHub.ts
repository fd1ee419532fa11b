/** `keras_hub.layers`, which was `keras_nlp.layers`: the parts of language models. */
import type { Shape } from "../../../model/shape";
import type { External } from "../../../python/value";
import { foreignClass, widthOf, type ForeignRule, type Given, type Outcome, type Roles } from "../layers/foreign";
import type { Keras } from "../keras";
import { open, outside } from "./open";

type Weights = Readonly<Record<string, Shape>>;

const dense = (name: string, from: number, to: number): Weights => ({
  [`${name}/kernel`]: [from, to],
  [`${name}/bias`]: [to],
});
const norm = (name: string, width: number): Weights => ({ [`${name}/gamma`]: [width], [`${name}/beta`]: [width] });

/** Attention with all heads as wide together as its input, where the width is divided evenly. */
function attention(name: string, width: number, heads: number): Weights {
  const size = Math.floor(width / heads);
  const project = (one: string): Weights => ({
    [`${name}/${one}/kernel`]: [width, heads, size],
    [`${name}/${one}/bias`]: [heads, size],
  });
  return {
    ...project("query"),
    ...project("key"),
    ...project("value"),
    [`${name}/attention_output/kernel`]: [heads, size, width],
    [`${name}/attention_output/bias`]: [width],
  };
}

const feedforward = (width: number, inner: number): Weights => ({
  ...dense("feedforward_intermediate_dense", width, inner),
  ...dense("feedforward_output_dense", inner, width),
  ...norm("feedforward_layer_norm", width),
});

/** A block that keeps the shape of its first input. */
const block =
  (weights: (width: number, inner: number, given: Given, other: Shape | undefined) => Weights | undefined) =>
  (inputs: readonly Shape[], given: Given, roles: Roles): Outcome | undefined => {
    const [shape] = inputs;
    const width = widthOf(shape);
    const inner = given.number("intermediate_dim");
    if (!shape || width === undefined || inner === undefined) return undefined;
    // Masks are given by name.
    const other = inputs.slice(1).find((_, i) => roles[i + 1] === undefined || roles[i + 1] === "encoder_sequence");
    return { shape, weights: weights(width, inner, given, other) };
  };

const encoded = block((width, inner, given) => {
  const heads = given.number("num_heads");
  return heads === undefined
    ? undefined
    : {
        ...attention("self_attention", width, heads),
        ...norm("self_attention_layer_norm", width),
        ...feedforward(width, inner),
      };
});

const decoded = block((width, inner, given, encoder) => {
  const heads = given.number("num_heads");
  // What the encoder gives may be of another width, which another rule would be for.
  if (heads === undefined || (encoder && widthOf(encoder) !== width)) return undefined;
  // Before Keras 3 the values that go across were wider; which version is installed cannot be told then.
  if (encoder && given.isOlder) return undefined;
  return {
    ...attention("self_attention", width, heads),
    ...norm("self_attention_layer_norm", width),
    ...(encoder && { ...attention("cross_attention", width, heads), ...norm("cross_attention_layer_norm", width) }),
    ...feedforward(width, inner),
  };
});

function positioned([shape]: readonly Shape[], given: Given): Outcome | undefined {
  const [words, length, width] = ["vocabulary_size", "sequence_length", "embedding_dim"].map((name) =>
    given.number(name),
  );
  const tied = given.flag("tie_weights", true);
  if (!shape || words === undefined || length === undefined || width === undefined || !tied) return undefined;
  return {
    shape: [...shape, width],
    weights: { "token_embedding/embeddings": [words, width], "position_embedding/embeddings": [length, width] },
  };
}

const same = ([shape]: readonly Shape[]): Outcome | undefined => shape && { shape, weights: {} };

const blockPositions =
  "intermediate_dim num_heads dropout activation layer_norm_epsilon kernel_initializer bias_initializer normalize_first";
const rules: Readonly<Record<string, readonly [positions: string, outcome: ForeignRule["outcome"]]>> = {
  TransformerEncoder: [blockPositions, encoded],
  TransformerDecoder: [blockPositions, decoded],
  FNetEncoder: [
    "intermediate_dim dropout activation layer_norm_epsilon kernel_initializer bias_initializer",
    block((width, inner) => ({ ...norm("mixing_layer_norm", width), ...feedforward(width, inner) })),
  ],
  TokenAndPositionEmbedding: [
    "vocabulary_size sequence_length embedding_dim tie_weights embeddings_initializer mask_zero",
    positioned,
  ],
  PositionEmbedding: [
    "sequence_length initializer",
    ([shape], given) => {
      const [width, length] = [widthOf(shape), given.number("sequence_length")];
      if (!shape || width === undefined || length === undefined) return undefined;
      return { shape, weights: { embeddings: [length, width] } };
    },
  ],
  SinePositionEncoding: ["max_wavelength", same],
  RotaryEmbedding: ["max_wavelength scaling_factor sequence_axis feature_axis", same],
};

/** `keras_hub` or `keras_nlp`. */
export const kerasHub = (keras: Keras, library: string): External =>
  open(library, {
    layers: open(
      `${library}.layers`,
      Object.fromEntries(
        Object.entries(rules).map(([type, [positions, outcome]]) => [
          type,
          foreignClass(keras, { type, from: library, positions: positions.split(" "), outcome }),
        ]),
      ),
      (name) => outside(`${library}.layers.${name}`),
    ),
  }, (name) => outside(`${library}.${name}`)); // prettier-ignore
