/** Shortens text to a width: SVG has no way to do it by itself. */

const context = document.createElement("canvas").getContext("2d");
const widths = new Map<string, number>();

/** In CSS pixels; `font` as in CSS. */
export function widthOf(text: string, font: string): number {
  if (!context) return text.length * 7;
  const key = `${font} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 20_000) widths.clear();
    context.font = font;
    width = context.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** As much of the text as fits, with an ellipsis where some is missing. */
export function fitText(text: string, width: number, font: string): string {
  if (widthOf(text, font) <= width) return text;
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (widthOf(`${text.slice(0, middle)}…`, font) <= width) fits = middle;
    else tooLong = middle;
  }
  return fits === 0 ? "" : `${text.slice(0, fits)}…`;
}
