/** What the layers share that look categories up in a vocabulary. */
import { isList, type Literal } from "../../model/literal";
import type { Dim } from "../../model/shape";
import { add, multiply, subtract } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { gatherRows } from "../../ops/gather";
import { hashNumbers } from "../../ops/hash";
import { lookUp } from "../../ops/lookUp";
import { constant, constants, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { defineLayer, noWeights, ShapeError, Unsupported, type Adapting, type Step, type Texts } from "../layer";
import { anything, bool, choice, int, optional, size, type Params } from "../param";
import { adapted, encoded, encodedShape } from "./categories";
import { binOf, chosen, isPositive, keyOf, numbersOfTexts } from "./texts";

const modes = ["int", "one_hot", "multi_hot", "count", "tf_idf"] as const;

/** How many entries there are, counting those for padding and for what is not known. */
export function vocabularySize(vocabulary: Literal, extra: number, most: Dim | null, padded: boolean): Dim {
  if (padded && most !== null) return most;
  return Array.isArray(vocabulary) ? vocabulary.length + extra : adapted("the size of the vocabulary");
}

/** What the shape depends on, and what is looked up. */
interface LookupConfig {
  readonly max_tokens: Dim | null;
  readonly num_oov_indices: number;
  readonly mask_token: Literal;
  readonly oov_token: Literal;
  readonly vocabulary: Literal;
  readonly idf_weights: Literal;
  readonly invert: boolean;
  readonly output_mode: (typeof modes)[number];
  readonly pad_to_max_tokens: boolean;
  readonly oov_method?: string;
  readonly salt: Literal;
}

interface Lookup<P extends Params> {
  readonly type: string;
  readonly docs: string;
  readonly mask: Literal;
  readonly unknown: Literal;
  readonly more: P;
  /** Whether its categories are whole numbers, which the engine can look up. */
  readonly numbers: boolean;
}

/** The number of what is not in the vocabulary, or the first of several; padding has one of its own only among numbers. */
const otherFirst = ({ mask_token, output_mode }: LookupConfig): number =>
  mask_token !== null && output_mode === "int" ? 1 : 0;

/** The vocabulary without what stands for padding and for the unknown, which may lead it. */
function tokensOf(config: LookupConfig): { readonly tokens: readonly Literal[]; readonly led: boolean } | undefined {
  const { vocabulary, mask_token, oov_token, num_oov_indices } = config;
  if (!isList(vocabulary)) return undefined;
  const lead = [...(otherFirst(config) ? [mask_token] : []), ...Array<Literal>(num_oov_indices).fill(oov_token)];
  const led = lead.length > 0 && lead.every((token, i) => vocabulary[i] === token);
  return { tokens: led ? vocabulary.slice(lead.length) : vocabulary, led };
}

function depthOf(config: LookupConfig): Dim {
  if (config.pad_to_max_tokens && config.max_tokens !== null) return config.max_tokens;
  const found = tokensOf(config);
  return found
    ? found.tokens.length + config.num_oov_indices + otherFirst(config)
    : adapted("the size of the vocabulary");
}

export const lookup = <P extends Params>({ type, docs, mask, unknown, more, numbers }: Lookup<P>) =>
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
    ...(!numbers && { texts: "takes" as const }),
    traits: ({ output_mode }) => (output_mode === "int" ? ["numbers-things"] : []),
    shape([x], given) {
      const config = given as unknown as LookupConfig;
      if (config.invert && config.output_mode !== "int")
        return new ShapeError('can only invert with output_mode "int"');
      return encodedShape(x, config.output_mode, depthOf(config));
    },
    weights: noWeights,
    adapt([x], given, texts) {
      const config = given as unknown as LookupConfig;
      const isReady = config.vocabulary === null && !config.invert && (numbers || texts !== undefined);
      return isReady ? counting(x, config, texts) : undefined;
    },
    lower([x], given, _, step) {
      const config = given as unknown as LookupConfig;
      const [texts] = step.texts;
      if (!numbers && config.invert) return new Unsupported("it gives words, and the engine works on numbers");
      if (!numbers && !texts) return new Unsupported("it takes words, and its data are numbers");
      const found = tokensOf(config);
      if (!found)
        return new Unsupported(
          typeof config.vocabulary === "string"
            ? "its vocabulary is in a file; write it as a list"
            : "its vocabulary is not known",
        );
      const { tokens, led } = found;
      if (texts) return looked(x, texts, tokens, led, config, step);
      if (!tokens.every((token) => typeof token === "number"))
        return new Unsupported("its vocabulary has something that is no whole number");
      return config.invert ? inverted(x, tokens, config) : numbered(x, tokens, led, config);
    },
  });

function numbered(x: Value, tokens: readonly number[], led: boolean, config: LookupConfig): Value | Unsupported {
  const { num_oov_indices: others, mask_token, output_mode, oov_method } = config;
  const isHashed = others > 1 && oov_method === "farmhash";
  const first = otherFirst(config);
  const places = new Map(tokens.map((token, i) => [token, first + others + i]));
  // a number beyond every depth leaves no trace in a row
  if (typeof mask_token === "number") places.set(mask_token, output_mode === "int" ? 0 : 2 ** 24);
  return laidOut(isHashed ? orHashed(x, places, first, config) : lookUp(x, places, first, others), led, config);
}

