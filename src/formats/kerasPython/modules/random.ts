/** Modules of random numbers: `keras.random`, `tf.random`. */
import { builtin } from "../../../python/members";
import { none, tuple, unknown, type External } from "../../../python/value";
import { ArrayValue } from "../array";
import { toShape } from "../literal";
import { operate } from "../operation";
import { Tensor } from "../tensor";
import { open, outside } from "./open";

/** Numbers of the shape that comes first. */
const ofShape = (what: string): External =>
  builtin(what, (args, { span }) => new ArrayValue(toShape(args.pick(0, "shape") ?? tuple([])), span));

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
