/** Functions of TensorFlow and `keras.ops` on arrays, as steps of a recipe: `tf.cast(image, tf.float32) / 255`. */
import type { Settings } from "../../../model/recipe";
import type { Given } from "../../../python/arguments";
import type { Site } from "../../../python/machine";
import { isNumeric, toNumber } from "../../../python/numbers";
import { indexOf, type Value } from "../../../python/value";
import { ArrayValue } from "./array";
import { axesIn, typeName } from "./arrayMethods";
import { Lost, step, type Trace } from "./trace";

type Args = ReadonlyMap<string, Given>;

const ofOne = new Set(
  "exp log log1p sqrt square sin cos tan tanh abs negative floor ceil round sign isnan sigmoid".split(" "),
);
const ofTwo: Readonly<Record<string, string>> = {
  add: "add",
  subtract: "subtract",
  multiply: "multiply",
  divide: "divide",
  true_divide: "divide",
  power: "power",
  maximum: "maximum",
  minimum: "minimum",
  mod: "mod",
  equal: "equal",
  greater: "greater",
  less: "less",
};
const along = new Set("mean sum max min std var prod argmax argmin any all".split(" "));

const wholes = (value: Value | undefined): readonly number[] | undefined => {
  const found = axesIn(value);
  return found instanceof Lost ? undefined : found;
};

/** How the numbers of the result come about. */
export function traceOfOperation(name: string, values: readonly Value[], args: Args, { span }: Site): Trace {
  const value = (...names: readonly string[]): Value | undefined =>
    names.map((one) => args.get(one)?.value).find((one) => one !== undefined);
  const arrays = values.filter((one) => one instanceof ArrayValue);
  const [first] = arrays;
  const lost = new Lost(`what ${name} gives for data is not followed`, span);
  if (!first) return lost;
  const one = (does: string, settings: Settings = {}): Trace => step(does, [first.trace], settings);
  if (ofOne.has(name)) return one(name);
  if (ofTwo[name] !== undefined) {
    const [a, b] = values;
    if (a instanceof ArrayValue && b instanceof ArrayValue) return step(ofTwo[name], [a.trace, b.trace]);
    const scalar = [a, b].find(isNumeric);
    if (!scalar) return lost;
    return one(ofTwo[name], {
      [a === scalar ? "left" : "right"]: toNumber(scalar),
      ...(scalar.kind === "float" && { float: true }),
    });
  }
  if (along.has(name)) {
    const axes = wholes(value("axis"));
    const keep = value("keepdims", "keep_dims");
    return one(name, { ...(axes && { axis: axes }), ...(keep?.kind === "bool" && keep.value && { keepdims: true }) });
  }
  switch (name) {
    case "cast": {
      const type = typeName(value("dtype"));
      return type === undefined ? lost : one("astype", { type });
    }
    case "convert_to_tensor":
    case "identity":
    case "stop_gradient": {
      const type = typeName(value("dtype"));
      return type === undefined ? first.trace : one("astype", { type });
    }
    case "reshape": {
      const shape = wholes(value("newshape", "shape"));
      return shape ? one("reshape", { shape }) : lost;
    }
    case "expand_dims": {
      const axis = wholes(value("axis"));
      return axis ? one("expand_dims", { axis }) : lost;
    }
    case "squeeze": {
      const axis = wholes(value("axis"));
      return one("squeeze", axis ? { axis } : {});
    }
    case "transpose": {
      const axes = wholes(value("axes", "perm"));
      return one("transpose", axes ? { axes } : {});
    }
    case "one_hot": {
      const classes = indexOf(value("num_classes", "depth"));
      return classes === undefined ? lost : one("one_hot", { classes, type: "float32", lenient: true });
    }
    case "clip":
    case "clip_by_value": {
      const [least, most] = [value("x_min", "clip_value_min"), value("x_max", "clip_value_max")];
      return isNumeric(least) && isNumeric(most) ? one("clip", { least: toNumber(least), most: toNumber(most) }) : lost;
    }
    case "resize": {
      const size = wholes(value("size", "shape"));
      return size?.length === 2 ? one("resize_images", { size }) : lost;
    }
    case "concatenate":
    case "stack": {
      const axis = value("axis") ? indexOf(value("axis")) : name === "stack" ? 0 : -1;
      return axis === undefined || arrays.length !== values.filter((other) => !isNumeric(other)).length
        ? lost
        : step(
            name,
            arrays.map((array) => array.trace),
            { axis },
          );
    }
    default:
      return lost;
  }
}
