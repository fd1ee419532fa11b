/** JSON with places, half-written too: what a file holds as far as it goes. */
import { parseTree, type Node, type ParseError } from "jsonc-parser";
import type { Problem } from "../../model/problem";
import type { Span } from "../../model/span";

/** A piece of JSON, where it stands. */
export type Json = Node;

/** Larger files are no descriptions of models. */
const LARGEST = 16_000_000;
/** Forty models within models are not so deep. */
const DEEPEST = 1000;

/** The whole of a text, and why not, or not all of it, can be read. */
export function readTree(text: string): { readonly root: Json | undefined; readonly problems: readonly Problem[] } {
  if (text.length > LARGEST)
    return broken(
      "file-too-large",
      `Larger than ${LARGEST / 1_000_000} MB; a model's JSON is not read beyond that.`,
      0,
    );
  const tooDeep = deeperThan(text, DEEPEST);
  if (tooDeep !== undefined)
    return broken(
      "nested-too-deeply",
      `This JSON is nested more than ${DEEPEST} levels deep; it is not read.`,
      tooDeep,
    );
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  const fault = "The JSON is cut off or broken here; what can be read of it is shown.";
  return { root, problems: first ? [problem("syntax", "warning", fault, at(text, first.offset))] : [] };
}

const broken = (code: string, message: string, offset: number) => ({
  root: undefined,
  problems: [problem(code, "error", message, { start: offset, end: offset + 1 })],
});

/** At the end of the text there is nothing to be underlined but its last character. */
function at(text: string, offset: number): Span {
  const end = text.trimEnd().length;
  const start = Math.max(0, Math.min(offset, end - 1));
  return { start, end: Math.min(start + 1, text.length) };
}

/** Where brackets are opened beyond a depth; found without recursion, which such a text would end. */
function deeperThan(text: string, most: number): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const mark = text.charCodeAt(i);
    if (mark === 0x22) i = endOfString(text, i);
    else if (mark === 0x7b || mark === 0x5b) {
      if (++depth > most) return i;
    } else if (mark === 0x7d || mark === 0x5d) depth--;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const mark = text.charCodeAt(i);
    if (mark === 0x5c) i++;
    else if (mark === 0x22 || mark === 0x0a) return i;
  }
  return text.length;
}

export const problem = (
  code: string,
  severity: Problem["severity"],
  message: string,
  span: Span,
  node?: string,
): Problem => ({ code, severity, message, span, ...(node !== undefined && { node }) });

export const spanOf = ({ offset, length }: Json): Span => ({ start: offset, end: offset + length });

/** Of a text, what stands between its quotes. */
export const insideOf = ({ offset, length }: Json): Span => ({ start: offset + 1, end: offset + length - 1 });

/** The pairs of an object, in order; a key whose value is missing is left out. */
export function* membersOf(node: Json | undefined): Generator<readonly [name: string, value: Json, pair: Json]> {
  if (node?.type !== "object") return;
  for (const pair of node.children ?? []) {
    const [key, value] = pair.children ?? [];
    if (key && value) yield [String(key.value), value, pair];
  }
}

/** A member of an object; of several with one name the last, as everywhere. */
export function member(node: Json | undefined, name: string): Json | undefined {
  let found: Json | undefined;
  for (const [key, value] of membersOf(node)) if (key === name) found = value;
  return found;
}

export const itemsOf = (node: Json | undefined): readonly Json[] =>
  node?.type === "array" ? (node.children ?? []) : [];

export const textOf = (node: Json | undefined): string | undefined =>
  node?.type === "string" ? String(node.value) : undefined;

export const numberOf = (node: Json | undefined): number | undefined =>
  node?.type === "number" ? Number(node.value) : undefined;

/** What kind of value stands somewhere, in a sentence. */
export function kindOf(node: Json): string {
  const kinds: Readonly<Record<Json["type"], string>> = {
    object: "an object",
    array: "a list",
    string: "a text",
    number: "a number",
    boolean: "true or false",
    null: "null",
    property: "a pair",
  };
  return kinds[node.type];
}
