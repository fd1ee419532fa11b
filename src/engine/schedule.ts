/** The order in which a plan is computed: gradients as soon as they can be, and weights moved when nobody needs the old ones. */
import { isLeaf, type Value } from "../ops/op";
import type { Update } from "../ops/update";
import type { Plan } from "../train/plan";
import { inOrder } from "../train/gradients";

export type Step =
  { readonly kind: "value"; readonly value: Value } | { readonly kind: "update"; readonly update: Update };

export function schedule(plan: Plan): readonly Step[] {
  // the last layers' gradients come first, so that what flows back is dropped as soon as it has been used
  const roots = [
    ...plan.outputs.values(),
    ...[...plan.updates].reverse().flatMap((update) => Object.values(update.inputs)),
  ];
  const values = inOrder(roots).filter((value) => !isLeaf(value));
  const position = new Map(values.map((value, i) => [value, i]));
  const lastReader = new Map<string, number>();
  values.forEach((value, i) => {
    for (const input of Object.values(value.inputs)) {
      const source = memoryOf(input);
      if (isLeaf(source, "weight")) lastReader.set(nameOf(source), i);
    }
  });
  const after: Update[][] = values.map(() => []);
  const first: Update[] = [];
  const moved = new Map<string, number>();
  for (const update of plan.updates) {
    const waits = [
      ...Object.values(update.inputs).flatMap((input) => [
        position.get(input) ?? -1,
        // a weight that an earlier update moves
        isLeaf(input, "weight") ? (moved.get(nameOf(input)) ?? -1) : -1,
      ]),
      ...Object.values(update.targets).flatMap((target) => [
        lastReader.get(nameOf(target)) ?? -1,
        moved.get(nameOf(target)) ?? -1,
      ]),
    ];
    const at = Math.max(-1, ...waits);
    (after[at] ?? first).push(update);
    for (const target of Object.values(update.targets)) moved.set(nameOf(target), at);
  }
  const step = (update: Update): Step => ({ kind: "update", update });
  return [
    ...first.map(step),
    ...values.flatMap((value, i): Step[] => [{ kind: "value", value }, ...after[i]!.map(step)]),
  ];
}

/** The value whose memory this one is a view of. */
function memoryOf(value: Value): Value {
  let source = value;
  while (source.op.viewOf !== undefined) source = source.inputs[source.op.viewOf as string]!;
  return source;
}

const nameOf = (value: Value): string => value.attrs["name"] as string;
