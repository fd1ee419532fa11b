/** How things are said to people: translated sentences, counts, and text that Markdown must not take as its own. */
import type { Count } from "../analysis/infer";
import { showCount as showNumber } from "../base/figures";
import { fill, type Translate } from "../base/fill";

export type { Translate };

/** As it is written. */
export const english: Translate = fill;

/** `2,243,585`, as Keras prints it, in every language; `?` when it is not known. */
export const showCount = (count: Count): string => (typeof count === "number" ? showNumber(count) : "?");

/** Text of a file, in a paragraph of Markdown: no links, emphasis, markup or icons come of it. */
export const plain = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+\-.!|<>&~$@:]/g, "\\$&").replace(/\s+/g, " ");

/** Text of a file as code inside a line of Markdown, table cells included. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** A sentence of ours, in which backticks mark code; what it quotes of a file is as harmless as in `plain` and `code`. */
export const sentence = (text: string): string =>
  text
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 === 1 ? code(part) : plain(part)))
    .join("");
