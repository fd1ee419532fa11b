/** Modules of Python's standard library that model files use while they build models. */
import { builtin } from "../members";
import { binary } from "../operate";
import { none, text, tuple, unknown, type External } from "../value";
import { argparse } from "./argparse";
import { collections } from "./collections";
import { copy } from "./copy";
import { dataclasses } from "./dataclasses";
import { enumerations } from "./enumerations";
import { functools } from "./functools";
import { itertools } from "./itertools";
import { math } from "./math";
import { module, type Run } from "./module";
import { foldersOf, here, osPath, pathlib } from "./paths";

/** Takes part in annotations alone. */
const annotation: External = { kind: "external", what: "typing", item: () => annotation, call: () => annotation };

const environment: External = {
  kind: "external",
  what: "os.environ",
  setItem: () => undefined,
  attribute: (name) =>
    name === "get"
      ? builtin("os.environ.get", (args, { span }) =>
          unknown("the environment is known only at run time", args.positional[0]?.span ?? span),
        )
      : undefined,
};

const os = module("os", {
  ...foldersOf("os", ["listdir", "walk", "scandir"]),
  path: osPath,
  getcwd: here,
  environ: environment,
  sep: text("/"),
  makedirs: () => none,
  mkdir: () => none,
  system: (_, { span }, machine) => {
    machine.notice("code-at-run-time", "warning", "os.system is not followed: Batchwise never runs code.", span);
    return none;
  },
});

/** Functions for operators: `operator.mul(2, 3)`. */
const operator = module(
  "operator",
  Object.fromEntries(
    Object.entries({ add: "+", sub: "-", mul: "*", truediv: "/", floordiv: "//", mod: "%", pow: "**" } as const).map(
      ([name, sign]): readonly [string, Run] => [
        name,
        (args, site, machine) => {
          const [left = none, right = none] = args.positional.map(({ value }) => value);
          return binary(machine, sign, left, right, site);
        },
      ],
    ),
  ),
);

const typing: External = { kind: "external", what: "typing", attribute: () => annotation };

const modules: Readonly<Record<string, External>> = {
  argparse,
  collections,
  "collections.abc": typing,
  copy,
  dataclasses,
  enum: enumerations,
  functools,
  glob: module("glob", foldersOf("glob", ["glob", "iglob"])),
  itertools,
  math,
  operator,
  os,
  "os.path": osPath,
  pathlib,
  string: module("string", {
    ascii_lowercase: text("abcdefghijklmnopqrstuvwxyz"),
    ascii_uppercase: text("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    digits: text("0123456789"),
    punctuation: text("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
  }),
  re: module("re", {
    escape: (args, { span }) => {
      const value = args.positional[0]?.value ?? none;
      return value.kind === "text"
        ? text(value.value.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, "\\$&"), span)
        : value;
    },
  }),
  sys: module("sys", {
    version_info: tuple([
      { kind: "int", value: 3n },
      { kind: "int", value: 12n },
    ]),
  }),
  typing,
  typing_extensions: typing,
  warnings: module("warnings", { filterwarnings: () => none, warn: () => none, simplefilter: () => none }),
};

/** A module of the standard library, if what it does is known here. */
export const standardModule = (name: string): External | undefined =>
  Object.hasOwn(modules, name) ? modules[name] : undefined;
