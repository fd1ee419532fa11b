/** Texts as numbers: `TextVectorization`, the old `Tokenizer`, look-ups of labels, and what is done to texts before. */
import { md5 } from "../../base/md5";
import {
  beginning,
  fitTokenizer,
  mostWords,
  sequenceOf,
  tokensOf,
  vocabularyOf,
  wordsOf,
  type TokenizerSettings,
  type VectorizeSettings,
  type Vocabulary,
} from "../../base/words";
import { Trouble } from "../../base/trouble";
import { isSet, textIn, wholeIn, type Operation } from "./operation";
import { notFor, numbers, room, texts, type Bundle, type Lists, type Texts, type Value } from "./value";

const asTexts = (value: Value | undefined, what: string): Texts => {
  if (value?.kind === "texts") return value;
  if (value?.kind === "numbers") return texts(value.shape, Array.from(value.data, String));
  throw notFor(what, value);
};
const plainTexts = (value: Value | undefined, what: string): readonly string[] =>
  asTexts(value, what).data.map((text) => text ?? "");

/** A vocabulary is kept as a bundle, so that it can be handed from step to step; what it holds stays with us. */
const vocabularies = new WeakMap<Bundle, Vocabulary>();
function keep(vocabulary: Vocabulary): Bundle {
  const bundle: Bundle = {
    kind: "bundle",
    get: () => Promise.resolve(texts([vocabulary.tokens.length], vocabulary.tokens)),
  };
  vocabularies.set(bundle, vocabulary);
  return bundle;
}

function kept(value: Value | undefined, settings: VectorizeSettings): Vocabulary {
  const known = value?.kind === "bundle" ? vocabularies.get(value) : undefined;
  if (known) return known;
  const words = plainTexts(value, "A vocabulary");
  const begin = beginning(settings);
  const has = begin.every((one, i) => words[i] === one);
  const tokens = has ? words : [...begin, ...words];
  return { tokens, inTexts: tokens.map(() => 0), count: 0 };
}

/** `TextVectorization.adapt` */
const vocabulary: Operation = {
  name: "vocabulary",
  run: ({ of: [value], settings }) => keep(vocabularyOf(plainTexts(value, "A vocabulary"), settings)),
};

/** `TextVectorization` called with texts and its vocabulary. */
const vectorizeText: Operation = {
  name: "vectorize_text",
  run({ of: [value, fitted], settings, context }) {
    const given = asTexts(value, "TextVectorization");
    const words = kept(fitted, settings);
    const index = new Map(words.tokens.map((token, i) => [token, i]));
    const mode = typeof settings["output_mode"] === "string" ? settings["output_mode"] : "int";
    const outside = mode === "int" ? 1 : 0;
    const rows = given.data.map((text) => tokensOf(text ?? "", settings).map((token) => index.get(token) ?? outside));
    const shape = given.shape.length > 1 && given.shape.at(-1) === 1 ? given.shape.slice(0, -1) : given.shape;
    if (mode === "int") {
      const wanted = wholeIn(settings, "output_sequence_length");
      const length = wanted ?? rows.reduce((most, row) => Math.max(most, row.length), 0);
      if (wanted === undefined && rows.length > 1)
        context.note("Texts are padded to the longest of all; Keras pads those of a batch to the longest in it.");
      const out = room("int64", [...shape, length]);
      for (const [i, row] of rows.entries()) out.data.set(row.slice(0, length), i * length);
      return out;
    }
    const padded = isSet(settings, "pad_to_max_tokens") ? wholeIn(settings, "max_tokens") : undefined;
    const width = padded ?? words.tokens.length;
    const weights = mode === "tf_idf" ? frequencies(words) : undefined;
    const out = room(mode === "tf_idf" ? "float32" : "int64", [...shape, width]);
    for (const [i, row] of rows.entries())
      for (const place of row) {
        const at = i * width + place;
        if (mode === "multi_hot") out.data[at] = 1;
        else out.data[at] = out.data[at]! + (weights?.[place] ?? 1);
      }
    return out;
  },
};

/** How much a token weighs by the texts in which it occurs; what is outside weighs as all do on average. */
function frequencies({ inTexts, count }: Vocabulary): readonly number[] {
  const weights = inTexts.slice(1).map((texts) => Math.log(1 + count / (1 + texts)));
  return [weights.reduce((sum, one) => sum + one, 0) / Math.max(1, weights.length), ...weights];
}

/** `StringLookup` and `IntegerLookup`: of labels and the vocabulary, or data to find it in. */
const lookUp: Operation = {
  name: "look_up",
  run({ of: [value, fitted], settings }) {
    const given = plainTexts(value, "A look-up");
    const found = isSet(settings, "adapted")
      ? vocabularyOf(plainTexts(fitted, "A look-up"), {
          standardize: null,
          split: null,
          output_mode: "multi_hot",
        }).tokens.slice(1)
      : plainTexts(fitted, "A look-up");
    const outside = wholeIn(settings, "outside") ?? 1;
    const start = outside + (isSet(settings, "mask") ? 1 : 0);
    const index = new Map(found.map((token, i) => [token, i + start]));
    const odd = given.find((token) => !index.has(token));
    if (outside === 0 && odd !== undefined) throw new Trouble(`“${odd}” is not in the vocabulary of the look-up.`);
    const places = Float64Array.from(given, (token) => index.get(token) ?? start - 1);
    const { shape } = asTexts(value, "A look-up");
    if (settings["output_mode"] !== "one_hot") return numbers("int64", shape, places);
    const width = found.length + start;
    const out = room("float32", [...shape, width]);
    for (const [i, place] of places.entries()) out.data[i * width + place] = 1;
    return out;
  },
};

