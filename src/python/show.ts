/** Values as text: `str`, `repr`, format specifications, `%` and `format`. Undefined where a value is not known. */
import { isNumeric, showFloat, toNumber } from "./numbers";
import type { Value } from "./value";

const LONGEST = 10_000;

/** As `str()` gives it. */
export function str(value: Value): string | undefined {
  return value.kind === "text" ? value.value : repr(value);
}

/** As `repr()` gives it. */
export function repr(value: Value, depth = 0): string | undefined {
  if (depth > 20) return undefined;
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
      return value.items.length === 1 ? around("(", value.items, ",)", depth) : around("(", value.items, ")", depth);
    case "list":
      return value.unknown ? undefined : around("[", value.items, "]", depth);
    case "range":
      return `range(${value.first}, ${value.end}${value.step === 1n ? "" : `, ${value.step}`})`;
    case "dict": {
      if (value.unknown) return undefined;
      const parts = [...value.entries.values()].map((entry) => {
        const [key, shown] = [repr(entry.key, depth + 1), repr(entry.value, depth + 1)];
        return key === undefined || shown === undefined ? undefined : `${key}: ${shown}`;
      });
      return parts.includes(undefined) ? undefined : `{${parts.join(", ")}}`;
    }
    default:
      return undefined;
  }
}

function around(open: string, items: readonly Value[], close: string, depth: number): string | undefined {
  if (items.length > LONGEST) return undefined;
  const parts = items.map((item) => repr(item, depth + 1));
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

const specification = /^(?:(.)?([<>=^]))?([-+ ])?#?(0)?(\d{1,4})?([,_])?(?:\.(\d{1,3}))?([a-zA-Z%])?$/su;

/** A value under a format specification such as `03d`, `.2f`, `>10`. */
export function format(value: Value, spec: string): string | undefined {
  if (spec === "") return str(value);
  const match = specification.exec(spec);
  if (!match) return undefined;
  const [, fill, align, sign = "-", zero, width, group, precision, type] = match;
  const digits = precision === undefined ? undefined : Number(precision);
  const body = isNumeric(value) && type !== "s" ? number(value, type, digits, group, sign) : plain(value, digits);
  if (body === undefined) return undefined;
  const room = Number(width ?? 0) - body.length;
  if (room <= 0) return body;
  const padding = (fill ?? (zero !== undefined ? "0" : " ")).repeat(room);
  const side = align ?? (zero !== undefined && isNumeric(value) ? "=" : isNumeric(value) ? ">" : "<");
  if (side === "<") return body + padding;
  if (side === "^") return padding.slice(0, room >> 1) + body + padding.slice(room >> 1);
  const signed = side === "=" && /^[-+ ]/.test(body);
  return signed ? body[0]! + padding + body.slice(1) : padding + body;
}

function plain(value: Value, digits: number | undefined): string | undefined {
  const shown = str(value);
  return digits === undefined ? shown : shown?.slice(0, digits);
}

function number(
  value: Extract<Value, { kind: "int" | "float" | "bool" }>,
  type: string | undefined,
  digits: number | undefined,
  group: string | undefined,
  sign: string,
): string | undefined {
  const whole = value.kind === "float" ? undefined : BigInt(value.value);
  const size = Math.abs(toNumber(value));
  const negative = whole === undefined ? toNumber(value) < 0 || Object.is(value.value, -0) : whole < 0n;
  let shown: string | undefined;
  if (type === undefined || type === "n" || type === "d") {
    if (whole !== undefined) shown = String(whole < 0n ? -whole : whole);
    else if (type !== "d") shown = digits === undefined ? showFloat(size) : general(size, digits);
  } else if (whole !== undefined && "xXob".includes(type)) {
    const text = (whole < 0n ? -whole : whole).toString({ x: 16, X: 16, o: 8, b: 2 }[type]);
    shown = type === "X" ? text.toUpperCase() : text;
  } else if (type === "f" || type === "F") shown = fixed(size, digits ?? 6);
  else if (type === "%") shown = `${fixed(size * 100, digits ?? 6)}%`;
  else if (type === "e" || type === "E") {
    shown = exponential(size, digits ?? 6);
    if (type === "E") shown = shown.toUpperCase();
  } else if (type === "g" || type === "G") shown = general(size, digits ?? 6);
  if (shown === undefined) return undefined;
  if (group !== undefined) shown = shown.replace(/^\d+/, (text) => text.replace(/\B(?=(?:\d{3})+$)/g, group));
  return (negative ? "-" : sign === "-" ? "" : sign) + shown;
}

const fixed = (size: number, digits: number): string =>
  Number.isFinite(size) ? size.toFixed(Math.min(digits, 100)) : showFloat(size);

const exponential = (size: number, digits: number): string =>
  size.toExponential(Math.min(digits, 100)).replace(/e([+-])(\d)$/, "e$10$2");

function general(size: number, digits: number): string {
  if (!Number.isFinite(size)) return showFloat(size);
  const precision = Math.max(1, Math.min(digits, 100));
  const exponent = size === 0 ? 0 : Number(size.toExponential(precision - 1).split("e")[1]);
  if (exponent < -4 || exponent >= precision) return exponential(size, precision - 1).replace(/\.?0+e/, "e");
  const text = size.toFixed(Math.max(0, Math.min(100, precision - 1 - exponent)));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** `"%d of %s" % values`. */
export function percent(template: string, values: Value): string | undefined {
  const list = values.kind === "tuple" ? values.items : [values];
  let next = 0;
  const known = { all: true };
  const made = template.replace(
    /%(?:\((\w+)\))?([-+ 0#]*)(\d{1,4})?(?:\.(\d{1,3}))?([a-zA-Z%])/g,
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
      const shown = value && one(value, shape, type);
      if (shown === undefined) known.all = false;
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
  const known = { all: true };
  const made = template.replace(
    /\{\{|\}\}|\{([^{}:!]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}/g,
    (whole: string, name?: string, conversion?: string, given?: string) => {
      if (whole === "{{" || whole === "}}") return whole[0]!;
      const value = look(name === undefined || name === "" ? String(next++) : name);
      const spec = given ?? "";
      const inner = spec.includes("{") ? fields(spec, look) : spec;
      const shown = value === undefined || inner === undefined ? undefined : convert(value, conversion, inner);
      if (shown === undefined) known.all = false;
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
