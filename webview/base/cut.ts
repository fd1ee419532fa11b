/** Long names from a file, of a length that may stand in a line; invisible characters become visible. */
const LONGEST = 200;

export function cut(text: string): string {
  // Control characters and marks that change the direction of text.
  // eslint-disable-next-line no-control-regex
  const visible = text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0);
    return code === 10 || code === 9 || code === 13 ? " " : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return visible.length > LONGEST ? `${visible.slice(0, LONGEST - 1)}…` : visible;
}
