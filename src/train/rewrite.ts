/** Rebuilds the values of a step by a rule. */
import type { Value } from "../ops/op";
import type { Update } from "../ops/update";
import { inOrder } from "./gradients";

export interface Rewritten {
  readonly outputs: readonly Value[];
  readonly updates: readonly Update[];
}

/**
 * Rebuilds everything the roots need, inputs first; `rule` sees each value with its inputs already rewritten, and can ask what became of another one,
 * where that has had its turn.
 */
export function rewrite(
  outputs: readonly Value[],
  updates: readonly Update[],
  rule: (value: Value, old: Value, of: (value: Value) => Value | undefined) => Value,
): Rewritten {
  const made = new Map<Value, Value>();
  const of = (value: Value): Value => made.get(value)!;
  const all = (values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value)]));
  for (const value of inOrder(rootsOf({ outputs, updates }))) {
    const inputs = all(value.inputs);
    const same = Object.entries(inputs).every(([name, input]) => input === value.inputs[name]);
    made.set(
      value,
      rule(same ? value : { ...value, inputs }, value, (one) => made.get(one)),
    );
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

/** How many operations, updates and outputs need each value. */
export function countUses(all: Rewritten): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  const roots = rootsOf(all);
  const count = (value: Value): void => void uses.set(value, (uses.get(value) ?? 0) + 1);
  roots.forEach(count);
  for (const value of inOrder(roots)) Object.values(value.inputs).forEach(count);
  return uses;
}
