/** Modules of random numbers: `keras.random`, `tf.random`. */
import { builtin } from "../../../python/members";
import { none, tuple, unknown, type External } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { drawn } from "../numpy/random";
import { operate } from "../tensors/operation";
import { Tensor } from "../tensors/tensor";
import { open, outside } from "./open";

/** Numbers of the shape that comes first. */
const ofShape = (what: string): External =>
  builtin(what, (args, site, machine) => {
    const shape = args.pick(0, "shape") ?? tuple([]);
    // With the distribution's own parameters it is another one.
    const isPlain =
      args.positional.length < 2 && [...args.named.keys()].every((name) => name === "shape" || name === "seed");
    const kind = /\.(normal|uniform)$/.exec(what)?.[1];
    return drawn(
      shape,
      isPlain && kind !== undefined ? { kind, a: 0, b: 1, type: "float32" } : undefined,
      site,
      machine,
    );
  });

/** Other values of the same shape. */
const like = (what: string, type: string): External =>
  builtin(what, (args, site, machine) => {
    const value = args.positional[0]?.value ?? none;
    if (value instanceof Tensor) return operate(type, [value], ([shape]) => shape!, site, machine);
    return value instanceof ArrayValue ? value : unknown(`what ${what} gives is known only at run time`, site.span);
  });

const shaped = ["normal", "uniform", "truncated_normal", "randint", "gamma", "binomial", "beta"];

export const random = (what: string): External =>
  open(
    what,
    {
      ...Object.fromEntries(shaped.map((name) => [name, ofShape(`${what}.${name}`)])),
      shuffle: like(`${what}.shuffle`, "Shuffle"),
      dropout: like(`${what}.dropout`, "Dropout"),
      set_seed: builtin(`${what}.set_seed`, () => none),
    },
    (name) => outside(`${what}.${name}`),
  );
