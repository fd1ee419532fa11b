import { vocabularySize } from "./families/lookup";
import { findingWords, isPlain, vectorized, type VectorizeConfig } from "./families/vectorize";
import { defineLayer, noWeights, Unsupported } from "./layer";
import { anything, bool, choice, optional, size, words } from "./param";

export const textVectorization = defineLayer({
  type: "TextVectorization",
  docs: "Turns texts into numbers: splits them into words and looks these up in a vocabulary.",
  params: {
    max_tokens: optional(size("The largest size of the vocabulary; None for no limit.")),
    standardize: anything("What is done to texts first.", "lower_and_strip_punctuation"),
    split: anything("How texts are split.", "whitespace"),
    ngrams: anything("Groups of words that count as one."),
    output_mode: choice(
      "`int`: a number for each word. The others: one row for each text.",
      ["int", "multi_hot", "count", "tf_idf"],
      "int",
    ),
    output_sequence_length: optional(size("How many words of each text; shorter ones are padded.")),
    pad_to_max_tokens: bool("Rows as long as `max_tokens`, however many there are.", false),
    vocabulary: anything("The vocabulary, or a file that has it; else `adapt` finds it."),
    idf_weights: anything("Weights for `tf_idf`."),
    sparse: bool("How Keras keeps the rows; it changes nothing here.", false, false),
    ragged: bool("How Keras keeps the rows; it changes nothing here.", false, false),
    encoding: words("How texts are encoded.", "utf-8", false),
  },
  arity: "one",
  texts: "takes",
  traits: ({ output_mode }) => (output_mode === "int" ? ["numbers-things"] : []),
  shape([x], config) {
    if (config.output_mode === "int") return [x[0] ?? null, config.output_sequence_length];
    const led = Array.isArray(config.vocabulary) && config.vocabulary[0] === "[UNK]";
    const depth = vocabularySize(config.vocabulary, led ? 0 : 1, config.max_tokens, config.pad_to_max_tokens);
    const texts = config.split === null && x.length > 1 ? x.slice(0, -1) : x;
    return [...texts, depth];
  },
  weights: noWeights,
  adapt(_, given, texts) {
    const config = given as unknown as VectorizeConfig;
    return texts && config.vocabulary === null && isPlain(config) ? findingWords(texts, config) : undefined;
  },
  lower([x], given, _, step) {
    const [texts] = step.texts;
    const config = given as unknown as VectorizeConfig;
    if (!texts) return new Unsupported("it takes texts, and its data are numbers");
    if (config.ragged) return new Unsupported("lists of different lengths (ragged=True) are not in the engine");
    if (!isPlain(config)) return new Unsupported("its standardize or split is a function of the file's own");
    if (typeof config.vocabulary === "string")
      return new Unsupported("its vocabulary is in a file; write it as a list");
    return vectorized(x, texts, config, step);
  },
});
