/**
 * Where the user has said that a hint is not wanted: `# batchwise: ignore=RULE reason` at the end of a line counts for the layers that
 * begin on it, on a line of its own for the next line, and `# batchwise: ignore-file=RULE` for the whole file.
 */
import { LineMap } from "../base/text";
import type { Span } from "../model/span";

const comment = /#\s*batchwise:\s*(ignore|ignore-file)\s*=\s*([\w-]+(?:\s*,\s*[\w-]+)*)/g;

/** What the line that ignores a rule ends with. */
export const ignoreComment = (rule: string): string => `# batchwise: ignore=${rule}`;

/** A test for findings of one text: whether the rule is ignored where the layer stands. */
export function ignored(text: string): (rule: string, span: Span | undefined) => boolean {
  const inFile = new Set<string>();
  const onLine = new Map<number, readonly string[]>();
  const map = new LineMap(text);
  for (const match of text.matchAll(comment)) {
    const rules = match[2]!.split(",").map((rule) => rule.trim());
    if (match[1] === "ignore-file") for (const rule of rules) inFile.add(rule);
    const { line, character } = map.positionAt(match.index);
    const alone = text.slice(match.index - character, match.index).trim() === "";
    const meant = alone ? line + 1 : line;
    onLine.set(meant, [...(onLine.get(meant) ?? []), ...rules]);
  }
  return (rule, span) => {
    if (inFile.has(rule)) return true;
    if (!span || onLine.size === 0) return false;
    const last = map.positionAt(span.end).line;
    for (let { line } = map.positionAt(span.start); line <= last; line++)
      if (onLine.get(line)?.includes(rule)) return true;
    return false;
  };
}
