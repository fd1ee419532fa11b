/** Text files that a program opens itself, and what `json` and `csv` read of them: rows that a loop goes over, cell by cell. */
import type { Settings } from "../../../model/recipe";
import { builtins } from "../../../python/builtins";
import { everlasting } from "../../../python/footprint";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { module, type Run } from "../../../python/modules/module";
import { indexOf, none, unknown, type External, type Value } from "../../../python/value";
import type { KnownShape } from "../tensors/tensor";
import { ArrayValue, type Facts } from "./array";
import { isElement } from "./mapping";
import { placeOf } from "./place";
import { Lost, Step, step, type Trace } from "./trace";

const notRead = (span: Site["span"]): Value => unknown("what a file holds is not read here", span);

/** What `open` gives for a file that is read. */
class OpenedFile implements External {
  readonly kind = "external";
  readonly what = "a file";

  constructor(readonly place: Settings & { readonly path: string }) {}

  attribute(name: string, { span }: Site): Value {
    if (name === "__enter__") return builtin("__enter__", () => this);
    return name === "close" ? builtin("close", () => none) : notRead(span);
  }

  iterate(site: Site): Extract<Value, { kind: "unknown" }> {
    return notRead(site.span) as Extract<Value, { kind: "unknown" }>;
  }
}

/** Rows of a file: in a loop each is a `FileRow`. */
class FileRows extends ArrayValue {
  override readonly what: string = "the rows of a file";

  override made(shape: KnownShape, span: Site["span"], facts: Facts): ArrayValue {
    return "kind" in shape || shape.length > 0 ? new FileRows(shape, span, facts) : new FileRow(shape, span, facts);
  }

  /** A list in the object that a JSON file holds. */
  override item(index: Value, site: Site, machine: Machine): Value {
    const { trace } = this;
    if (index.kind !== "text" || trace instanceof Lost || trace.does !== "read_json")
      return super.item(index, site, machine);
    const inside = (trace.settings["inside"] ?? []) as readonly string[];
    return rowsFrom(new Step("read_json", [], { ...trace.settings, inside: [...inside, index.value] }), site);
  }
}

/** One row of a file, of which a cell is taken by its name or place. */
class FileRow extends ArrayValue {
  override readonly what: string = "a row of a file";

  override made(shape: KnownShape, span: Site["span"], facts: Facts): ArrayValue {
    return new ArrayValue(shape, span, facts);
  }

  override item(index: Value, site: Site): Value {
    const cell = index.kind === "text" ? index.value : indexOf(index);
    if (cell === undefined) return unknown("which cell of a row this is is not known", site.span);
    const { trace } = this;
    const isLooped = trace instanceof Step && trace.does === "element";
    return new Cell([], site.span, {
      trace: isLooped ? step("cell", [trace], { cell }) : new Lost("a single row of a file is not followed", site.span),
    });
  }
}

/** A cell as text, or as JSON has it. */
class Cell extends ArrayValue {
  override operate(...given: Parameters<ArrayValue["operate"]>): Value | undefined {
    const [operator, other, , site] = given;
    if (operator === "float" && !other)
      return new ArrayValue([], site.span, { trace: step("astype", [this.trace], { type: "float64" }) });
    return super.operate(...given);
  }
}

const rowsFrom = (trace: Trace, { span }: Site): FileRows =>
  new FileRows([{ unknown: "how many rows a file has is known only when it is read" }], span, { trace });

/** Cells of the rows that a loop goes over stand for columns: the traces with these columns behind the others, and what one pass gives of them. */
export function withColumns(
  trace: Step,
  whole: readonly Trace[],
  loop: number,
  elementOf: (place: number) => Step,
): { readonly trace: Step; readonly whole: readonly Trace[] } {
  const columns: Trace[] = [];
  const places = new Map<string, number>();
  const known = new Map<Step, Step>();
  const go = (one: Step): Step => {
    const earlier = known.get(one);
    if (earlier) return earlier;
    const [row] = one.of;
    let made = one;
    if (one.does === "cell" && row && isElement(row, loop)) {
      const from = whole[Number(row.settings["place"])]!;
      const { cell } = one.settings;
      const key = JSON.stringify([row.settings["place"], cell]);
      if (!places.has(key)) {
        places.set(key, whole.length + columns.length);
        columns.push(
          typeof cell === "string"
            ? step("column", [from], { name: cell })
            : step("iloc", [from], { index: [null, cell!] }),
        );
      }
      made = elementOf(places.get(key)!);
    } else if (one.of.length > 0) {
      const of = one.of.map(go);
      if (of.some((part, i) => part !== one.of[i])) made = new Step(one.does, of, one.settings);
    }
    known.set(one, made);
    return made;
  };
  const made = go(trace);
  return { trace: made, whole: [...whole, ...columns] };
}

const plainOpen = builtins.get("open") as External;

/** `open(path)`, to be read as text. */
export const openFile: External = everlasting({
  ...plainOpen,
  call: (args, site, machine) => {
    const mode = args.pick(1, "mode");
    if (mode && (mode.kind !== "text" || !/^r[tU]*$/.test(mode.value))) return plainOpen.call!(args, site, machine);
    const place = placeOf(args.pick(0, "file"), site, machine);
    return place instanceof Lost ? unknown(place.why, place.span) : new OpenedFile(place);
  },
});

/** `next(reader)`: the first row is passed over. */
export const nextOf =
  (plain: External): External["call"] =>
  (args, site, machine) => {
    const rows = args.positional[0]?.value;
    if (!(rows instanceof FileRows) || rows.trace instanceof Lost || rows.trace.does !== "read_csv")
      return plain.call!(args, site, machine);
    const { settings } = rows.trace;
    rows.becomes(new Step("read_csv", [], { ...settings, skip: Number(settings["skip"] ?? 0) + 1 }), machine);
    return unknown("what stands in a row of a file is known only when it is read", site.span);
  };

const ofFile =
  (go: (place: OpenedFile["place"], args: Parameters<Run>[0], site: Site) => Value): Run =>
  (args, site) => {
    const file = args.positional[0]?.value;
    if (file instanceof OpenedFile) return go(file.place, args, site);
    return file?.kind === "unknown" ? file : notRead(site.span);
  };

export const json = module("json", {
  load: ofFile((place, _, site) => rowsFrom(new Step("read_json", [], place), site)),
  loads: (_, { span }) => notRead(span),
  dump: () => none,
  dumps: (_, { span }) => unknown("what json.dumps gives is not followed", span),
});

const reader = (header: boolean): Run =>
  ofFile((place, args, site) => {
    const delimiter = args.pick(1, header ? "fieldnames" : "dialect");
    const given = args.named.get("delimiter")?.value;
    if (given && given.kind !== "text") return unknown("how the cells are separated is not known", site.span);
    if (delimiter) return unknown("this dialect of csv is not followed", site.span);
    const separator = given?.kind === "text" ? { separator: given.value } : {};
    return rowsFrom(
      new Step("read_csv", [], { ...place, ...separator, ...(!header && { header: null }), texts: true }),
      site,
    );
  });

export const csv = module("csv", {
  reader: reader(false),
  DictReader: reader(true),
  writer: (_, { span }) => notRead(span),
});

/** `codecs.open` and `io.open` are `open`. */
export const openers: Readonly<Record<string, External>> = {
  codecs: module("codecs", { open: openFile }),
  io: module("io", { open: openFile }),
};
