/** The masks that Keras 3 passes along with tensors: which steps are no padding. What makes them are rows of the summary. */
import type { ResolvedLayer } from "../../../layers/config";
import { tensorMark } from "../../../layers/operate/operation";
import type { Config, Literal } from "../../../model/literal";
import type { Arguments } from "../../../python/arguments";
import type { Machine } from "../../../python/machine";
import { unknown, type Value } from "../../../python/value";
import { LayerObject, type ShapeRule } from "../layers/layer";
import { broadcast } from "./shapes";
import { isShape, Tensor, tensorsIn, type KnownShape, type LayerCall } from "./tensor";

/** Classes whose `call` has an argument `mask`. */
export const maskTakers: ReadonlySet<string> = new Set([
  "BatchNormalization",
  "Bidirectional",
  "ConvLSTM1D",
  "ConvLSTM2D",
  "ConvLSTM3D",
  "GRU",
  "GlobalAveragePooling1D",
  "GlobalAvgPool1D",
  "LSTM",
  "Lambda",
  "RNN",
  "SimpleRNN",
  "Softmax",
  "TimeDistributed",
]);

/** Keras passes a mask by itself to what is called with one tensor, and is given no other. */
export function masksTaken(inputs: readonly Tensor[], args: Arguments | undefined): readonly Tensor[] {
  const given = args ? [...args.positional, ...args.named.values()] : [];
  const withTensors = given.filter(({ value }) => tensorsIn(value).some((one) => one instanceof Tensor));
  const mask = inputs.length === 1 && withTensors.length <= 1 ? inputs[0]!.mask : undefined;
  return mask ? [mask] : [];
}

/** The mask of what a layer gives stays with its first result; RNNs have others, their states, for which there is none. */
export function giveMask(result: Value, mask: Tensor | undefined): void {
  const [first] = tensorsIn(result);
  if (mask && first instanceof Tensor) first.mask ??= mask;
}

const merges: ReadonlySet<string> = new Set(["Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"]);

/** What a layer of Keras gives as the mask of its result, made of rows where it is not the one that came. */
export function maskMade({ layer, config }: ResolvedLayer, made: LayerCall, machine: Machine): Tensor | undefined {
  const { inputs } = made;
  const [x] = inputs;
  if (!x) return undefined;
  const row = rowsBehind(made, machine);
  const masks = inputs.map(({ mask }) => mask);
  if (layer.type === "Embedding") return config["mask_zero"] === true ? row.notEqual(x, 0) : undefined;
  if (layer.type === "Masking") return row.any(row.notEqual(x, config["mask_value"] as Literal));
  if (merges.has(layer.type))
    return masks.every((mask) => mask !== undefined) ? masks.reduce((a, b) => row.or(a, b)) : undefined;
  if (layer.type === "Concatenate") return joined(made, config["axis"] as Literal, row);
  if (layer.mask === "passes") return masks[0];
  const inner = config["layer"] as { readonly config?: Config } | undefined;
  const all = layer.type === "Bidirectional" ? inner?.config : config;
  return layer.mask && all?.["return_sequences"] === true ? masks[0] : undefined;
}

/** Each input's mask as large as the input, these joined as the inputs are. */
function joined({ layer, inputs }: LayerCall, axis: Literal, row: Rows): Tensor | undefined {
  if (inputs.every(({ mask }) => mask === undefined)) return undefined;
  const wide = inputs.map((x) => {
    if (!x.mask) return row.like("OnesLike", x);
    const narrower = isShape(x.mask.shape) && isShape(x.shape) && x.mask.shape.length < x.shape.length;
    return narrower ? row.or(row.expanded(x.mask), row.like("ZerosLike", x)) : x.mask;
  });
  const shape = layer.shapeFrom(inputs.map((input) => input.shape));
  const marks = wide.map(() => tensorMark);
  return row.any(row.made("Concatenate", wide, () => shape, { xs: marks, axis }));
}

type Rows = ReturnType<typeof rowsBehind>;

function rowsBehind({ layer: { keras }, site }: LayerCall, machine: Machine) {
  const made = (type: string, inputs: readonly Tensor[], rule: ShapeRule, options: Config): Tensor => {
    const name = keras.operationName(type, machine);
    const layer = new LayerObject({ keras, type, name, args: {}, site, operation: rule, ofMask: true });
    return layer.apply(inputs, site, machine, { options }) as Tensor;
  };
  const same: ShapeRule = ([shape]) => shape!;
  return {
    made,
    notEqual: (x: Tensor, value: Literal) => made("NotEqual", [x], same, { x1: tensorMark, x2: value }),
    any: (x: Tensor) =>
      made(
        "Any",
        [x],
        changed((shape) => shape.slice(0, -1)),
        { x: tensorMark, axis: -1 },
      ),
    expanded: (x: Tensor) =>
      made(
        "ExpandDims",
        [x],
        changed((shape) => [...shape, 1]),
        { x: tensorMark, axis: -1 },
      ),
    like: (type: "OnesLike" | "ZerosLike", x: Tensor) => made(type, [x], same, { x: tensorMark }),
    or: (a: Tensor, b: Tensor) => made("LogicalOr", [a, b], both, { x1: tensorMark, x2: tensorMark }),
  };
}

const changed =
  (change: (shape: Extract<KnownShape, readonly unknown[]>) => KnownShape): ShapeRule =>
  ([shape]) =>
    isShape(shape!) ? change(shape) : shape!;

const both: ShapeRule = ([a, b]) => {
  if (!isShape(a!) || !isShape(b!)) return isShape(a!) ? b! : a!;
  return broadcast(a, b) ?? unknown("these masks do not go together");
};
