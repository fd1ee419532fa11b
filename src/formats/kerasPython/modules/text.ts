/** `keras.preprocessing.text`: the old `Tokenizer` and its like. */
import { fitTokenizer, wordsOf, type TokenizerSettings } from "../../../base/words";
import { isUnknown } from "../../../model/literal";
import type { Settings } from "../../../model/recipe";
import type { Arguments } from "../../../python/arguments";
import { Dict, List } from "../../../python/containers";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { indexOf, int, none, text, tuple, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { Fitted } from "../arrays/fitted";
import { Lost, step, type Trace } from "../arrays/trace";
import { toLiteral } from "../literal";
import { arrayOf } from "../numpy/making";
import { isShape } from "../tensors/tensor";
import { open, outside } from "./open";

const order = ["num_words", "filters", "lower", "split", "char_level", "oov_token"];

/** What a `Tokenizer` is told, or why that is not known. */
function settingsOf(args: Arguments, names: readonly string[] = order): TokenizerSettings | Lost {
  const settings: Record<string, unknown> = {};
  for (const [given, { value, span }] of args.under(names).bound) {
    const name = given === "nb_words" ? "num_words" : given;
    if (name === "analyzer" && value.kind !== "none") return new Lost("an analyzer of texts is not followed", span);
    const literal = toLiteral(value);
    if (isUnknown(literal)) return new Lost(literal.unknown, span);
    if (names.includes(name)) settings[name] = literal;
  }
  return settings;
}

class Tokenizer extends Fitted implements External {
  readonly kind = "external";
  readonly what = "a Tokenizer";

  constructor(private readonly settings: TokenizerSettings | Lost) {
    super();
  }

  attribute(name: string, site: Site): Value | undefined {
    switch (name) {
      case "fit_on_texts":
        // Fitted again it has counted the words of all.
        return builtin(name, (args, at, inner) => {
          const before = this.on;
          this.fit(textsOf(args.pick(0, "texts"), at, inner), inner, (texts) =>
            before ? step("concatenate", [before, texts], { axis: 0 }) : texts,
          );
          return none;
        });
      case "texts_to_sequences":
        return builtin(name, (args, at, inner) => this.made("tokenize", args, at, inner));
      case "texts_to_matrix":
      case "sequences_to_matrix":
        return builtin(name, (args, at, inner) => this.made("token_matrix", args, at, inner));
      case "word_index":
        return this.words(site, (words) => [...words].map(([word, number]) => [text(word), int(number)]));
      case "index_word":
        return this.words(site, (words) => [...words].map(([word, number]) => [int(number), text(word)]));
      case "num_words":
        return this.settings instanceof Lost || typeof this.settings.num_words !== "number"
          ? none
          : int(this.settings.num_words);
      default:
        return undefined;
    }
  }

  private made(does: string, args: Arguments, site: Site, machine: Machine): Value {
    const named = args.named.get("texts") ?? args.named.get("sequences");
    const given = textsOf(args.positional[0]?.value ?? named?.value, site, machine);
    if (!(given instanceof ArrayValue))
      return given.kind === "unknown" ? given : unknown("these texts are not followed", site.span);
    const { settings } = this;
    const mode = args.pick(1, "mode");
    const count = isShape(given.shape) ? (given.shape[0] ?? null) : null;
    const more: Settings = does === "token_matrix" ? { mode: mode?.kind === "text" ? mode.value : "binary" } : {};
    const trace =
      settings instanceof Lost
        ? settings
        : step(does, [given.trace, this.on ?? new Lost("this Tokenizer is not fitted", site.span)], {
            ...(settings as Settings),
            ...more,
          });
    const words = settings instanceof Lost ? undefined : settings.num_words;
    const width =
      typeof words === "number" ? words : { unknown: "how many words there are is known only when they are read" };
    return new ArrayValue(does === "tokenize" ? [count] : [count, width], site.span, { trace });
  }

  /** What is known of words and their numbers where the texts stand in the file. */
  private words(
    { span }: Site,
    entries: (index: ReadonlyMap<string, number>) => readonly (readonly [Value, Value])[],
  ): Value {
    const { on, settings } = this;
    const made = new Dict(span);
    const texts = on && writtenTexts(on);
    if (texts && !(settings instanceof Lost))
      for (const [key, value] of entries(fitTokenizer(texts, settings).index)) made.set(key, value);
    else made.unknown = unknown("which words there are is known only when they are read", span);
    return made;
  }
}

/** Texts as an array; of a single text Python takes the letters one by one. */
function textsOf(given: Value | undefined, site: Site, machine: Machine): Value {
  const letters = given?.kind === "text" ? tuple(Array.from(given.value, (letter) => text(letter))) : given;
  return arrayOf(machine, letters ?? none, site);
}

/** The texts that stand in the file itself. */
function writtenTexts(trace: Trace): readonly string[] | undefined {
  if (trace instanceof Lost) return undefined;
  if (trace.does === "constant" && Array.isArray(trace.settings["values"])) return trace.settings["values"].map(String);
  if (trace.does !== "concatenate") return undefined;
  const parts = trace.of.map(writtenTexts);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

const ways = ["filters", "lower", "split"];

/** `one_hot(text, n)` and `hashing_trick(text, n, hash_function)`: numbers of words from a hash. */
const hashed = (name: string, order: readonly string[]): Value =>
  builtin(name, (args, site, machine) => {
    const { bound } = args.under(order);
    const size = indexOf(bound.get("n")?.value);
    const given = bound.get(order[0]!)?.value ?? bound.get("text")?.value ?? none;
    const texts = arrayOf(machine, given.kind === "text" ? tuple([given]) : given, site);
    const settings = settingsOf(args.only([], args.named), ways);
    const how = bound.get("hash_function")?.value ?? none;
    const isKnown = how.kind === "none" || (how.kind === "text" && how.value === "md5");
    const trace = !(texts instanceof ArrayValue && size !== undefined && isKnown)
      ? new Lost(`what ${name} is given is not followed`, site.span)
      : settings instanceof Lost
        ? settings
        : step("hash_words", [texts.trace], {
            ...(settings as Settings),
            size,
            ...(how.kind === "text" && { hash: how.value }),
            ...(given.kind === "text" && { single: true }),
          });
    return new ArrayValue([null], site.span, { trace });
  });

/** `text_to_word_sequence(text)`: known where the text is. */
const wordSequence = builtin("text_to_word_sequence", (args, site) => {
  const given = args.pick(0, "input_text") ?? args.named.get("text")?.value ?? none;
  const settings = settingsOf(args.only([], args.named), ways);
  if (given.kind === "text" && !(settings instanceof Lost))
    return new List(
      wordsOf(given.value, settings).map((word) => text(word)),
      site.span,
    );
  return unknown("the words of a text that is not known are not followed", site.span);
});

export const textModule = open(
  "keras.preprocessing.text",
  {
    Tokenizer: builtin("Tokenizer", (args) => new Tokenizer(settingsOf(args))),
    one_hot: hashed("one_hot", ["input_text", "n", ...ways]),
    hashing_trick: hashed("hashing_trick", ["text", "n", "hash_function", ...ways]),
    text_to_word_sequence: wordSequence,
  },
  (name) => outside(`keras.preprocessing.text.${name}`),
);
