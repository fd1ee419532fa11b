/** New JSON, written as the file itself is: on one line, or on many with its indentation; with the words of its version of Keras. */
import { layerByType } from "../../layers/index";
import { constraints, regularizers } from "../../layers/objects";
import { isKerasObject, isList, isUnknown, type Literal } from "../../model/literal";
import type { Replacement } from "../../base/rewrite";
import { itemsOf, member, membersOf, spanOf, type Json } from "./tree";

type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/** How a file writes its JSON. */
export class Style {
  private readonly unit: string;
  private readonly colon: string;
  private readonly comma: string;
  private readonly newline: string;

  constructor(private readonly text: string) {
    const indented = /^[[{][^\S\r\n]*(\r?\n)([ \t]*)/.exec(text.trimStart());
    this.newline = indented?.[1] ?? "";
    this.unit = indented?.[2] ?? "";
    this.colon = /":\S/.test(text.slice(0, 400)) ? ":" : ": ";
    this.comma = this.colon === ":" ? "," : ", ";
  }

  /** A value that stands behind `indentation`. */
  json(value: Plain, indentation: string): string {
    if (this.newline !== "" && this.unit !== "")
      return JSON.stringify(value, null, this.unit).replaceAll("\n", `${this.newline}${indentation}`);
    return this.onOneLine(value);
  }

  private onOneLine(value: Plain): string {
    if (Array.isArray(value))
      return `[${(value as readonly Plain[]).map((one) => this.onOneLine(one)).join(this.comma)}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const pairs = Object.entries(value).map(
      ([name, one]) => `${JSON.stringify(name)}${this.colon}${this.onOneLine(one)}`,
    );
    return `{${pairs.join(this.comma)}}`;
  }

  indentationAt(offset: number): string {
    const start = this.text.lastIndexOf("\n", offset - 1) + 1;
    return /^[ \t]*/.exec(this.text.slice(start, offset))![0];
  }

  /** Another pair at the end of an object. */
  withMember(object: Json, name: string, value: Plain): Replacement {
    const last = [...membersOf(object)].at(-1)?.[2];
    const { start, end } = spanOf(object);
    if (!last) return { start, end, text: this.json({ [name]: value }, this.indentationAt(start)) };
    const at = last.offset + last.length;
    const indentation = this.indentationAt(last.offset);
    const breaks = this.text.slice(start, last.offset).includes("\n");
    const between = breaks ? `,${this.newline || "\n"}${indentation}` : this.comma;
    return {
      start: at,
      end: at,
      text: `${between}${JSON.stringify(name)}${this.colon}${this.json(value, indentation)}`,
    };
  }

  /** Without one of an object's pairs. */
  withoutMember(object: Json, pair: Json): Replacement {
    const pairs = [...membersOf(object)].map(([, , one]) => one);
    return this.without(pairs, pair);
  }

  /** Without one of several that stand between commas. */
  without(all: readonly Json[], one: Json): Replacement {
    const at = all.indexOf(one);
    const { start, end } = spanOf(one);
    const [before, after] = [all[at - 1], all[at + 1]];
    if (after) return { start, end: after.offset, text: "" };
    return { start: before ? before.offset + before.length : start, end, text: "" };
  }

  /** Another element of a list, before or behind one that it has. */
  beside(list: Json, element: Json, value: Plain, where: "before" | "after"): Replacement {
    const [first, second] = itemsOf(list);
    const { start, end } = spanOf(element);
    const between =
      first && second
        ? this.text.slice(first.offset + first.length, second.offset)
        : this.text.slice(list.offset, element.offset).replace(/^\[/, ",") || this.comma;
    const made = this.json(value, this.indentationAt(start));
    return where === "after"
      ? { start: end, end, text: `${between === "," ? this.comma : between}${made}` }
      : { start, end: start, text: `${made}${between === "," ? this.comma : between}` };
  }
}

/** A value as Keras serializes it; undefined for what has no text. Since Keras 3 it says the module of every class. */
export function plainOf(value: Literal, isOlder: boolean): Plain | undefined {
  if (value === null || typeof value !== "object") return value;
  if (isUnknown(value)) return undefined;
  if (isList(value)) {
    const parts = value.map((part) => plainOf(part, isOlder));
    return parts.includes(undefined) ? undefined : (parts as Plain[]);
  }
  if (!isKerasObject(value)) return undefined;
  const parts = Object.entries(value.config).map(([name, part]) => [name, plainOf(part, isOlder)] as const);
  if (parts.some(([, part]) => part === undefined)) return undefined;
  const config = Object.fromEntries(parts) as Record<string, Plain>;
  return value.class_name === "dict" ? config : classed(value.class_name, config, isOlder);
}

/** An object of one of Keras's own classes. */
export const classed = (class_name: string, config: Plain, isOlder: boolean): Record<string, Plain> =>
  isOlder ? { class_name, config } : { module: moduleOf(class_name), class_name, config, registered_name: null };

function moduleOf(type: string): string {
  if (layerByType.has(type)) return "keras.layers";
  if (regularizers.has(type)) return "keras.regularizers";
  return constraints.has(type) ? "keras.constraints" : "keras.initializers";
}

export type { Plain };

/** Whether an entry is written as before Keras 3. */
export const isOlderEntry = (json: Json): boolean => member(json, "module") === undefined;
