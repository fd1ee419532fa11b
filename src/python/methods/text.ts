import { List } from "../containers";
import { iterate } from "../items";
import { attribute } from "../members";
import { item } from "../items";
import { MOST_ITEMS, tooLong } from "../operate";
import { fields } from "../show";
import { bool, indexOf, int, text, tuple, unknown, type Text, type Value } from "../value";
import type { Method, Methods } from "./method";

/** A method that gives a text from a text. */
const mapped =
  (change: (value: string) => string): Method<Text> =>
  ({ value }, _, { span }) =>
    text(change(value), span);

/** A method that asks something of a text. */
const asks =
  (question: (value: string) => boolean): Method<Text> =>
  ({ value }, _, { span }) =>
    bool(question(value), span);

/** A method with text arguments; unknown when one of them is. */
const withTexts =
  (run: (value: string, given: readonly string[], site: Parameters<Method<Text>>[2]) => Value): Method<Text> =>
  (receiver, args, site) => {
    const values = args.positional.map(({ value }) => value);
    const missing = values.find(({ kind }) => kind === "unknown");
    if (missing) return missing;
    return run(
      receiver.value,
      values.flatMap((value) => (value.kind === "text" ? [value.value] : [])),
      site,
    );
  };

const ends =
  (test: (value: string, part: string) => boolean): Method<Text> =>
  ({ value }, args, { span }) => {
    const given = args.positional[0]?.value;
    const parts = given?.kind === "tuple" ? given.items : given ? [given] : [];
    const hidden = parts.find(({ kind }) => kind === "unknown");
    return (
      hidden ??
      bool(
        parts.some((part) => part.kind === "text" && test(value, part.value)),
        span,
      )
    );
  };

const split =
  (fromEnd: boolean): Method<Text> =>
  ({ value }, args, { span }) => {
    const separator = args.pick(0, "sep");
    const limit = indexOf(args.pick(1, "maxsplit")) ?? -1;
    if (separator?.kind === "unknown") return separator;
    const all =
      separator?.kind === "text" && separator.value !== "" ? value.split(separator.value) : value.trim().split(/\s+/);
    if (separator?.kind !== "text" && value.trim() === "") return new List([], span);
    const glue = separator?.kind === "text" ? separator.value : " ";
    const many = limit >= 0 && all.length > limit + 1;
    const parts = !many
      ? all
      : fromEnd
        ? [all.slice(0, all.length - limit).join(glue), ...all.slice(all.length - limit)]
        : [...all.slice(0, limit), all.slice(limit).join(glue)];
    return new List(
      parts.map((part) => text(part, span)),
      span,
    );
  };

const strip = (value: string, characters: string | undefined, start: boolean, end: boolean): string => {
  const drops = (character: string): boolean =>
    characters === undefined ? /\s/.test(character) : characters.includes(character);
  let [from, to] = [0, value.length];
  while (start && from < to && drops(value[from]!)) from++;
  while (end && to > from && drops(value[to - 1]!)) to--;
  return value.slice(from, to);
};

const pad =
  (place: (value: string, filling: string) => string): Method<Text> =>
  ({ value }, args, { span }) => {
    const width = indexOf(args.positional[0]?.value);
    const fill = args.positional[1]?.value;
    if (width === undefined || width > MOST_ITEMS) return unknown("the width is not known", span);
    const filling = (fill?.kind === "text" ? fill.value : " ").repeat(Math.max(0, width - value.length));
    return text(place(value, filling), span);
  };

