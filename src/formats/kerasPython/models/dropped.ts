/**
 * Whether a value that a statement gives a name is taken by nobody, told by the text alone: the name does not come again in its function, or
 * the next thing done with it in the same block is to give it something else. Where that is not plain to see, it is taken.
 */
import type { Span } from "../../../model/span";

/** `code` is the text with its comments blanked. */
export function isDropped(code: string, { start, end }: Span): boolean {
  const given = givenName(code, { start, end });
  if (!given) return false;
  const { name, indent, scope, lineStart } = given;
  const rest = code.slice(end, scope.end);
  return isOverwritten(rest, indent, name) || !isNamedAgain(code, rest, name, scope, lineStart);
}

/** Whether the name that a statement gives a value comes nowhere in its function but in these places, and once in `list`, by itself. */
export function isNamedOnlyIn(code: string, made: Span, places: readonly Span[], list?: Span): boolean {
  const given = givenName(code, made);
  if (!given) return false;
  const { name, scope, lineStart } = given;
  const known = [{ start: lineStart, end: made.end }, ...places];
  const [from, to] = scope.isFunction ? [scope.start, scope.end] : [0, code.length];
  const mentions = [...code.slice(from, to).matchAll(new RegExp(`\\b${name}\\b`, "g"))].map(
    ({ index }) => from + index,
  );
  const isIn = (at: number, { start, end }: Span): boolean => start <= at && at < end;
  const [listed, ...others] = mentions.filter((at) => !known.some((place) => isIn(at, place)));
  if (listed === undefined) return true;
  const [before, after] = [
    code.slice(0, listed).trimEnd().at(-1),
    code
      .slice(listed + name.length)
      .trimStart()
      .at(0),
  ];
  const isElement = /[[(,=]/.test(before ?? "") && /[\]),]/.test(after ?? "");
  return others.length === 0 && list !== undefined && isIn(listed, list) && isElement;
}

interface GivenName {
  readonly name: string;
  readonly indent: string;
  readonly lineStart: number;
  readonly scope: Scope;
}

/** The name that a statement gives a value which stands there, all by itself. */
function givenName(code: string, { start, end }: Span): GivenName | undefined {
  const lineStart = code.lastIndexOf("\n", start - 1) + 1;
  const [, indent, name] = /^([ \t]*)([A-Za-z]\w*)[ \t]*=[ \t]*$/.exec(code.slice(lineStart, start)) ?? [];
  if (indent === undefined || name === undefined || !/^[ \t]*(?:\r?\n|$)/.test(code.slice(end))) return undefined;
  const scope = scopeAt(code, lineStart, indent);
  const isHidden = /\b(?:global|nonlocal|locals|globals|eval|exec)\b/.test(code.slice(scope.start, scope.end));
  return isHidden ? undefined : { name, indent, lineStart, scope };
}

interface Scope extends Span {
  /** The body of a function, else the whole file. */
  readonly isFunction: boolean;
  readonly isLoop: boolean;
}

/** The function that a line stands in. */
function scopeAt(code: string, lineStart: number, indent: string): Scope {
  let [own, isLoop, at] = [indent.length, false, lineStart];
  while (own > 0 && at > 0) {
    const before = code.lastIndexOf("\n", at - 2) + 1;
    const line = code.slice(before, at);
    at = before;
    if (line.trim() === "") continue;
    const width = /^[ \t]*/.exec(line)![0].length;
    if (width >= own) continue;
    own = width;
    if (/^\s*(?:async\s+)?def\b/.test(line))
      return { start: at, end: endOf(code, lineStart, width), isFunction: true, isLoop };
    isLoop ||= /^\s*(?:async\s+)?(?:for|while)\b/.test(line);
  }
  return { start: 0, end: code.length, isFunction: false, isLoop };
}

/** Where the lines end that are further in than `width`. */
function endOf(code: string, from: number, width: number): number {
  const line = /\n([ \t]*)(?=\S)/g;
  line.lastIndex = from;
  for (let found = line.exec(code); found; found = line.exec(code)) if (found[1]!.length <= width) return found.index;
  return code.length;
}

/** The next statement that has the name, in the same block, gives it something else. */
function isOverwritten(rest: string, indent: string, name: string): boolean {
  const word = new RegExp(`\\b${name}\\b`);
  for (const line of rest.split("\n").slice(1)) {
    if (line.trim() === "") continue;
    if (!line.startsWith(indent) || /^\s*(?:elif|else|except|finally)\b/.test(line)) return false;
    if (!word.test(line)) continue;
    const [, value] = new RegExp(`^${indent}${name}[ \\t]*=(?!=)(.*)$`).exec(line.replace(/\r$/, "")) ?? [];
    // a bracket that stays open goes on in lines that are not looked at
    return value !== undefined && !word.test(value) && isClosed(value);
  }
  return false;
}

const isClosed = (line: string): boolean =>
  [...line.matchAll(/[([{]/g)].length === [...line.matchAll(/[)\]}]/g)].length && !line.trimEnd().endsWith("\\");

function isNamedAgain(
  code: string,
  rest: string,
  name: string,
  { start, isFunction, isLoop }: Scope,
  lineStart: number,
): boolean {
  const word = new RegExp(`\\b${name}\\b`);
  // a file's own names may be taken by functions above
  if (word.test(rest) || !isFunction) return word.test(rest) || word.test(code.slice(0, lineStart));
  const above = code.slice(start, lineStart);
  const isInner = /\n[ \t]+(?:async\s+)?def\b|\blambda\b/.test(above);
  return (isLoop || isInner) && word.test(above);
}
