/** Puts values into the places `{0}`, `{1}` … of a sentence, as VS Code's translations write them. */
export const fill = (sentence: string, ...values: readonly (string | number)[]): string =>
  sentence.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
