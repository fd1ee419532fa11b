/** Models for tests, without a file: `sequential([["Dense", { units: 3 }], …])`. */
import type { Argument, Graph, Node } from "../../src/model/graph";
import type { Literal } from "../../src/model/literal";

type Step = readonly [type: string, args?: Readonly<Record<string, Literal>>];

/** Layer n stands at the offsets 10n to 10n + 8, its first argument at 10n + 4 to 10n + 6. */
export function sequential(input: readonly (number | null)[], steps: readonly Step[], name = "model"): Graph {
  const all: readonly Step[] = [["InputLayer", { shape: input }], ...steps];
  const counts = new Map<string, number>();
  const nodes = all.map(([type, args = {}], i): Node => {
    const stem = type.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
    const count = counts.get(stem) ?? 0;
    counts.set(stem, count + 1);
    const id = count === 0 ? stem : `${stem}_${count}`;
    const given = Object.entries(args).map(([key, value]): [string, Argument] => [
      key,
      { value, span: { start: 10 * i + 4, end: 10 * i + 6 } },
    ]);
    return {
      id,
      name: id,
      type,
      args: Object.fromEntries(given),
      inputs: [],
      ...(i === 0 ? { implicit: true } : { span: { start: 10 * i, end: 10 * i + 8 } }),
    };
  });
  const linked = nodes.map((node, i) =>
    i === 0 ? node : { ...node, inputs: [{ from: nodes[i - 1]!.id, output: 0 }] },
  );
  return {
    name,
    class: "Sequential",
    nodes: linked,
    inputs: [linked[0]!.id],
    outputs: [{ from: linked[linked.length - 1]!.id, output: 0 }],
    span: { start: 0, end: 8 },
  };
}