/** `Tokenizer.texts_to_sequences`, of texts and those that it was fitted on. */
const tokenized: Operation = {
  name: "tokenize",
  run({ of: [value, fitted], settings }): Lists {
    const told = settings as TokenizerSettings;
    const index = fitTokenizer(plainTexts(fitted, "A Tokenizer"), told);
    const lists = plainTexts(value, "A Tokenizer").map((text) => sequenceOf(text, index, told));
    return { kind: "lists", shape: [lists.length], data: lists };
  },
};

/** `Tokenizer.texts_to_matrix` and `sequences_to_matrix` */
const tokenMatrix: Operation = {
  name: "token_matrix",
  run({ of: [value, fitted], settings }) {
    const told = settings as TokenizerSettings;
    const mode = textIn(settings, "mode");
    const known = fitTokenizer(plainTexts(fitted, "A Tokenizer"), told);
    const width = mostWords(told) ?? known.index.size + 1;
    const lists: readonly ArrayLike<number>[] =
      value?.kind === "lists"
        ? value.data
        : plainTexts(value, "A Tokenizer").map((text) => sequenceOf(text, known, told));
    const out = room("float64", [lists.length, width]);
    for (const [row, list] of lists.entries()) {
      const counts = new Map<number, number>();
      for (const number of Array.from(list)) if (number < width) counts.set(number, (counts.get(number) ?? 0) + 1);
      for (const [number, count] of counts)
        out.data[row * width + number] =
          mode === "binary"
            ? 1
            : mode === "count"
              ? count
              : mode === "freq"
                ? count / list.length
                : (1 + Math.log(count)) * Math.log(1 + known.count / (1 + (known.texts.get(number) ?? 0)));
    }
    return out;
  },
};

/** `hashing_trick` and `one_hot` of Keras 2: numbers of words from a hash; Python's own differs from run to run. */
const hashed: Operation = {
  name: "hash_words",
  run({ of: [value], settings, context }) {
    const size = wholeIn(settings, "size") ?? 2;
    const isMd5 = settings["hash"] === "md5";
    const hash = isMd5
      ? (word: string): number => md5Modulo(word, size - 1)
      : (word: string) => hashOf(word) % (size - 1);
    const lists = plainTexts(value, "one_hot").map((text) =>
      wordsOf(text, settings as TokenizerSettings).map((word) => hash(word) + 1),
    );
    if (!isMd5) context.note("Words are numbered by a hash of our own; Python's own differs each time that it runs.");
    if (settings["single"] === true) return numbers("int64", [lists[0]!.length], Float64Array.from(lists[0]!));
    return { kind: "lists", shape: [lists.length], data: lists };
  },
};

const md5Modulo = (word: string, size: number): number => Number(BigInt(`0x${md5(word)}`) % BigInt(size));

/** FNV-1a */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** `tf.strings.lower` and the like; they know the letters of English alone. */
const changed: Operation = {
  name: "change_texts",
  run({ of: [value], settings }) {
    const { shape, data } = asTexts(value, "A change of texts");
    const how = textIn(settings, "how");
    const change = (text: string): string => {
      if (how === "lower") return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
      if (how === "upper") return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
      if (how === "strip") return text.trim();
      return text;
    };
    return texts(
      shape,
      data.map((text) => (text === null ? null : change(text))),
    );
  },
};

/** `tf.strings.regex_replace` */
const replaced: Operation = {
  name: "replace_in_texts",
  run({ of: [value], settings }) {
    const { shape, data } = asTexts(value, "A change of texts");
    const pattern = patternOf(textIn(settings, "pattern"));
    const by = textIn(settings, "by")
      .replaceAll("$", "$$$$")
      .replace(/\\(\d)/g, "$$$1")
      .replace(/\$0/g, "$$&");
    return texts(
      shape,
      data.map((text) => (text === null ? null : text.replace(pattern, by))),
    );
  },
};

/** Of RE2, what JavaScript has too. */
function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern.replace(/\[:punct:\]/g, "!-\\/:-@\\[-`{-~"), "gu");
  } catch {
    try {
      return new RegExp(pattern, "g");
    } catch {
      throw new Trouble(`The pattern “${pattern.slice(0, 60)}” is not understood.`);
    }
  }
}

export const wordOperations: readonly Operation[] = [
  vocabulary,
  vectorizeText,
  lookUp,
  tokenized,
  tokenMatrix,
  hashed,
  changed,
  replaced,
];
