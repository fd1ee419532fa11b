/** Texts from a file, made fit to be shown: invisible characters become visible, and names get a length that may stand in a line. */
const LONGEST_NAME = 200;

/** Control characters and marks that change the direction of text are written out. */
export const plain = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0);
    return code === 9 || code === 10 || code === 13 ? " " : `\\u${code.toString(16).padStart(4, "0")}`;
  });

export function cut(name: string): string {
  // What is cut off need not be looked at; every character becomes at least one.
  const shown = plain(name.slice(0, LONGEST_NAME + 1));
  return shown.length > LONGEST_NAME ? `${shown.slice(0, LONGEST_NAME - 1)}…` : shown;
}
