/** `keras.preprocessing.text`: the old `Tokenizer` and its like. */
import { fitTokenizer, type TokenizerSettings } from "../../../base/words";
import { isUnknown } from "../../../model/literal";
import type { Settings } from "../../../model/recipe";
import type { Arguments } from "../../../python/arguments";
import { Dict } from "../../../python/containers";
import { birth, type Mutable } from "../../../python/journal";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { indexOf, int, none, unknown, type External, type Unknown, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { Lost, Step, step, type Trace } from "../arrays/trace";
import { toLiteral } from "../literal";
import { arrayOf } from "../numpy/making";
import { isShape } from "../tensors/tensor";
import { open, outside } from "./open";

const order = ["num_words", "filters", "lower", "split", "char_level", "oov_token"];

/** What a `Tokenizer` is told, or why that is not known. */
function settingsOf(args: Arguments): TokenizerSettings | Lost {
  const settings: Record<string, unknown> = {};
  for (const [name, { value, span }] of args.under(order).bound) {
    const literal = toLiteral(value);
    if (isUnknown(literal)) return new Lost(literal.unknown, span);
    if (order.includes(name)) settings[name] = literal;
  }
  return settings;
}

class Tokenizer implements External, Mutable {
  readonly kind = "external";
  readonly what = "a Tokenizer";
  readonly born = birth();
  private on: Trace | undefined;

  constructor(private readonly settings: TokenizerSettings | Lost) {}

  save(): unknown {
    return this.on;
  }

  load(state: unknown): void {
    this.on = state as Trace | undefined;
  }

  merge(states: readonly unknown[], why: Unknown): void {
    this.on = states.every((state) => state === states[0])
      ? (states[0] as Trace | undefined)
      : new Lost(why.reason, why.span);
  }

  attribute(name: string, site: Site): Value | undefined {
    switch (name) {
      case "fit_on_texts":
        return builtin(name, (args, at, inner) => {
          inner.journal.touch(this);
          const texts = arrayOf(inner, args.pick(0, "texts") ?? none, at);
          if (this.on) this.on = new Lost("a Tokenizer that is fitted twice is not followed", at.span);
          else if (texts instanceof ArrayValue) this.on = texts.trace;
          else this.on = new Lost(texts.kind === "unknown" ? texts.reason : "these texts are not followed", at.span);
          return none;
        });
      case "texts_to_sequences":
        return builtin(name, (args, at, inner) => this.made("tokenize", args, at, inner));
      case "texts_to_matrix":
      case "sequences_to_matrix":
        return builtin(name, (args, at, inner) => this.made("token_matrix", args, at, inner));
      case "word_index":
        return this.words(site);
      case "num_words":
        return this.settings instanceof Lost || typeof this.settings.num_words !== "number"
          ? none
          : int(this.settings.num_words);
      default:
        return undefined;
    }
  }

  private made(does: string, args: Arguments, site: Site, machine: Machine): Value {
    const given = arrayOf(machine, args.positional[0]?.value ?? args.named.get("texts")?.value ?? none, site);
    if (!(given instanceof ArrayValue)) {
      const why = given.kind === "unknown" ? given : unknown("these texts are not followed", site.span);
      // Whatever the texts are, what is made of them are rows of numbers.
      const rows = { unknown: why.reason };
      return does === "tokenize" ? new ArrayValue([rows], site.span, { trace: new Lost(why.reason, why.span) }) : why;
    }
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

  /** The numbers of words: known where the texts stand in the file. */
  private words({ span }: Site): Value {
    const { on, settings } = this;
    const made = new Dict(span);
    const texts = on instanceof Step && on.does === "constant" ? on.settings["values"] : undefined;
    if (Array.isArray(texts) && !(settings instanceof Lost)) {
      for (const [word, number] of fitTokenizer(texts.map(String), settings).index)
        made.set({ kind: "text", value: word }, int(number));
      return made;
    }
    made.unknown = unknown("which words there are is known only when they are read", span);
    return made;
  }
}

/** `one_hot(text, n)`: numbers of words from a hash. */
const oneHot = builtin("one_hot", (args, site, machine) => {
  const size = indexOf(args.pick(1, "n"));
  const given = args.pick(0, "text") ?? args.named.get("input_text")?.value ?? none;
  const text = given.kind === "text" ? arrayOf(machine, { kind: "tuple", items: [given] }, site) : given;
  const trace =
    text instanceof ArrayValue && size !== undefined
      ? step("hash_words", [text.trace], { size, ...(given.kind === "text" && { single: true }) })
      : new Lost("what one_hot is given is not followed", site.span);
  return new ArrayValue([null], site.span, { trace });
});

export const textModule = open(
  "keras.preprocessing.text",
  {
    Tokenizer: builtin("Tokenizer", (args) => new Tokenizer(settingsOf(args))),
    one_hot: oneHot,
    hashing_trick: oneHot,
  },
  (name) => outside(`keras.preprocessing.text.${name}`),
);
