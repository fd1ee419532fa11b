/** TensorFlow beside Keras: what model files use of it to compute with tensors, and to make sizes and arrays. */
import { builtin } from "../../../python/members";
import { transparent } from "../../../python/modules/functools";
import { bool, none, text, tuple, type External, type Value } from "../../../python/value";
import { ArrayValue } from "../array";
import { toShape } from "../literal";
import { operationFunction, operationNames } from "../operations";
import { variable } from "../weight";
import { collection, member, open, outside } from "./open";

const filled = (name: string): External =>
  builtin(`tf.${name}`, (args, { span }) => new ArrayValue(toShape(args.pick(0, "shape") ?? tuple([])), span));

/** A module of functions on tensors, where more may be found. */
function functions(what: string): External {
  const known = collection(what, operationNames, (name) => operationFunction(what, name));
  return { kind: "external", what, attribute: (name) => member(known, name) ?? outside(`${what}.${name}`) };
}

const direct = functions("tf");

const members: Readonly<Record<string, Value>> = {
  function: builtin("tf.function", transparent),
  Variable: builtin("tf.Variable", variable),
  zeros: filled("zeros"),
  ones: filled("ones"),
  random: open(
    "tf.random",
    {
      normal: filled("random.normal"),
      uniform: filled("random.uniform"),
      set_seed: builtin("tf.random.set_seed", () => none),
    },
    (name) => outside(`tf.random.${name}`),
  ),
  math: functions("tf.math"),
  nn: functions("tf.nn"),
  image: functions("tf.image"),
  linalg: functions("tf.linalg"),
  test: open("tf.test", { is_gpu_available: builtin("tf.test.is_gpu_available", () => bool(false)) }),
  __version__: text("2.16.1"),
};

export function tensorflow(keras: External): External {
  const root: External = open("tf", { ...members, keras }, (name) =>
    name === "compat"
      ? open("tf.compat", {}, (version) => (/^v[12]$/.test(version) ? root : undefined))
      : member(direct, name),
  );
  return root;
}
