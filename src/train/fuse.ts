/** Rewrites values into cheaper ones that mean the same: what is computed twice is computed once, and neighbours become one operation. */
import type { Window } from "../ops/conv2d";
import { andRelu, conv2dBias, matmulBias } from "../ops/fused";
import { isLeaf, type Value } from "../ops/op";
import type { Update } from "../ops/update";
import { inOrder } from "./gradients";

export interface Rewritten {
  readonly outputs: readonly Value[];
  readonly updates: readonly Update[];
}

/** Merges equal values, then fuses. Outputs and updates keep their order. */
export function simplify(outputs: readonly Value[], updates: readonly Update[]): Rewritten {
  const merged = rewrite(outputs, updates, mergeEqual());
  const uses = countUses(merged);
  return rewrite(merged.outputs, merged.updates, (value, old) => fuse(value, old, uses));
}

/** Rebuilds everything the roots need, inputs first; `rule` sees each value with its inputs already rewritten. */
function rewrite(
  outputs: readonly Value[],
  updates: readonly Update[],
  rule: (value: Value, old: Value) => Value,
): Rewritten {
  const made = new Map<Value, Value>();
  const of = (value: Value): Value => made.get(value)!;
  const all = (values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value)]));
  for (const value of inOrder(rootsOf({ outputs, updates }))) {
    const inputs = all(value.inputs);
    const same = Object.entries(inputs).every(([name, input]) => input === value.inputs[name]);
    made.set(value, rule(same ? value : { ...value, inputs }, value));
  }
  return {
    outputs: outputs.map(of),
    updates: updates.map((update) => ({ ...update, targets: all(update.targets), inputs: all(update.inputs) })),
  };
}

export const rootsOf = ({ outputs, updates }: Rewritten): Value[] => [
  ...outputs,
  ...updates.flatMap((update) => [...Object.values(update.inputs), ...Object.values(update.targets)]),
];

/** Two values are equal when the same operation with the same attributes has equal inputs. */
function mergeEqual(): (value: Value) => Value {
  const known = new Map<string, Value>();
  const numbers = new Map<Value, number>();
  return (value) => {
    const inputs = Object.entries(value.inputs).map(([name, input]) => `${name}:${numbers.get(input)!}`);
    const key = JSON.stringify([value.op.name, value.shape, value.attrs, inputs.sort()]);
    const first = known.get(key) ?? value;
    known.set(key, first);
    if (!numbers.has(first)) numbers.set(first, numbers.size);
    return first;
  };
}

/** How many operations, updates and outputs need each value. */
function countUses(all: Rewritten): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  const roots = rootsOf(all);
  const count = (value: Value): void => void uses.set(value, (uses.get(value) ?? 0) + 1);
  roots.forEach(count);
  for (const value of inOrder(roots)) Object.values(value.inputs).forEach(count);
  return uses;
}

/** Bias and relu into the operation before them, where nobody else wants what is between. */
function fuse(value: Value, old: Value, uses: ReadonlyMap<Value, number>): Value {
  const { x, b } = value.inputs;
  const oldX = old.inputs["x"];
  if (!x || !oldX || isLeaf(x) || uses.get(oldX) !== 1) return value;
  if (value.op.name === "addBias" && b) {
    if (x.op.name === "conv2d" && x.attrs["groups"] === 1)
      return conv2dBias(x.inputs["x"]!, x.inputs["kernel"]!, b, x.attrs as unknown as Window, false);
    if (x.op.name === "matmul" && !x.attrs["flipX"] && !x.attrs["flipW"])
      return matmulBias(x.inputs["x"]!, x.inputs["w"]!, b, false);
  }
  if (value.op.name === "unary" && value.attrs["fn"] === "relu") {
    if ((x.op.name === "conv2dBias" || x.op.name === "matmulBias") && x.attrs["relu"] === false)
      return { ...x, attrs: { ...x.attrs, relu: true } };
    if (x.op.name === "normalizeBatch" || x.op.name === "normalizeFixed") return andRelu(x);
  }
  return value;
}
