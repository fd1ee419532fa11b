/** Texts as words, and words as numbers: what Keras's `Tokenizer` and `TextVectorization` do, for the reader and for the data. */

/** What `Tokenizer` is told; Keras's own presets. */
export interface TokenizerSettings {
  readonly num_words?: number | null;
  readonly filters?: string;
  readonly lower?: boolean;
  readonly split?: string;
  readonly char_level?: boolean;
  readonly oov_token?: string | null;
}

export const FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n';

/** How many words count, with the place that stands for none; to Python 0 is no limit. */
export const mostWords = ({ num_words }: TokenizerSettings): number | undefined =>
  num_words === 0 || num_words === null ? undefined : num_words;

/** `text_to_word_sequence` */
export function wordsOf(
  text: string,
  { filters = FILTERS, lower = true, split = " ", char_level }: TokenizerSettings,
): string[] {
  const plain = lower ? text.toLowerCase() : text;
  if (char_level) return Array.from(plain);
  const taken = new Set(filters);
  const cleaned = Array.from(plain, (letter) => (taken.has(letter) ? split : letter)).join("");
  return cleaned.split(split).filter((word) => word !== "");
}

export interface Fitted {
  /** The words by their numbers, which begin at 1: the frequent ones first. */
  readonly index: ReadonlyMap<string, number>;
  /** In how many texts each occurs, by its number. */
  readonly texts: ReadonlyMap<number, number>;
  readonly count: number;
}

/** `Tokenizer.fit_on_texts`: words that occur equally often are numbered as they came. */
export function fitTokenizer(all: readonly string[], settings: TokenizerSettings): Fitted {
  const counts = new Map<string, number>();
  const inTexts = new Map<string, number>();
  for (const text of all) {
    const words = wordsOf(text, settings);
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const word of new Set(words)) inTexts.set(word, (inTexts.get(word) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  const outside = settings.oov_token ?? undefined;
  const index = new Map((outside === undefined ? sorted : [outside, ...sorted]).map((word, i) => [word, i + 1]));
  return {
    index,
    texts: new Map([...inTexts].map(([word, count]) => [index.get(word)!, count])),
    count: all.length,
  };
}

/** `Tokenizer.texts_to_sequences` */
export function sequenceOf(text: string, { index }: Fitted, settings: TokenizerSettings): number[] {
  const most = mostWords(settings) ?? Infinity;
  const outside = typeof settings.oov_token === "string" ? index.get(settings.oov_token) : undefined;
  return wordsOf(text, settings).flatMap((word) => {
    const number = index.get(word);
    if (number !== undefined && number < most) return [number];
    return outside === undefined ? [] : [outside];
  });
}

/** What `TextVectorization` is told; Keras's own presets. */
export interface VectorizeSettings {
  readonly standardize?: string | null;
  readonly split?: string | null;
  readonly ngrams?: number | readonly number[] | null;
  readonly max_tokens?: number | null;
  readonly output_mode?: string;
}

/** The tokens of a text as `TextVectorization` finds them. TensorFlow makes only the letters of English small. */
export function tokensOf(text: string, settings: VectorizeSettings): string[] {
  const { standardize = "lower_and_strip_punctuation", split = "whitespace", ngrams = null } = settings;
  let plain = text;
  if (standardize?.startsWith("lower")) plain = plain.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (standardize?.endsWith("strip_punctuation")) plain = plain.replace(/[!-/:-@[-`{-~]/g, "");
  const tokens =
    split === "whitespace"
      ? plain.split(/[ \t\n\v\f\r]+/).filter((token) => token !== "")
      : split === "character"
        ? Array.from(plain)
        : [plain];
  if (ngrams === null) return tokens;
  const widths = typeof ngrams === "number" ? Array.from({ length: ngrams }, (_, i) => i + 1) : ngrams;
  return widths.flatMap((width) =>
    Array.from({ length: Math.max(0, tokens.length - width + 1) }, (_, i) => tokens.slice(i, i + width).join(" ")),
  );
}

export interface Vocabulary {
  /** With the entry for what is outside, and the one for padding where numbers are given. */
  readonly tokens: readonly string[];
  readonly inTexts: readonly number[];
  readonly count: number;
}

/** `TextVectorization.adapt`: frequent tokens first, equally frequent ones from the end of the alphabet. */
export function vocabularyOf(all: readonly string[], settings: VectorizeSettings): Vocabulary {
  const counts = new Map<string, number>();
  const inTexts = new Map<string, number>();
  for (const text of all) {
    const tokens = tokensOf(text, settings);
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    for (const token of new Set(tokens)) inTexts.set(token, (inTexts.get(token) ?? 0) + 1);
  }
  const begin = beginning(settings);
  const sorted = [...counts]
    .filter(([token]) => !begin.includes(token))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1))
    .map(([token]) => token)
    .slice(0, settings.max_tokens ? settings.max_tokens - begin.length : undefined);
  return {
    tokens: [...begin, ...sorted],
    inTexts: [...begin.map(() => 0), ...sorted.map((token) => inTexts.get(token)!)],
    count: all.length,
  };
}

/** What every vocabulary begins with. */
export const beginning = ({ output_mode = "int" }: VectorizeSettings): readonly string[] =>
  output_mode === "int" ? ["", "[UNK]"] : ["[UNK]"];
