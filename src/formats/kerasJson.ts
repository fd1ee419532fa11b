/**
 * Keras models as JSON: what `model.to_json()` gives in any version of Keras, `config.json` of a `.keras` archive, `model.json` of
 * TensorFlow.js. Known by what they hold; code that lies in them is never run.
 */
import type { Graph, Node } from "../model/graph";
import type { Problem } from "../model/problem";
import type { TextFormat } from "./format";
import { editJson } from "./kerasJson/edit";
import { isModel } from "./kerasJson/entry";
import { isUnreadable, readModel, unreadable, type ModelRead } from "./kerasJson/model";
import { itemsOf, member, membersOf, readTree, type Json } from "./kerasJson/tree";
import { mayBeModelJson } from "./kerasJson/recognize";
import { notKnown } from "./kerasPython/problems";

export const kerasJson: TextFormat = {
  id: "keras-json",
  title: "Keras in JSON",
  matches: ({ name, text }) => !/\.(?:py|ipynb)$/.test(name) && mayBeModelJson(text),
  read({ text }) {
    const { models, inner, problems, others } = readModels(text);
    const graphs = [...models.map(({ graph }) => graph), ...others.map(unreadable)];
    const hidden = graphs.flatMap((graph) => [...nodesWithin(graph)].flatMap(notKnown));
    return { models: [...graphs, ...inner.map(({ graph }) => graph)], problems: [...problems, ...hidden] };
  },
  edit: ({ text }, model, edits) =>
    editJson(text, model, edits, (now) => {
      const { models, inner } = readModels(now);
      return { models: [...models, ...inner] };
    }),
};

function* nodesWithin({ nodes }: Graph): Generator<Node> {
  for (const node of nodes) {
    yield node;
    if (node.inner) yield* nodesWithin(node.inner);
  }
}

/** The models of a text, and those that are layers of them; others are models of which only their own program knows what they are. */
function readModels(text: string): {
  readonly models: readonly ModelRead[];
  readonly inner: readonly ModelRead[];
  readonly others: readonly Json[];
  readonly problems: readonly Problem[];
} {
  const { root, problems } = readTree(text);
  const found: Problem[] = [...problems];
  const candidates = root ? candidatesIn(root) : [];
  const models = candidates.filter(isModel).map((json) => readModel(json, found));
  return {
    models,
    inner: innerModels(models),
    others: candidates.filter((json) => !isModel(json) && isUnreadable(json)),
    problems: found,
  };
}

/** What is wrong in them has been told of the whole. One of a name that another has could not be told from it. */
function innerModels(models: readonly ModelRead[]): readonly ModelRead[] {
  const named = new Map(models.map((model) => [model.graph.name, model]));
  for (const { entries } of named.values())
    for (const json of new Set([...entries.values()].flatMap((entry) => entry.model ?? []))) {
      const inner = readModel(json, []);
      if (!named.has(inner.graph.name)) named.set(inner.graph.name, inner);
    }
  return [...named.values()].filter((one) => !models.includes(one));
}

/** A model lies at the root, or in the wrappings of other tools, or there are several side by side. */
function candidatesIn(root: Json): readonly Json[] {
  const topology = member(root, "modelTopology") ?? root;
  const wrapped = member(topology, "model_config") ?? topology;
  if (member(wrapped, "class_name") || member(wrapped, "config")) return [wrapped];
  return [...[...membersOf(wrapped)].map(([, value]) => value), ...itemsOf(wrapped)].filter((json) =>
    member(json, "class_name"),
  );
}
