/** Values as text: `str`, `repr`, format specifications, `%` and `format`. Undefined where a value is not known. */
import { formatted, showFloat } from "../base/format";
import { isNumeric } from "./numbers";
import type { Value } from "./value";

/** Longer lists and texts are not written out. */
const LONGEST = 10_000;
export const MOST_LETTERS = 100_000;

/** How much may still be written. */
interface Room {
  left: number;
}

/** As `str()` gives it. */
export function str(value: Value): string | undefined {
  if (value.kind === "external") return value.text;
  return value.kind === "text" ? value.value : repr(value);
}

/** As `repr()` gives it. */
export function repr(value: Value, depth = 0, room: Room = { left: MOST_LETTERS }): string | undefined {
  room.left -= value.kind === "text" ? value.value.length + 1 : 1;
  if (depth > 20 || room.left < 0) return undefined;
  switch (value.kind) {
    case "none":
      return "None";
    case "bool":
      return value.value ? "True" : "False";
    case "int":
      return String(value.value);
    case "float":
      return showFloat(value.value);
    case "text":
      return quote(value.value);
    case "tuple":
      return value.items.length === 1
        ? around("(", value.items, ",)", depth, room)
        : around("(", value.items, ")", depth, room);
    case "list":
      return value.unknown ? undefined : around("[", value.items, "]", depth, room);
    case "range":
      return `range(${value.first}, ${value.end}${value.step === 1n ? "" : `, ${value.step}`})`;
    case "dict": {
      if (value.unknown) return undefined;
      const parts = [...value.entries.values()].map((entry) => {
        const [key, shown] = [repr(entry.key, depth + 1, room), repr(entry.value, depth + 1, room)];
        return key === undefined || shown === undefined ? undefined : `${key}: ${shown}`;
      });
      return parts.includes(undefined) ? undefined : `{${parts.join(", ")}}`;
    }
    default:
      return undefined;
  }
}

function around(open: string, items: readonly Value[], close: string, depth: number, room: Room): string | undefined {
  if (items.length > LONGEST || room.left < items.length) return undefined;
  const parts = items.map((item) => (room.left < 0 ? undefined : repr(item, depth + 1, room)));
  return parts.includes(undefined) ? undefined : `${open}${parts.join(", ")}${close}`;
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll(mark, `\\${mark}`)
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return `${mark}${escaped}${mark}`;
}

/** A value under a format specification such as `03d`, `.2f`, `>10`. */
export function format(value: Value, spec: string): string | undefined {
  if (spec === "") return str(value);
  if (!isNumeric(value)) {
    const shown = str(value);
    return shown === undefined ? undefined : formatted(shown, spec);
  }
  if (value.kind === "bool" && spec.endsWith("s")) return formatted(value.value ? "True" : "False", spec);
  return formatted(value.kind === "float" ? value.value : BigInt(value.value), spec);
}

/** `"%d of %s" % values`. */
export function percent(template: string, values: Value): string | undefined {
  const list = values.kind === "tuple" ? values.items : [values];
  let next = 0;
  const known = { all: true, letters: 0 };
  const made = template.replace(
    /%(?:\((\w+)\))?([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (
      _,
      name: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      type: string,
    ) => {
      if (type === "%") return "%";
      const value =
        name === undefined
          ? list[next++]
          : values.kind === "dict"
            ? values.get({ kind: "text", value: name })
            : undefined;
      const align = flags.includes("-") ? "<" : type === "s" || type === "r" ? ">" : "";
      const zero = flags.includes("0") && align === "" ? "0" : "";
      const shape = `${align}${flags.includes("+") ? "+" : ""}${zero}${width ?? ""}${precision === undefined ? "" : `.${precision}`}`;
      const shown = value && known.all ? one(value, shape, type) : undefined;
      known.letters += shown?.length ?? 0;
      if (shown === undefined || known.letters > MOST_LETTERS) known.all = false;
      return shown ?? "";
    },
  );
  return known.all ? made : undefined;
}

function one(value: Value, shape: string, type: string): string | undefined {
  if (type === "s") {
    const shown = str(value);
    return shown === undefined ? undefined : format({ kind: "text", value: shown }, shape);
  }
  if (type === "r") {
    const shown = repr(value);
    return shown === undefined ? undefined : format({ kind: "text", value: shown }, shape);
  }
  const whole = "diu".includes(type);
  const number =
    whole && value.kind === "float" && Number.isFinite(value.value)
      ? ({ kind: "int", value: BigInt(Math.trunc(value.value)) } as const)
      : value;
  return isNumeric(number) ? format(number, shape + (whole ? "d" : type)) : undefined;
}

/** `"{} of {name:.2f}".format(…)`; `look` finds a field's value by its place or name, attributes and items included. */
export function fields(template: string, look: (name: string) => Value | undefined): string | undefined {
  let next = 0;
  const known = { all: true, letters: 0 };
  const made = template.replace(
    /\{\{|\}\}|\{([^{}:!]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}/g,
    (whole: string, name?: string, conversion?: string, given?: string) => {
      if (whole === "{{" || whole === "}}") return whole[0]!;
      const value = look(name === undefined || name === "" ? String(next++) : name);
      const spec = given ?? "";
      const inner = spec.includes("{") ? fields(spec, look) : spec;
      const shown =
        value === undefined || inner === undefined || !known.all ? undefined : convert(value, conversion, inner);
      known.letters += shown?.length ?? 0;
      if (shown === undefined || known.letters > MOST_LETTERS) known.all = false;
      return shown ?? "";
    },
  );
  return known.all ? made : undefined;
}

/** A field of a format with its conversion (`!r`). */
export function convert(value: Value, conversion: string | undefined, spec: string): string | undefined {
  if (conversion === undefined) return format(value, spec);
  const shown = conversion === "r" || conversion === "a" ? repr(value) : str(value);
  return shown === undefined ? undefined : format({ kind: "text", value: shown }, spec);
}
