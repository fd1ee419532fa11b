import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Refusal } from "../../src/formats/format";
import { applyEdit } from "../../src/model/applyEdit";
import type { GraphEdit } from "../../src/model/edit";
import type { Edge, Graph, Node } from "../../src/model/graph";
import { showLiteral, type Literal } from "../../src/model/literal";
import { applied } from "../support/edits";
import { format, read } from "../support/reader";

const root = join(import.meta.dirname, "../..");
const texts = ["examples", "test/fixtures/keras"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".py"))
    .map((name) => ({ name, text: readFileSync(join(root, folder, name), "utf8") })),
);
const models = texts.flatMap(({ name, text }) => read(text).models.map((graph) => ({ name, text, graph })));

/** A model written out from its outputs, without the names that Keras gives: the same text for the same model. */
function outline(graph: Graph): string {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const seen = new Map<string, number>();
  const lines: string[] = [];
  const visit = ({ from, output }: Edge): string => {
    const known = seen.get(from);
    if (known !== undefined) return `${known}.${output}`;
    const node = byId.get(from)!;
    const inputs = node.inputs.map(visit);
    seen.set(from, lines.length);
    lines.push(`${node.type}(${args(node)}) <- ${inputs.join(" ")}`);
    return `${lines.length - 1}.${output}`;
  };
  const outputs = graph.outputs.map(visit);
  return [...lines, outputs.join(" ")].join("\n");
}

const beginnings = ["input_shape", "input_dim", "batch_input_shape"];
const args = (node: Node): string =>
  node.implicit === true
    ? ""
    : Object.entries(node.args)
        .filter(([name]) => !beginnings.includes(name))
        .map(([name, { value }]) => `${name}=${showLiteral(value)}`)
        .sort()
        .join(", ");

/** Nodes that the same place in the text makes: one edit there is an edit of all. */
const together = (graph: Graph, node: Node): readonly Node[] => {
  // A shared layer is written once, and each of its calls is a place of its own.
  if (graph.nodes.filter(({ name }) => name === node.name).length > 1) return [node];
  const seen = new Set<string>();
  return graph.nodes.filter(({ span, name, implicit }) => {
    if (implicit === true) return false;
    const same = span?.start === node.span?.start && span?.end === node.span?.end && !seen.has(name);
    seen.add(name);
    return same;
  });
};

const values: Readonly<Record<string, readonly (readonly [string, Literal])[]>> = {
  Dense: [
    ["units", 12],
    ["use_bias", false],
    ["activation", "tanh"],
    ["kernel_regularizer", { class_name: "L2", config: { l2: 0.001 } }],
  ],
  Conv2D: [
    ["filters", 24],
    ["use_bias", false],
    ["padding", "same"],
    ["strides", [1, 1]],
    ["kernel_initializer", { class_name: "HeNormal", config: {} }],
  ],
  BatchNormalization: [
    ["momentum", 0.9],
    ["scale", false],
    ["axis", -1],
  ],
  Dropout: [["rate", 0.125]],
};
const added = [
  { type: "BatchNormalization", args: {} },
  { type: "Dropout", args: { rate: 0.5 } },
  { type: "Activation", args: { activation: "relu" } },
  { type: "Conv2D", args: { filters: 8, kernel_size: [3, 3], padding: "same" } },
];

const anEdit = (graph: Graph): fc.Arbitrary<GraphEdit> =>
  fc.constantFrom(...graph.nodes).chain((node): fc.Arbitrary<GraphEdit> => {
    const id = node.id;
    const params = values[node.type] ?? [["name", "renamed"] as const];
    const given = Object.keys(node.args);
    const next = graph.nodes.find(({ inputs }) => inputs.some(({ from }) => from === id));
    return fc.oneof(
      fc.constantFrom(...params).map(([param, value]): GraphEdit => ({ kind: "setParam", node: id, param, value })),
      fc
        .constantFrom(...(given.length > 0 ? given : ["name"]))
        .map((param): GraphEdit => ({ kind: "removeParam", node: id, param })),
      fc.constantFrom(...added).map((layer): GraphEdit => ({ kind: "insertAfter", node: id, layer })),
      fc.constantFrom(...added).map((layer): GraphEdit => ({ kind: "insertBefore", node: id, layer })),
      fc
        .constantFrom("TimeDistributed", "SpectralNormalization")
        .map((type): GraphEdit => ({ kind: "wrap", node: id, wrapper: { type, args: {} } })),
      fc.constant<GraphEdit>({ kind: "remove", node: id }),
      fc.constant<GraphEdit>({ kind: "swap", first: id, second: next?.id ?? id }),
    );
  });

/** What the edit makes of the graph itself. */
function expected(graph: Graph, edit: GraphEdit): Graph | undefined {
  const id = edit.kind === "swap" ? edit.first : edit.node;
  const node = graph.nodes.find((one) => one.id === id)!;
  if (edit.kind === "swap") {
    const seconds = together(
      graph,
      graph.nodes.find((one) => one.id === edit.second)!,
    );
    return together(graph, node).reduce<Graph | undefined>((made, { id: first }) => {
      const second = seconds.find(({ inputs }) => inputs[0]?.from === first)?.id;
      return made && second !== undefined ? applyEdit(made, { kind: "swap", first, second }) : undefined;
    }, graph);
  }
  return together(graph, node).reduce<Graph | undefined>(
    (made, { id: one }) => made && applyEdit(made, { ...edit, node: one }),
    graph,
  );
}

const aCase = fc
  .constantFrom(...models)
  .chain(({ name, text, graph }) => anEdit(graph).map((edit) => ({ name, text, graph, edit })));

/** How many edits are tried; `EDITS=20000` for a long run. */
const numRuns = Number(process.env["EDITS"] ?? 400);

test("the source after an edit reads as the graph after it, and the rest of the text stays, byte for byte", () => {
  let made = 0;
  let refused = 0;
  fc.assert(
    fc.property(aCase, ({ name, text, graph, edit }) => {
      const result = format.edit({ name, text }, graph.name, [edit]);
      if (result instanceof Refusal) {
        refused++;
        expect(result.reason).not.toBe("");
        return;
      }
      made++;
      const changed = applied(text, result);
      const after = read(changed).models.find((model) => model.name === graph.name);
      expect(after, `${graph.name} is still there`).toBeDefined();
      expect(outline(after!)).toBe(outline(expected(graph, edit)!));
      // An edit changes the lines of one layer, and perhaps an import.
      const lines = new Set(changed.split("\n"));
      expect(text.split("\n").filter((line) => !lines.has(line)).length).toBeLessThanOrEqual(12);
      for (const { span, text: part } of result) expect(part === "" && span.start === span.end).toBe(false);
    }),
    { numRuns, seed: 2 },
  );
  // Refusing everything would be right too, and of no use.
  expect(made).toBeGreaterThan(refused);
});
