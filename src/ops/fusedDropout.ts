/** Dropouts that `train/` puts into the passes before and behind them: each operation means what its parts mean, one after the other. */
import { keeps } from "./dropout";
import type { AnyOp, Tensor, Value } from "./op";

type Inputs = Readonly<Record<string, Tensor>>;

/** The same operation with a dropout at its end. */
const withDropout = (op: AnyOp): AnyOp => ({
  ...op,
  name: `${op.name}Dropout`,
  reference(y: Tensor, inputs: Inputs, attrs: never) {
    op.reference(y, inputs, attrs);
    y.data.set(dropped(y.data, inputs["mask"]!, attrs));
  },
  gradient: noneOf(op),
});

/** What follows from dy before a dropout, by an operation that takes it behind. */
const throughDropout = (op: AnyOp): AnyOp => ({
  ...op,
  name: `${op.name}Dropout`,
  reference(out: Tensor, inputs: Inputs, attrs: never) {
    const dy = inputs["dy"]!;
    op.reference(out, { ...inputs, dy: { ...dy, data: dropped(dy.data, inputs["mask"]!, attrs) } }, attrs);
  },
  gradient: noneOf(op),
});

const dropped = (x: Float64Array, mask: Tensor, { rate }: { readonly rate: number }): Float64Array =>
  x.map((value, i) => (keeps(mask.data, i) ? value / (1 - rate) : 0));

const noneOf = (op: AnyOp): Record<string, "none"> =>
  Object.fromEntries([...Object.keys(op.gradient), "mask"].map((name) => [name, "none" as const]));

/** One operation made of each. */
function once(make: (op: AnyOp) => AnyOp): (op: AnyOp) => AnyOp {
  const made = new Map<AnyOp, AnyOp>();
  return (op) => {
    let one = made.get(op);
    if (!one) made.set(op, (one = make(op)));
    return one;
  };
}
const withDropoutOf = once(withDropout);
const throughDropoutOf = once(throughDropout);

const normalizations = ["normalizeBatch", "normalizeBatchRelu", "normalizePooled", "normalizePooledRelu"];
const gradients = [
  "normalizeGradientSums",
  "normalizeGradientSumsRelu",
  "normalizeBatchGradient",
  "normalizeBatchGradientRelu",
  "normalizePooledGradient",
];

const fillsVectors = (value: Value): boolean => value.inputs["moments"]!.shape[1]! % 8 === 0;

/** Whether a dropout can be put behind a value. */
export const canDrop = (value: Value): boolean => normalizations.includes(value.op.name) && fillsVectors(value);
/** Whether a value that takes its `dy` from a dropout can do without. */
export const canTakeDropped = (value: Value): boolean => gradients.includes(value.op.name) && fillsVectors(value);

/** `dropout` of what a normalization gives, in one operation. */
export const dropoutAfter = (dropout: Value): Value => joined(withDropoutOf, dropout.inputs["x"]!, dropout);
/** A value that takes its `dy` from `dropout`, from what comes before that. */
export function fromBehindDropout(value: Value, dropout: Value): Value {
  const one = joined(throughDropoutOf, value, dropout);
  return { ...one, inputs: { ...one.inputs, dy: dropout.inputs["x"]! } };
}

const joined = (opOf: (op: AnyOp) => AnyOp, value: Value, dropout: Value): Value => ({
  ...value,
  op: opOf(value.op),
  inputs: { ...value.inputs, mask: dropout.inputs["mask"]! },
  attrs: { ...value.attrs, rate: dropout.attrs["rate"]! },
});
