/** How `TextVectorization` makes numbers of texts. */
import { beginning, tokensOf, vocabularyOf, type VectorizeSettings } from "../../base/words";
import { isList, type Literal } from "../../model/literal";
import { add } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { concatenate, slice } from "../../ops/concatenate";
import { scatterRows } from "../../ops/gather";
import { constants, sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { Unsupported, type Adapting, type Step, type Texts } from "../layer";
import { rowsOfTexts } from "./texts";

export interface VectorizeConfig {
  readonly max_tokens: number | null;
  readonly standardize: Literal;
  readonly split: Literal;
  readonly ngrams: Literal;
  readonly output_mode: "int" | "multi_hot" | "count" | "tf_idf";
  readonly output_sequence_length: number | null;
  readonly pad_to_max_tokens: boolean;
  readonly vocabulary: Literal;
  readonly idf_weights: Literal;
  readonly ragged: boolean;
}

const standards: readonly Literal[] = [null, "lower_and_strip_punctuation", "lower", "strip_punctuation"];
const splits: readonly Literal[] = [null, "whitespace", "character"];

/** Whether its texts are taken apart as Keras names it, and not by a function. */
export const isPlain = ({ standardize, split }: VectorizeConfig): boolean =>
  standards.includes(standardize) && splits.includes(split);

const settingsOf = ({ standardize, split, ngrams, max_tokens, output_mode }: VectorizeConfig): VectorizeSettings =>
  ({ standardize, split, ngrams, max_tokens, output_mode }) as VectorizeSettings;

/** Finds the vocabulary. */
export function findingWords(texts: Texts, config: VectorizeConfig): Adapting {
  const seen: string[] = [];
  return {
    see(numbers) {
      for (const place of numbers) seen.push(texts[place]!);
    },
    found() {
      const { tokens, inTexts, count } = vocabularyOf(seen, settingsOf(config));
      const lead = beginning(settingsOf(config)).length;
      const rare = inTexts.slice(lead).map((holders) => Math.log(1 + count / (1 + holders)));
      return {
        args: { vocabulary: tokens.slice(lead), ...(config.output_mode === "tf_idf" && { idf_weights: rare }) },
      };
    },
  };
}

/** The place of every token, and how many places there are. */
function placesOf(vocabulary: readonly Literal[], settings: VectorizeSettings) {
  const begin = beginning(settings);
  const led = begin.every((one, i) => vocabulary[i] === one);
  const tokens = led ? vocabulary : [...begin, ...vocabulary];
  return { places: new Map(tokens.map((token, i) => [token, i])), size: tokens.length, led };
}

export function vectorized(x: Value, texts: Texts, config: VectorizeConfig, step: Step): Value | Unsupported {
  if (!isList(config.vocabulary)) return new Unsupported("its vocabulary is not known");
  if (sizeOf(x.shape) !== x.shape[0]) return new Unsupported("it takes one text for each sample");
  const settings = settingsOf(config);
  const { places, size, led } = placesOf(config.vocabulary, settings);
  const outside = config.output_mode === "int" ? 1 : 0;
  const numbersOf = (text: string): readonly number[] =>
    tokensOf(text, settings).map((token) => places.get(token) ?? outside);
  if (config.output_mode === "int") {
    const length = config.output_sequence_length ?? longest(texts.map((text) => numbersOf(text).length));
    return rowsOfTexts(x, texts, length, step, (text, row) => {
      row.set(numbersOf(text).slice(0, length));
    });
  }
  const depth = config.pad_to_max_tokens && config.max_tokens !== null ? config.max_tokens : size;
  const weights = config.output_mode === "tf_idf" ? frequencies(config.idf_weights, led) : undefined;
  if (config.output_mode === "tf_idf" && !weights) return new Unsupported("its idf_weights are not known");
  const countsOf = (text: string): ReadonlyMap<number, number> => {
    const counts = new Map<number, number>();
    for (const place of numbersOf(text))
      if (config.output_mode === "multi_hot") counts.set(place, 1);
      else counts.set(place, (counts.get(place) ?? 0) + (weights?.[place] ?? 1));
    return counts;
  };
  const most = longest(texts.map((text) => countsOf(text).size));
  const at = rowsOfTexts(x, texts, most, step, (text, row) => {
    row.set([...countsOf(text).keys()]);
  });
  const much = rowsOfTexts(x, texts, most, step, (text, row) => {
    row.set([...countsOf(text).values()]);
  });
  return spread(at, much, depth);
}

const longest = (lengths: readonly number[]): number => lengths.reduce((most, one) => Math.max(most, one), 1);

/** What a token counts by how rare it is; what is outside counts as all do on average. */
function frequencies(known: Literal, led: boolean): readonly number[] | undefined {
  if (!isList(known) || !known.every((one) => typeof one === "number")) return undefined;
  return led ? known : [known.reduce((sum, one) => sum + one, 0) / Math.max(1, known.length), ...known];
}

/** Whole numbers beyond this are not exact. */
const MOST = 2 ** 24;

/** y [samples, depth] = at each place how much the sample has of it: `at` [samples, n] says where and `much` how much; zeros do no harm. */
function spread(at: Value, much: Value, depth: number): Value {
  const [samples, each] = at.shape as [number, number];
  const together = Math.max(1, Math.min(samples, Math.floor(MOST / depth)));
  const parts = Array.from({ length: Math.ceil(samples / together) }, (_, i) => {
    const begin = i * together;
    const count = Math.min(together, samples - begin);
    const starts = constants(Array.from({ length: count }, (__, row) => row * depth));
    const places = add(slice(at, 0, begin, count), broadcastTo(reshape(starts, [count, 1]), [count, each]));
    const amounts = reshape(slice(much, 0, begin, count), [count * each, 1]);
    return reshape(scatterRows(amounts, reshape(places, [count * each]), count * depth), [count, depth]);
  });
  return parts.length === 1 ? parts[0]! : concatenate(parts as [Value, ...Value[]], 0);
}
