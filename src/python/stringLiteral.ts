/** Text in quotes: prefixes, escapes, and the expressions in f-strings. */
import { expression, field, parts, type Source } from "./convertExpression";
import type { Interpolation } from "./syntax";
import type { RawNode } from "./tree";

/** What one quoted string consists of. */
export function stringParts(
  source: Source,
  node: RawNode,
): { readonly parts: readonly (string | Interpolation)[]; readonly bytes: boolean } {
  const start = node.children.find(({ type }) => type === "string_start");
  const prefix = start
    ? source
        .textOf(start)
        .replace(/["']+$/, "")
        .toLowerCase()
    : "";
  const raw = prefix.includes("r");
  const formatted = prefix.includes("f") || prefix.includes("t");
  return { parts: pieces(source, node, raw, formatted), bytes: prefix.includes("b") };
}

function pieces(source: Source, node: RawNode, raw: boolean, formatted: boolean): (string | Interpolation)[] {
  return node.children.flatMap((child): (string | Interpolation)[] => {
    if (child.type === "string_content") {
      const text = source.textOf(child);
      const plain = raw ? text : unescape(text);
      return [formatted ? plain.replaceAll("{{", "{").replaceAll("}}", "}") : plain];
    }
    if (child.type !== "interpolation" && child.type !== "format_expression") return [];
    const inner = field(child, "expression");
    const conversion = field(child, "type_conversion");
    const format = field(child, "format_specifier");
    const value = expression(source, inner, child);
    const shown = inner && child.children.some(({ type }) => type === "=") ? [`${source.textOf(inner)}=`] : [];
    return [
      ...shown,
      {
        value,
        conversion: conversion && source.textOf(conversion).slice(1),
        format: format ? formatOf(source, format) : [],
      },
    ];
  });
}

/** The part after the colon; it may hold expressions again. */
function formatOf(source: Source, node: RawNode): (string | Interpolation)[] {
  const found: (string | Interpolation)[] = [];
  let from = node.start + 1;
  for (const inner of parts(node)) {
    if (inner.start > from) found.push(source.text.slice(from, inner.start));
    found.push(...pieces(source, { ...node, children: [inner] }, true, true));
    from = inner.end;
  }
  if (node.end > from) found.push(source.text.slice(from, node.end));
  return found;
}

const simple: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Escapes as Python reads them; an unknown one stands for itself. */
const unescape = (text: string): string =>
  text.includes("\\")
    ? text.replaceAll(
        /\\(?:(\r\n|\n|\r)|([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/gsu,
        (
          whole,
          newline?: string,
          octal?: string,
          byte?: string,
          short?: string,
          long?: string,
          letter?: string,
        ): string => {
          if (newline !== undefined) return "";
          if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
          const hex = byte ?? short ?? long;
          if (hex !== undefined) {
            const point = parseInt(hex, 16);
            return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
          }
          return simple[letter ?? ""] ?? whole;
        },
      )
    : text;
