/** Puts values into the places of a sentence, in the user's language; VS Code's own `l10n.t` is one. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** Puts values into the places `{0}`, `{1}` … of a sentence, as VS Code's translations write them. */
export const fill = (sentence: string, ...values: readonly (string | number)[]): string =>
  sentence.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
