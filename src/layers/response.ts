/** Activations as functions of numbers, computed by the references of their operations: formulas about deep models need them. */
import type { KerasObject } from "../model/literal";
import { input, type Tensor, type Value } from "../ops/op";
import { activations } from "./activations";
import type { ResolvedLayer } from "./config";
import { ShapeError, type Step } from "./layer";

/** y = f(x) for each x; undefined when it does not work number by number. */
export type Response = (xs: Float64Array) => Float64Array | undefined;

/** Of an activation that a layer is given; undefined when it is not known. */
export function responseOf({ class_name, config }: KerasObject): Response | undefined {
  const activation = activations.get(class_name);
  return activation && ((xs) => follow((x) => activation.lower(x, config), xs));
}

/** Of a layer that is an activation. One that needs more axes than a row of numbers has does not work number by number. */
export const layerResponse =
  ({ layer, config }: ResolvedLayer): Response =>
  (xs) =>
    follow((x) => {
      if (layer.shape([x.shape], config) instanceof ShapeError) return undefined;
      // what it does is decided by numbers that it learns
      if (Object.values(layer.weights([x.shape], config)).some((weight) => weight !== undefined)) return undefined;
      const y = layer.lower([x], config, {}, predicting);
      return "op" in y ? y : undefined;
    }, xs);

const predicting: Step = {
  training: false,
  average: () => undefined,
  state: never,
  random: never,
  penalize: () => undefined,
  masks: [],
  given: () => [],
  texts: [],
  table: () => {
    throw new Error("no texts here");
  },
  call: {},
};
function never(): never {
  throw new Error("nothing is random or kept while predicting");
}

function follow(lower: (x: Value) => Value | undefined, xs: Float64Array): Float64Array | undefined {
  const x = input("x", [xs.length]);
  const steps: Value[] = [];
  for (let value = lower(x); value !== x; value = value.inputs["x"]) {
    if (value?.op.name !== "unary") return undefined;
    steps.unshift(value);
  }
  let y: Tensor = { shape: x.shape, data: xs };
  for (const { op, attrs, shape } of steps) {
    const out: Tensor = { shape, data: new Float64Array(xs.length) };
    op.reference(out, { x: y }, attrs);
    y = out;
  }
  return y.data;
}
