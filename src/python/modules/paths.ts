/** `os.path` and `pathlib`: places of files put together as text. What lies there is not looked at. */
import { unread } from "../../model/unread";
import { builtin } from "../members";
import { none, text, tuple, unknown, type External, type Value } from "../value";
import { module, type Run } from "./module";

/** A place as text, given as text or as a `Path`. */
export function pathText(value: Value | undefined): string | undefined {
  if (value?.kind === "text") return value.value;
  return value?.kind === "external" ? value.text : undefined;
}

const join = (parts: readonly string[]): string =>
  parts.reduce(
    (whole, part) => (part.startsWith("/") || whole === "" ? part : `${whole.replace(/\/$/, "")}/${part}`),
    "",
  );
const parent = (path: string): string => path.replace(/\/+$/, "").replace(/\/?[^/]*$/, "");
const name = (path: string): string => path.replace(/\/+$/, "").replace(/^.*\//s, "");
const stem = (path: string): string => name(path).replace(/(?<=.)\.[^.]*$/, "");
const suffix = (path: string): string => /(?<=.)\.[^.]*$/.exec(name(path))?.[0] ?? "";

/** A function of one place. */
const ofPath =
  (go: (path: string) => Value): Run =>
  (args) => {
    const value = args.positional[0]?.value ?? none;
    const path = pathText(value);
    return path === undefined ? value : go(path);
  };

const isThere = (what: string): External =>
  builtin(what, (_, { span }) => unknown("whether a file is there is known only at run time", span));
const held = (what: string): External => builtin(what, (_, { span }) => unknown(unread.folder, span));
/** What `os` and `glob` tell of folders. */
export const foldersOf = (module: string, names: readonly string[]): Readonly<Record<string, External>> =>
  Object.fromEntries(names.map((one) => [one, held(`${module}.${one}`)]));

export const osPath = module("os.path", {
  join: (args, { span }) => {
    const parts = args.positional.map(({ value }) => value);
    const hidden = parts.find(({ kind }) => kind === "unknown");
    return hidden ?? text(join(parts.flatMap((part) => pathText(part) ?? [])), span);
  },
  basename: ofPath((path) => text(path.replace(/^.*\//s, ""))),
  dirname: ofPath((path) => text(path.replace(/\/?[^/]*$/, ""))),
  splitext: ofPath((path) => tuple([text(path.slice(0, path.length - suffix(path).length)), text(suffix(path))])),
  normpath: ofPath((path) => text(path.replace(/\/+$/, ""))),
  exists: isThere("os.path.exists"),
  isfile: isThere("os.path.isfile"),
  isdir: isThere("os.path.isdir"),
  abspath: (args) => args.positional[0]?.value ?? none,
  realpath: (args) => args.positional[0]?.value ?? none,
  expanduser: (args) => args.positional[0]?.value ?? none,
});

/** The folder that the program runs in is taken to be that of its file, from which places count. */
export const here: Run = () => text("");

const same = (value: Value): External => builtin("Path", () => value);

const makePath = (path: string): External => ({
  kind: "external",
  what: "a Path",
  key: `path ${path}`,
  text: path,
  operate: (operator, other, side) => {
    const added = pathText(other);
    if (operator !== "/" || added === undefined) return undefined;
    return makePath(side === "left" ? join([path, added]) : join([added, path]));
  },
  attribute(member) {
    switch (member) {
      case "parent":
        return makePath(parent(path));
      case "name":
        return text(name(path));
      case "stem":
        return text(stem(path));
      case "suffix":
        return text(suffix(path));
      case "joinpath":
        return builtin(member, (args) =>
          makePath(join([path, ...args.positional.flatMap(({ value }) => pathText(value) ?? [])])),
        );
      case "with_suffix":
        return builtin(member, (args) => {
          const end = pathText(args.positional[0]?.value) ?? "";
          return makePath(`${path.slice(0, path.length - suffix(path).length)}${end}`);
        });
      case "resolve":
      case "absolute":
      case "expanduser":
        return same(this);
      case "as_posix":
        return same(text(path));
      case "mkdir":
        return same(none);
      case "exists":
      case "is_file":
      case "is_dir":
        return isThere(`Path.${member}`);
      case "glob":
      case "rglob":
      case "iterdir":
        return held(`Path.${member}`);
      default:
        return undefined;
    }
  },
});

const Path: External = {
  kind: "external",
  what: "pathlib.Path",
  call: (args, { span }) => {
    const hidden = args.positional.find(({ value }) => pathText(value) === undefined);
    if (hidden) return hidden.value.kind === "unknown" ? hidden.value : unknown("this place is not known", span);
    return makePath(join(args.positional.flatMap(({ value }) => pathText(value) ?? [])));
  },
  attribute: (member) => (member === "cwd" ? same(makePath("")) : member === "home" ? same(makePath("~")) : undefined),
  hasInstance: (value) => (value.kind === "unknown" ? undefined : value.kind === "external" && value.what === "a Path"),
};

export const pathlib = module("pathlib", { Path, PosixPath: Path, PurePath: Path });
