/** Arrays in files: `np.load`, `np.loadtxt`, `np.genfromtxt`. */
import type { Setting } from "../../../model/recipe";
import type { Run } from "../../../python/modules/module";
import { builtin } from "../../../python/members";
import { indexOf, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { typeName } from "../arrays/arrayMethods";
import { placeOf } from "../arrays/place";
import { Lost, Step, step, type Trace } from "../arrays/trace";

/** An archive of arrays: `np.load("file.npz")["x_train"]`. */
export const load: Run = (args, site, machine) => {
  const place = placeOf(args.pick(0, "file"), site, machine);
  if (place instanceof Lost) return unknown(place.why, site.span);
  const { path } = place;
  const hidden = unknown(`the shape of the array in ${path} is not read here`, site.span);
  const trace = new Step("load", [], place);
  if (!path.endsWith(".npz")) return new ArrayValue(hidden, site.span, { trace });
  const archive: External = {
    kind: "external",
    what: `np.load(${JSON.stringify(path)})`,
    item: (name, at) =>
      new ArrayValue(hidden, at.span, {
        trace:
          name.kind === "text"
            ? step("pick", [trace], { name: name.value })
            : new Lost("which of the arrays this is is not known", at.span),
      }),
    attribute: (name) => {
      if (name === "__enter__") return builtin("enter", () => archive);
      if (name === "f")
        return {
          kind: "external",
          what: "f",
          attribute: (one, at) => archive.item!({ kind: "text", value: one }, at, undefined as never),
        };
      return name === "close" ? builtin("close", () => unknown("nothing", site.span)) : undefined;
    },
  };
  return archive;
};

/** Places of columns, when they are plain. */
function columnsIn(value: Value | undefined): readonly number[] | undefined | Lost {
  if (!value || value.kind === "none") return undefined;
  const items =
    value.kind === "tuple" || value.kind === "list" ? value.items : value.kind === "range" ? undefined : [value];
  const places = items?.map((item) => indexOf(item));
  return places?.every((place) => place !== undefined)
    ? places
    : new Lost("which columns are read is not known", value.span);
}

/** A table of numbers as text. */
export const readText =
  (lenient: boolean): Run =>
  (args, site, machine) => {
    const place = placeOf(args.pick(0, "fname"), site, machine);
    if (place instanceof Lost) return unknown(place.why, site.span);
    const columns = columnsIn(args.named.get("usecols")?.value);
    const skip = args.named.get("skiprows") ?? args.named.get("skip_header");
    const separator =
      args.pick(2, "delimiter") ??
      (args.positional.length > 1 && args.positional[1]?.value.kind === "text" ? args.positional[1].value : undefined);
    const type = typeName(args.pick(1, "dtype"));
    const odd = ["names", "converters", "unpack", "filling_values"].find((name) => args.named.has(name));
    const settings: Record<string, Setting> = { ...place, lenient };
    if (separator?.kind === "text") settings["separator"] = separator.value;
    if (skip) settings["skip"] = indexOf(skip.value) ?? 0;
    if (columns && !(columns instanceof Lost)) settings["columns"] = columns;
    if (type !== undefined && /^u?int/.test(type)) settings["type"] = type;
    const trace: Trace =
      columns instanceof Lost
        ? columns
        : odd !== undefined
          ? new Lost(`the argument ${odd} is not followed`, site.span)
          : new Step("read_text", [], settings);
    const typed = type !== undefined && /^(u?int|float)/.test(type) ? step("astype", [trace], { type }) : trace;
    return new ArrayValue(unknown(`the shape of the table in ${place.path} is not read here`, site.span), site.span, {
      trace: typed,
    });
  };
