/** Numbers and texts as Python's format specifications (`03d`, `.2f`, `>10`) show them. */

/** A float as Python's `repr` gives it. */
export function showFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [digits, power] = value.toExponential().split("e") as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16)
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  if (exponent < 0) return value.toFixed(Math.max(0, digits.replace(/[-.]/g, "").length - 1 - exponent));
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

const specification = /^(?:(.)?([<>=^]))?([-+ ])?#?(0)?(\d{1,4})?([,_])?(?:\.(\d{1,3}))?([a-zA-Z%])?$/su;

/** A float, a whole number (as bigint) or a text under a specification that is not empty; undefined when that does not fit. */
export function formatted(value: number | bigint | string, spec: string): string | undefined {
  const match = specification.exec(spec);
  if (!match) return undefined;
  const [, fill, align, sign = "-", zero, width, group, precision, type] = match;
  const digits = precision === undefined ? undefined : Number(precision);
  const isNumber = typeof value !== "string";
  const body =
    isNumber && type !== "s"
      ? number(value, type, digits, group, sign)
      : (isNumber ? shown(value) : value).slice(0, digits);
  if (body === undefined) return undefined;
  const room = Number(width ?? 0) - body.length;
  if (room <= 0) return body;
  const padding = (fill ?? (zero !== undefined ? "0" : " ")).repeat(room);
  const side = align ?? (zero !== undefined && isNumber ? "=" : isNumber ? ">" : "<");
  if (side === "<") return body + padding;
  if (side === "^") return padding.slice(0, room >> 1) + body + padding.slice(room >> 1);
  const signed = side === "=" && /^[-+ ]/.test(body);
  return signed ? body[0]! + padding + body.slice(1) : padding + body;
}

const shown = (value: number | bigint): string => (typeof value === "bigint" ? String(value) : showFloat(value));

function number(
  value: number | bigint,
  type: string | undefined,
  digits: number | undefined,
  group: string | undefined,
  sign: string,
): string | undefined {
  const whole = typeof value === "bigint" ? value : undefined;
  const size = Math.abs(Number(value));
  const negative = value < 0 || Object.is(value, -0);
  let text: string | undefined;
  if (type === undefined || type === "n" || type === "d") {
    if (whole !== undefined) text = String(whole < 0n ? -whole : whole);
    else if (type !== "d") text = digits === undefined ? showFloat(size) : general(size, digits);
  } else if (whole !== undefined && "xXob".includes(type)) {
    const based = (whole < 0n ? -whole : whole).toString({ x: 16, X: 16, o: 8, b: 2 }[type]);
    text = type === "X" ? based.toUpperCase() : based;
  } else if (type === "f" || type === "F") text = fixed(size, digits ?? 6);
  else if (type === "%") text = `${fixed(size * 100, digits ?? 6)}%`;
  else if (type === "e" || type === "E") {
    text = exponential(size, digits ?? 6);
    if (type === "E") text = text.toUpperCase();
  } else if (type === "g" || type === "G") text = general(size, digits ?? 6);
  if (text === undefined) return undefined;
  if (group !== undefined) text = text.replace(/^\d+/, (run) => run.replace(/\B(?=(?:\d{3})+$)/g, group));
  return (negative ? "-" : sign === "-" ? "" : sign) + text;
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
