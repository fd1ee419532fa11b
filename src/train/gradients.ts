/** Reverse-mode differentiation: one walk back from the loss. */
import { sumOfGradients } from "../ops/concatenate";
import { isLeaf, type Value } from "../ops/op";

/** For each wanted value d(loss)/d(value), or undefined where the loss does not depend on it. */
export function gradients(loss: Value, seed: Value, wanted: readonly Value[]): (Value | undefined)[] {
  const order = inOrder([loss]);
  const needed = leadingTo(order, new Set(wanted));
  const found = new Map<Value, Value>([[loss, seed]]);
  for (const value of order.reverse()) {
    const gradient = found.get(value);
    if (!gradient || isLeaf(value)) continue;
    for (const [name, input] of Object.entries(value.inputs)) {
      const rule = value.op.gradient[name];
      if (!rule || rule === "none" || !needed.has(input)) continue;
      const part = rule(gradient, value.inputs, value);
      const before = found.get(input);
      found.set(input, before ? sumOfGradients(before, part) : part);
    }
  }
  return wanted.map((value) => found.get(value));
}

/** Every value that the roots need, inputs before their users. Iterative, because models may be ten thousand layers deep. */
export function inOrder(roots: readonly Value[]): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const stack: { readonly value: Value; readonly inputs: Value[] }[] = [];
  const enter = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    stack.push({ value, inputs: Object.values(value.inputs) });
  };
  for (const root of roots) {
    enter(root);
    for (let top = stack[stack.length - 1]; top; top = stack[stack.length - 1]) {
      const next = top.inputs.shift();
      if (next) enter(next);
      else {
        order.push(top.value);
        stack.pop();
      }
    }
  }
  return order;
}

/** The values that some wanted value flows into, themselves included: the only ones worth a gradient. */
function leadingTo(order: readonly Value[], wanted: ReadonlySet<Value>): ReadonlySet<Value> {
  const needed = new Set<Value>();
  for (const value of order)
    if (wanted.has(value) || Object.values(value.inputs).some((input) => needed.has(input))) needed.add(value);
  return needed;
}
