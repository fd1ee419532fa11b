/** NumPy, as far as model files use it: to make sizes, and to bring data into form. */
import { builtins } from "../../../python/builtins";
import { module } from "../../../python/modules/module";
import { float, none, type External } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { astype } from "../arrays/arrayMethods";
import { load, readText } from "./files";
import {
  absolute,
  along,
  columns,
  each,
  functions,
  joined,
  larger,
  operator,
  sorted,
  splitInto,
  stacked,
} from "./functions";
import { arange, asArray, eye, filled, filledLike, linspace } from "./making";
import { random } from "./random";

/** Types of numbers: `np.int32(5)` is 5. */
const numberType = (name: string): External => {
  const make = builtins.get(name.startsWith("float") ? "float" : name === "bool" ? "bool" : "int");
  return {
    kind: "external",
    what: `np.${name}`,
    call: (args, site, machine) => {
      const value = args.positional[0]?.value ?? none;
      if (value instanceof ArrayValue) return astype(value, { kind: "text", value: name }, site);
      return (make?.kind === "external" ? make.call?.(args, site, machine) : undefined) ?? value;
    },
    hasInstance: (value) => (value.kind === "unknown" ? undefined : false),
  };
};

const typeNames = [
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float16",
  "float32",
  "float64",
];

export const numpy = module("np", {
  pi: float(Math.PI),
  e: float(Math.E),
  inf: float(Infinity),
  nan: float(NaN),
  NaN: float(NaN),
  newaxis: none,
  random,
  array: asArray,
  asarray: asArray,
  ascontiguousarray: asArray,
  asanyarray: asArray,
  zeros: filled(0),
  ones: filled(1),
  empty: filled(0),
  full: filled("given"),
  zeros_like: filledLike(0),
  ones_like: filledLike(1),
  empty_like: filledLike(0),
  eye,
  identity: eye,
  linspace,
  arange,
  load,
  loadtxt: readText(false),
  genfromtxt: readText(true),
  set_printoptions: () => none,
  ...functions,
  ...Object.fromEntries(
    [
      "sqrt",
      "log",
      "log2",
      "log10",
      "log1p",
      "exp",
      "sin",
      "cos",
      "tan",
      "tanh",
      "sinh",
      "cosh",
      "arctan",
      "deg2rad",
      "sign",
      "square",
      "ceil",
      "floor",
      "trunc",
      "isnan",
      "isfinite",
      "negative",
    ].map((name) => [name, each(name)]),
  ),
  logical_not: each("not"),
  abs: absolute,
  absolute,
  fabs: absolute,
  add: operator("+"),
  subtract: operator("-"),
  multiply: operator("*"),
  divide: operator("/"),
  true_divide: operator("/"),
  floor_divide: operator("//"),
  mod: operator("%"),
  power: operator("**"),
  logical_and: operator("&"),
  logical_or: operator("|"),
  maximum: larger("maximum", "max"),
  minimum: larger("minimum", "min"),
  max: along("max", "max"),
  amax: along("max", "max"),
  min: along("min", "min"),
  amin: along("min", "min"),
  sum: along("sum", "sum"),
  prod: along("prod", "prod"),
  product: along("prod", "prod"),
  mean: along("mean"),
  average: along("mean"),
  median: along("median"),
  std: along("std"),
  var: along("var"),
  any: along("any"),
  all: along("all"),
  argmax: along("argmax"),
  argmin: along("argmin"),
  concatenate: joined("concatenate"),
  append: (args, site, machine) => {
    const [a, b] = args.positional;
    const both = { kind: "tuple" as const, items: [a?.value ?? none, b?.value ?? none] };
    return joined("concatenate")(
      args.only([{ value: both, span: site.span }, ...args.positional.slice(2)], args.named),
      site,
      machine,
    );
  },
  vstack: joined("vstack"),
  row_stack: joined("vstack"),
  hstack: joined("hstack", 1),
  column_stack: joined("column_stack", 1),
  stack: stacked,
  sort: sorted,
  split: splitInto,
  array_split: splitInto,
  c_: { kind: "external", what: "np.c_", item: columns },
  ...Object.fromEntries(typeNames.map((name) => [name, numberType(name)])),
  int_: numberType("int64"),
  float_: numberType("float64"),
  bool_: numberType("bool"),
  ndarray: {
    kind: "external",
    what: "np.ndarray",
    hasInstance: (value) => (value.kind === "unknown" ? undefined : value instanceof ArrayValue),
  },
});
