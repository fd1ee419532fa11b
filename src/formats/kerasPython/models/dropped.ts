/**
 * Whether a value that a statement gives a name is taken by nobody, told by the text alone: the name does not come again in its function, or
 * the next thing done with it in the same block is to give it something else. Where that is not plain to see, it is taken.
 */
import type { Span } from "../../../model/span";
import type { Code, Scope } from "./code";

export function isDropped(code: Code, { start, end }: Span): boolean {
  const given = givenName(code, { start, end });
  if (!given) return false;
  const { name, indent, scope, lineStart } = given;
  const rest = code.text.slice(end, scope.end);
  return isOverwritten(rest, indent, name) || !isNamedAgain(code, rest, name, scope, lineStart);
}

/** Whether the name that a statement gives a value comes nowhere in its function but in these places, and once in `list`, by itself. */
export function isNamedOnlyIn(file: Code, made: Span, places: readonly Span[], list?: Span): boolean {
  const given = givenName(file, made);
  if (!given) return false;
  const { name, scope, lineStart } = given;
  const { text: code } = file;
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

/** The name that a statement gives a value which stands there. */
export const nameGiven = (code: Code, made: Span): string | undefined => givenName(code, made)?.name;

/** The function in which a statement gives that value a name. */
export function functionAround(code: Code, made: Span): Span | undefined {
  const { scope } = givenName(code, made) ?? {};
  return scope?.isFunction ? scope : undefined;
}

interface GivenName {
  readonly name: string;
  readonly indent: string;
  readonly lineStart: number;
  readonly scope: Scope;
}

/** The name that a statement gives a value which stands there, all by itself. */
function givenName(code: Code, { start, end }: Span): GivenName | undefined {
  const { text } = code;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const [, indent, name] = /^([ \t]*)([A-Za-z]\w*)[ \t]*=[ \t]*$/.exec(text.slice(lineStart, start)) ?? [];
  REST_OF_LINE.lastIndex = end;
  if (indent === undefined || name === undefined || !REST_OF_LINE.test(text)) return undefined;
  const scope = code.scopeAt(lineStart);
  return scope.isHidden ? undefined : { name, indent, lineStart, scope };
}
const REST_OF_LINE = /[ \t]*(?:\r?\n|$)/y;

/** The next statement that has the name, in the same block, gives it something else. */
function isOverwritten(rest: string, indent: string, name: string): boolean {
  const word = new RegExp(`\\b${name}\\b`);
  let next = rest.indexOf("\n");
  while (next >= 0) {
    const start = next + 1;
    next = rest.indexOf("\n", start);
    const line = rest.slice(start, next < 0 ? undefined : next);
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
  { text: code }: Code,
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