/** The place of each number, and for others one of several by a hash. */
function orHashed(x: Value, places: ReadonlyMap<number, number>, first: number, config: LookupConfig): Value {
  // 0 stands for what is not known
  const found = lookUp(x, new Map([...places].map(([token, place]) => [token, place + 1])), 0, 1);
  const hashed = hashNumbers(x, config.num_oov_indices, keyOf(config.salt));
  const known = subtract(found, constant(1, x.shape));
  return chosen(isPositive(found), known, add(hashed, constant(first, x.shape)));
}

/** The places of texts, which are known for all that occur. */
function looked(
  x: Value,
  texts: Texts,
  tokens: readonly Literal[],
  led: boolean,
  config: LookupConfig,
  step: Step,
): Value | Unsupported {
  const { num_oov_indices: others, mask_token, output_mode, salt } = config;
  const first = otherFirst(config);
  const places = new Map(tokens.map((token, i) => [token, first + others + i]));
  if (mask_token !== null) places.set(mask_token, output_mode === "int" ? 0 : 2 ** 24);
  const stranger = others === 0 ? texts.find((text) => !places.has(text)) : undefined;
  if (stranger !== undefined)
    return new Unsupported(`“${stranger.slice(0, 40)}” is not in its vocabulary, and num_oov_indices is 0`);
  const placeOf = (text: string): number =>
    places.get(text) ?? first + (others > 1 ? binOf(text, others, keyOf(salt)) : 0);
  return laidOut(numbersOfTexts(x, texts, step, placeOf), led, config);
}

/** Places as the output mode wants them. */
function laidOut(places: Value, led: boolean, config: LookupConfig): Value | Unsupported {
  const { num_oov_indices: others, output_mode } = config;
  const first = otherFirst(config);
  const depth = depthOf(config) as number;
  const y = encoded(places, output_mode === "tf_idf" ? "count" : output_mode, depth);
  if (output_mode !== "tf_idf") return y;
  if (!isList(config.idf_weights)) return new Unsupported("its idf_weights are not known");
  const known = config.idf_weights as readonly number[];
  const front = led ? [] : Array<number>(others + first).fill(known.reduce((sum, one) => sum + one, 0) / known.length);
  const weights = Array.from({ length: depth }, (_, i) => [...front, ...known][i] ?? 0);
  const row = reshape(constants(weights), [...y.shape.slice(1).map(() => 1), depth]);
  return multiply(y, broadcastTo(row, y.shape));
}

function inverted(x: Value, tokens: readonly number[], config: LookupConfig): Value {
  const unknown = config.oov_token as number;
  const first = otherFirst(config);
  const all = [
    ...(first ? [config.mask_token as number] : []),
    ...Array<number>(config.num_oov_indices).fill(unknown),
    ...tokens,
    unknown,
  ];
  // what is beyond the table is unknown too: its last row
  const within = lookUp(x, new Map(all.slice(0, -1).map((_, i) => [i, i])), all.length - 1, 1);
  return reshape(gatherRows(reshape(constants(all), [all.length, 1]), within), x.shape);
}

/** Finds the vocabulary: what is there most often first, and of equals the larger number or the later text. */
function counting(x: readonly number[], config: LookupConfig, texts: Texts | undefined): Adapting {
  const { mask_token, oov_token, max_tokens, num_oov_indices, output_mode } = config;
  const each = x.slice(1).reduce((product, size) => product * size, 1);
  const counts = new Map<number, number>();
  const holders = new Map<number, number>();
  let samples = 0;
  const bump = (map: Map<number, number>, key: number): void => void map.set(key, (map.get(key) ?? 0) + 1);
  return {
    see(numbers) {
      for (let begin = 0; begin < numbers.length; begin += each) {
        const sample = Array.from(numbers.subarray(begin, begin + each), Math.trunc);
        for (const token of sample) bump(counts, token);
        for (const token of new Set(sample)) bump(holders, token);
        samples++;
      }
    },
    found() {
      const most = typeof max_tokens === "number" ? max_tokens - num_oov_indices - otherFirst(config) : Infinity;
      const nameOf = (token: number): number | string => texts?.[token] ?? token;
      const found = [...counts]
        .filter(([token]) => nameOf(token) !== mask_token && nameOf(token) !== oov_token)
        .sort(([a, countA], [b, countB]) => countB - countA || (nameOf(a) < nameOf(b) ? 1 : -1))
        .slice(0, most)
        .map(([token]) => token);
      const rare = found.map((token) => Math.log(1 + samples / (1 + holders.get(token)!)));
      return { args: { vocabulary: found.map(nameOf), ...(output_mode === "tf_idf" && { idf_weights: rare }) } };
    },
  };
}
