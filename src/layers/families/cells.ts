/** One step of a recurrent cell in operations, whatever the product of state and kernel is: of matrices, or a convolution. */
import type { KerasObject } from "../../model/literal";
import { add, affine, multiply } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { concatenate } from "../../ops/concatenate";
import type { Value } from "../../ops/op";
import type { CellKind } from "../../ops/recurrent";
import { reshape } from "../../ops/reshape";
import { activations } from "../activations";
import { select } from "./select";

/** How many products of state and kernel a step takes, each `units` wide; and how many states it hands on. */
export const gatesOf: Readonly<Record<CellKind, number>> = { simple: 1, lstm: 4, gru: 3 };
export const statesOf: Readonly<Record<CellKind, number>> = { simple: 1, lstm: 2, gru: 1 };

export interface Cell {
  readonly kind: CellKind;
  /** GRU: the reset gate comes after the product with the kernel of the state. */
  readonly after: boolean;
  readonly activation: KerasObject;
  readonly gate: KerasObject;
  /** The product of a state and the part of the kernel that belongs to a gate, with the bias that the state has of its own. */
  readonly times: (state: Value, gate: number) => Value;
}

const applied = ({ class_name, config }: KerasObject, x: Value): Value => activations.get(class_name)!.lower(x, config);

/** The next states, the output first. `given` has what the input adds to each gate. */
export function cellStep(cell: Cell, given: (gate: number) => Value, states: readonly Value[]): readonly Value[] {
  const [h, c] = states as readonly [Value, Value];
  const bend = (x: Value): Value => applied(cell.activation, x);
  const gate = (number: number): Value => applied(cell.gate, add(given(number), cell.times(h, number)));
  switch (cell.kind) {
    case "simple":
      return [bend(add(given(0), cell.times(h, 0)))];
    case "lstm": {
      const [input, forget, output] = [gate(0), gate(1), gate(3)];
      const next = add(multiply(forget, c), multiply(input, bend(add(given(2), cell.times(h, 2)))));
      return [multiply(output, bend(next)), next];
    }
    case "gru": {
      const [update, reset] = [gate(0), gate(1)];
      const fromState = cell.after ? multiply(reset, cell.times(h, 2)) : cell.times(multiply(reset, h), 2);
      const candidate = bend(add(given(2), fromState));
      return [add(multiply(update, h), multiply(affine(update, -1, 1), candidate))];
    }
  }
}

/** The states after each step. Steps whose mask [batch, steps] is 0 keep those before. */
export function repeated(
  steps: number,
  first: readonly Value[],
  step: (t: number, states: readonly Value[]) => readonly Value[],
  maskAt: ((t: number) => Value) | undefined,
): readonly (readonly Value[])[] {
  const all: (readonly Value[])[] = [];
  for (let t = 0, states = first; t < steps; t++) {
    const next = step(t, states);
    const mask = maskAt?.(t);
    const before = states;
    states = mask
      ? next.map((state, i) => {
          const spread = reshape(mask, [state.shape[0]!, ...state.shape.slice(1).map(() => 1)]);
          return select(broadcastTo(spread, state.shape), state, before[i]!);
        })
      : next;
    all.push(states);
  }
  return all;
}

/** Values of one shape along a new axis behind the batch, joined in pairs so that none is copied often. */
export function stacked(values: readonly Value[]): Value {
  const join = (parts: readonly Value[]): Value => {
    if (parts.length === 1) return parts[0]!;
    const middle = parts.length >> 1;
    return concatenate([join(parts.slice(0, middle)), join(parts.slice(middle))], 1);
  };
  return join(values.map((value) => reshape(value, [value.shape[0]!, 1, ...value.shape.slice(1)])));
}
