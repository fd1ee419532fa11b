/**
 * Where the user has said that a hint is not wanted: `# batchwise: ignore=RULE reason` at the end of a line counts for the layers that
 * begin on it, on a line of its own for the next line, and `# batchwise: ignore-file=RULE` for the whole file.
 */
import { LineMap } from "../base/text";
import type { Span } from "../model/span";

const comment = /#\s*batchwise:\s*(ignore|ignore-file)\s*=\s*([\w-]+(?:\s*,\s*[\w-]+)*)([^\n\r]*)/g;

/** That a rule is not wanted at a place, and why, as the comment says it. */
export interface Suppression {
  readonly reason: string;
}

/** What the line that ignores a rule ends with. */
export const ignoreComment = (rule: string): string => `# batchwise: ignore=${rule}`;

/** What a line says that ignores a rule in the whole file. */
export const ignoreFileComment = (rule: string): string => `# batchwise: ignore-file=${rule}`;

/** For findings of one text: the comment by which the rule is ignored where the layer stands, if there is one. */
export function ignored(text: string): (rule: string, span: Span | undefined) => Suppression | undefined {
  const inFile = new Map<string, Suppression>();
  const onLine = new Map<number, ReadonlyMap<string, Suppression>>();
  const map = new LineMap(text);
  for (const match of text.matchAll(comment)) {
    const rules = match[2]!.split(",").map((rule) => rule.trim());
    const suppression = { reason: match[3]!.trim() };
    if (match[1] === "ignore-file") for (const rule of rules) inFile.set(rule, suppression);
    const { line, character } = map.positionAt(match.index);
    const alone = text.slice(match.index - character, match.index).trim() === "";
    const meant = alone ? line + 1 : line;
    const here = rules.map((rule) => [rule, suppression] as const);
    if (match[1] === "ignore") onLine.set(meant, new Map([...(onLine.get(meant) ?? []), ...here]));
  }
  return (rule, span) => {
    const everywhere = inFile.get(rule);
    if (everywhere || !span || onLine.size === 0) return everywhere;
    const last = map.positionAt(span.end).line;
    for (let { line } = map.positionAt(span.start); line <= last; line++) {
      const found = onLine.get(line)?.get(rule);
      if (found) return found;
    }
    return undefined;
  };
}