export const textMethods: Methods<Text> = {
  lower: mapped((value) => value.toLowerCase()),
  casefold: mapped((value) => value.toLowerCase()),
  upper: mapped((value) => value.toUpperCase()),
  capitalize: mapped((value) => value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase()),
  title: mapped((value) =>
    value.replaceAll(/[A-Za-z]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase()),
  ),
  strip: withTexts((value, [characters], { span }) => text(strip(value, characters, true, true), span)),
  lstrip: withTexts((value, [characters], { span }) => text(strip(value, characters, true, false), span)),
  rstrip: withTexts((value, [characters], { span }) => text(strip(value, characters, false, true), span)),
  removeprefix: withTexts((value, [part = ""], { span }) =>
    text(value.startsWith(part) ? value.slice(part.length) : value, span),
  ),
  removesuffix: withTexts((value, [part = ""], { span }) =>
    text(part !== "" && value.endsWith(part) ? value.slice(0, -part.length) : value, span),
  ),
  replace: withTexts((value, [from = "", to = ""], { span }) => {
    const places = from === "" ? value.length + 1 : value.split(from).length - 1;
    if (value.length + places * to.length > MOST_ITEMS) return tooLong(span);
    return text(
      value.replaceAll(from, () => to),
      span,
    );
  }),
  count: withTexts((value, [part = ""], { span }) =>
    int(part === "" ? value.length + 1 : value.split(part).length - 1, span),
  ),
  find: withTexts((value, [part = ""], { span }) => int(value.indexOf(part), span)),
  rfind: withTexts((value, [part = ""], { span }) => int(value.lastIndexOf(part), span)),
  index: withTexts((value, [part = ""], { span }) => int(value.indexOf(part), span)),
  partition: withTexts((value, [part = ""], { span }) => {
    const at = value.indexOf(part);
    const pieces = at < 0 ? [value, "", ""] : [value.slice(0, at), part, value.slice(at + part.length)];
    return tuple(
      pieces.map((piece) => text(piece, span)),
      span,
    );
  }),
  startswith: ends((value, part) => value.startsWith(part)),
  endswith: ends((value, part) => value.endsWith(part)),
  isdigit: asks((value) => /^\d+$/.test(value)),
  isnumeric: asks((value) => /^\d+$/.test(value)),
  isalpha: asks((value) => /^\p{L}+$/u.test(value)),
  isalnum: asks((value) => /^[\p{L}\d]+$/u.test(value)),
  isupper: asks((value) => value !== value.toLowerCase() && value === value.toUpperCase()),
  islower: asks((value) => value !== value.toUpperCase() && value === value.toLowerCase()),
  isspace: asks((value) => /^\s+$/.test(value)),
  split: split(false),
  rsplit: split(true),
  splitlines: mappedLines(),
  join: ({ value }, args, site, machine) => {
    const parts = iterate(machine, args.positional[0]?.value ?? tuple([]), site);
    if ("kind" in parts) return parts;
    const hidden = parts.find((part) => part.kind !== "text");
    if (hidden) return hidden.kind === "unknown" ? hidden : unknown("a part of this text is not known", site.span);
    const texts = parts.map((part) => (part.kind === "text" ? part.value : ""));
    const letters = texts.reduce((sum, { length }) => sum + length, value.length * texts.length);
    return letters > MOST_ITEMS ? tooLong(site.span) : text(texts.join(value), site.span);
  },
  format: ({ value }, args, site, machine) => {
    let hidden: Value | undefined;
    const made = fields(value, (name) => {
      const [, first = "", path = ""] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
      let found = /^\d+$/.test(first) ? args.positional[Number(first)]?.value : args.named.get(first)?.value;
      for (const [, member, element] of path.matchAll(/\.(\w+)|\[([^\]]*)\]/g)) {
        if (!found) break;
        if (member !== undefined) found = attribute(machine, found, member, site);
        else {
          const index = element ?? "";
          found = item(machine, found, /^\d+$/.test(index) ? int(BigInt(index)) : text(index), site);
        }
      }
      if (found?.kind === "unknown") hidden = found;
      return found ?? args.rest;
    });
    return made === undefined
      ? (hidden ?? unknown("a part of this text is not known", site.span))
      : text(made, site.span);
  },
  ljust: pad((value, filling) => value + filling),
  rjust: pad((value, filling) => filling + value),
  center: pad((value, filling) => filling.slice(0, filling.length >> 1) + value + filling.slice(filling.length >> 1)),
  zfill: pad((value, filling) => {
    const sign = /^[-+]/.exec(value)?.[0] ?? "";
    return sign + "0".repeat(filling.length) + value.slice(sign.length);
  }),
  encode: (receiver) => receiver,
  decode: (receiver) => receiver,
};

function mappedLines(): Method<Text> {
  return ({ value }, _, { span }) =>
    new List(
      value === ""
        ? []
        : value
            .replace(/\r\n|\n|\r$/, "")
            .split(/\r\n|\n|\r/)
            .map((line) => text(line, span)),
      span,
    );
}
