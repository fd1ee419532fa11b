/** What to tell about a file: what was not understood, and what Keras would refuse. */
import { isWhole, type Graph, type Node } from "../../model/graph";
import { findUnknown } from "../../model/literal";
import type { Problem } from "../../model/problem";
import { UNFINISHED_REASON } from "../../python/evaluate";
import type { Module } from "../../python/syntax";
import type { Following } from "./follow";
import { InputObject } from "./layers/input";
import { layerNames, typeOf } from "./layers/layerClass";
import { UNKNOWN_TYPE } from "./opaque";

export function problemsOf(module: Module, following: Following): readonly Problem[] {
  const { machine, models } = following;
  const all = [
    ...module.faults.map(({ message, span }): Problem => ({ code: "syntax", severity: "warning", message, span })),
    ...hiddenMarks(module.text),
    ...shadowed(following),
    ...machine.problems,
    ...models.flatMap(({ graph }) => [...graph.nodes.flatMap(notKnown), ...twice(graph)]),
    ...models.flatMap(disconnected),
  ];
  const distinct = new Map(
    all.map((problem) => [`${problem.code} ${problem.span?.start} ${problem.span?.end} ${problem.message}`, problem]),
  );
  return [...distinct.values()].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

/** Arguments and layers that are not known, with the reason. */
export function notKnown(node: Node): readonly Problem[] {
  const place = { node: node.id, ...(node.span && { span: node.span }) };
  if (node.opaque !== undefined && !isWhole(node)) {
    const message =
      node.type === UNKNOWN_TYPE
        ? `It is not known what stands here: ${node.opaque}.`
        : `${node.type} “${node.name}” is not followed: ${node.opaque}.`;
    return [{ code: "layer-not-known", severity: "info", message, ...place }];
  }
  if (node.implicit) return [];
  return Object.entries(node.args).flatMap(([name, { value, span }]): readonly Problem[] => {
    const hidden = findUnknown(value);
    if (!hidden || hidden.unknown === UNFINISHED_REASON) return [];
    const message = `${name} of ${node.type} “${node.name}” is not known: ${hidden.unknown}.`;
    return [{ code: "value-not-known", severity: "info", message, ...place, ...(span && { span }) }];
  });
}

/** Two layers of one name, which Keras refuses where they are connected by name. */
function twice(graph: Graph): readonly Problem[] {
  if (graph.class === "Subclassed") return [];
  const first = new Map<string, Node>();
  return graph.nodes.flatMap((node): readonly Problem[] => {
    const other = first.get(node.name);
    if (!other) first.set(node.name, node);
    const same =
      !other || node.type === UNKNOWN_TYPE || (other.span?.start === node.span?.start && other.args === node.args);
    if (same) return [];
    return [
      {
        code: "name-twice",
        severity: "error",
        message: `Two layers are named “${node.name}”: Keras refuses that.`,
        node: node.id,
        ...(node.span && { span: node.span }),
        ...(other.span && { related: [{ span: other.span, message: "the other one" }] }),
      },
    ];
  });
}

/** Inputs that lead to the outputs and are not the model's. */
function disconnected({ graph, calls }: Following["models"][number]): readonly Problem[] {
  return [...calls].flatMap(([id, { layer }]): readonly Problem[] =>
    layer instanceof InputObject && !graph.inputs.includes(id)
      ? [
          {
            code: "graph-disconnected",
            severity: "error",
            message: `The outputs of “${graph.name}” need “${layer.name}”, which is not among its inputs.`,
            node: id,
            span: layer.span,
          },
        ]
      : [],
  );
}

/** Names of Keras's layers that stand for something else here. */
function shadowed({ scope }: Following): readonly Problem[] {
  return [...scope.members].flatMap(([name, value]): readonly Problem[] => {
    if (!layerTypes.has(name) || value.kind === "unknown") return [];
    if (value.kind === "external" && (value.key === `keras.layers.${typeOf(name)}` || value.what.endsWith(`.${name}`)))
      return [];
    if (value.kind !== "class" && value.kind !== "function" && value.kind !== "external") return [];
    const message = `“${name}” is not keras.layers.${name} in this file.`;
    return [
      { code: "shadowed-name", severity: "warning", message, ...(value.span && { span: firstLine(value.span) }) },
    ];
  });
}
const layerTypes = new Set(layerNames);
const firstLine = (span: { start: number; end: number }) => ({
  start: span.start,
  end: Math.min(span.end, span.start + 80),
});

/** Marks that turn the direction of writing, so that a text reads otherwise than it runs. */
function hiddenMarks(text: string): readonly Problem[] {
  return [...text.matchAll(/[\u202a-\u202e\u2066-\u2069]/g)].slice(0, 20).map(({ index }): Problem => ({
    code: "hidden-mark",
    severity: "warning",
    message: "This line holds an invisible mark that turns the direction of writing.",
    span: { start: index, end: index + 1 },
  }));
}
