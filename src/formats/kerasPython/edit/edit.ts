/**
 * Edits of a graph as edits of its source.
 *
 * Each edit is tried on the text, the new text is read again, and only when the model has become what the edit says, and nothing
 * else has, is it taken. What cannot be done so is refused.
 */
import { Rewriting } from "../../../base/rewrite";
import { applyEdit } from "../../../model/applyEdit";
import type { GraphEdit, TextEdit } from "../../../model/edit";
import type { Graph, Node, NodeId } from "../../../model/graph";
import { showLiteral } from "../../../model/literal";
import type { Module } from "../../../python/syntax";
import { parentsIn, type TreeNode } from "../../../python/parents";
import { Refusal } from "../../format";
import { follow, type Outside, type Following, type FoundModel } from "../follow";
import { areAlike } from "./alike";
import { isInCall, isInComprehension, keepBeside, keptAs } from "./attributes";
import { equivalent } from "./equivalent";
import { Page } from "./layout";
import { placeOf, type Place } from "./places";
import { beginningsOf, moveBeginning, removeParam, setParam, wrap } from "./params";
import { insertAfter, insertBefore, remove, swap, type Way } from "./steps";
import { Writer } from "./write";

/** How texts are read. */
interface Reader {
  /** Gives the module of a text; the one before is not used any more. */
  readonly parse: (text: string) => Module;
  readonly outside: Outside;
}

export function editSource(
  text: string,
  modelName: string,
  edits: readonly GraphEdit[],
  reader: Reader,
): readonly TextEdit[] | Refusal {
  const rewriting = new Rewriting(text);
  let state = new State(text, reader);
  const index = state.following.models.findIndex(({ graph }) => graph.name === modelName);
  if (index < 0) return new Refusal(`There is no model “${modelName}” in this file.`);
  /** What the nodes of the first reading are called now. */
  let names = new Map<NodeId, NodeId>(state.models[index]!.graph.nodes.map(({ id }) => [id, id]));
  const first = new Set(names.keys());
  const done = new Set<string>();
  for (const edit of edits) {
    const missing = nodesOf(edit).find((node) => !first.has(node));
    if (missing !== undefined) return new Refusal(`There is no layer “${missing}” in “${modelName}”.`);
    if (done.has(keyOf(edit))) continue;
    const current = renamed(edit, names);
    if (!current) return new Refusal("A layer that another edit takes away cannot be changed.");
    const step = oneStep(state, index, current, edits.length > 1 ? undoneNodes(edit, edits, names) : undefined);
    if (step instanceof Refusal) return step;
    const back = new Map([...names].map(([first, now]) => [now, first]));
    if (edit.kind !== "swap") for (const node of step.nodes) done.add(keyOf({ ...edit, node: back.get(node) ?? node }));
    rewriting.apply(step.way);
    names = new Map([...names].flatMap(([first, now]) => (step.names.has(now) ? [[first, step.names.get(now)!]] : [])));
    state = step.state;
  }
  return rewriting.changes.map(({ start, end, text: replacement }) => ({ span: { start, end }, text: replacement }));
}

/** A text with what is read from it. */
class State {
  readonly module: Module;
  readonly following: Following;
  readonly page: Page;
  readonly parents: ReadonlyMap<object, TreeNode>;

  constructor(
    readonly text: string,
    readonly reader: Reader,
    quote?: string,
  ) {
    this.module = reader.parse(text);
    this.following = follow(this.module, reader.outside);
    this.page = new Page(text, quote);
    this.parents = parentsIn(this.module);
  }

  get models(): readonly FoundModel[] {
    return this.following.models;
  }

  place({ graph, calls }: FoundModel, id: NodeId): Place {
    const call = calls.get(id)!;
    const nodes = graph.nodes.filter((node) => node.implicit !== true);
    const at = nodes.findIndex((node) => node.id === id);
    // `for layer in layers: x = layer(x)`: the list says which layers there are.
    const listed = [...calls.values()].some(
      ({ site, layer }) => site.node === call.site.node && layer.site.call !== call.layer.site.call,
    );
    return placeOf(call, graph.class === "Sequential", listed, at, this.parents);
  }
}

interface Step {
  readonly way: Way;
  readonly state: State;
  /** Nodes that the same text stands for, in the edited model. */
  readonly nodes: readonly NodeId[];
  /** What the nodes are called afterwards. */
  readonly names: ReadonlyMap<NodeId, NodeId>;
}

function oneStep(
  state: State,
  index: number,
  edit: GraphEdit,
  together: ReadonlySet<NodeId> | undefined,
): Step | Refusal {
  const found = state.models[index]!;
  const id = edit.kind === "swap" ? edit.first : edit.node;
  const node = found.graph.nodes.find((one) => one.id === id);
  if (!node) return new Refusal(`There is no layer “${id}” in “${found.graph.name}”.`);
  if (node.implicit === true)
    return new Refusal(`“${node.name}” is not written in the file: a first layer's input shape stands for it.`);
  const place = state.place(found, id);
  const ways = waysOf(state, found, node, place, edit);
  // Trying a way reads another text, after which the places of this one are not true any more.
  const line = lineOf(state, node);
  const called = place.maker && state.page.source(place.maker.callee);
  if (ways instanceof Refusal) return partOf(state, found, node, place, called) ?? ways;
  const passes = state.models.map((model) => samePlace(state, model, place, edit));
  const here = passes[index]!;
  const asked = together !== undefined && here.every((one) => together.has(one));
  if (here.length > 1 && !asked && !areAlike(found.graph, here, (one) => state.place(found, one), state.parents))
    return new Refusal(
      `The line that makes “${node.name}” makes ${here.length} layers, and they do not all stand in the same place: change it by hand.`,
    );
  const unequal = asked ? undefined : unequalPasses(state, found, here, node, edit);
  if (unequal) return partOf(state, found, node, place, called) ?? unequal;
  const other = edit.kind === "swap" ? state.place(found, edit.second) : undefined;
  const expected = state.models.map((model, i) =>
    expectedGraph(model.graph, edit, passes[i]!, other ? samePlace(state, model, other, edit) : []),
  );
  if (expected.includes(undefined))
    return new Refusal(`“${node.name}” cannot be changed like this: it is not one step of a chain.`);
  for (const way of ways) {
    const rewriting = new Rewriting(state.text);
    rewriting.apply(way);
    const next = new State(rewriting.text, state.reader, state.page.quote);
    if (next.module.faults.length > state.module.faults.length || next.models.length !== expected.length) continue;
    const matches = expected.map((graph, i) => equivalent(graph!, next.models[i]!.graph));
    if (matches.every((match) => match !== undefined)) return { way, state: next, nodes: here, names: matches[index]! };
  }
  return (
    partOf(state, found, node, place, called) ??
    new Refusal(
      `“${node.name}” is written in a way that cannot be changed without changing something else: change ${line} by hand.`,
    )
  );
}

/** A name is one layer's; and a value that one line gives to each pass anew is not that of one layer alone. */
function unequalPasses(
  state: State,
  { graph }: FoundModel,
  here: readonly NodeId[],
  node: Node,
  edit: GraphEdit,
): Refusal | undefined {
  if (edit.kind !== "setParam" && edit.kind !== "removeParam") return undefined;
  const line = lineOf(state, node);
  const makes = `What makes “${node.name}” in ${line} makes ${here.length} layers`;
  if (edit.param === "name" && edit.kind === "setParam") {
    const taken = graph.nodes.some(({ id, name }) => !here.includes(id) && name !== node.name && name === edit.value);
    if (taken)
      return new Refusal(`Another layer of “${graph.name}” is called ${showLiteral(edit.value)}: take another name.`);
    return here.length > 1
      ? new Refusal(`${makes}, and each needs a name of its own: write a name that counts in ${line} by hand.`)
      : undefined;
  }
  const values = here.map((id) => graph.nodes.find((one) => one.id === id)?.args[edit.param]?.value);
  const shown = new Set(values.map((value) => (value === undefined ? "its default" : showLiteral(value))));
  return shown.size > 1
    ? new Refusal(`${makes} with different ${edit.param} (${[...shown].join(", ")}): change ${line} by hand.`)
    : undefined;
}

/** Where a layer is written, as a person finds it. */
function lineOf({ text }: State, { span }: Node): string {
  return span ? `line ${text.slice(0, span.start).split(/\r\n|\n|\r/).length}` : "its text";
}

/** A call like `VGG16()` makes layers of several kinds: they are written elsewhere. `called` is what is called, as it is written. */
function partOf(
  state: State,
  found: FoundModel,
  { name, type }: Node,
  { maker }: Place,
  called: string | undefined,
): Refusal | undefined {
  const others = found.graph.nodes.some(
    (node) => node.type !== type && node.implicit !== true && state.place(found, node.id).maker === maker,
  );
  if (!maker || !others) return undefined;
  return new Refusal(`“${name}” is one of the layers that ${called}() makes: it is not written in this file.`);
}

/** Nodes of a model that the same piece of text makes, or puts where they are. */
function samePlace(state: State, model: FoundModel, place: Place, edit: GraphEdit): readonly NodeId[] {
  const byMaker = edit.kind === "setParam" || edit.kind === "removeParam" || edit.kind === "wrap";
  const seen = new Set<string>();
  return model.graph.nodes.flatMap(({ id, name, implicit }) => {
    if (implicit === true) return [];
    const other = state.place(model, id);
    const same = byMaker
      ? place.maker !== undefined && other.maker === place.maker
      : place.key !== undefined && other.key === place.key;
    // A shared layer is made once, however often it is called.
    if (!same || (byMaker && seen.has(name))) return [];
    seen.add(name);
    return [id];
  });
}

/** The graph after the edit, made at each of the nodes that the same text stands for. */
function expectedGraph(
  graph: Graph,
  edit: GraphEdit,
  ids: readonly NodeId[],
  seconds: readonly NodeId[],
): Graph | undefined {
  return ids.reduce<Graph | undefined>((made, node) => {
    if (edit.kind !== "swap") return made && applyEdit(made, { ...edit, node });
    const second = graph.nodes.find(({ id, inputs }) => seconds.includes(id) && inputs[0]?.from === node)?.id;
    return made && second !== undefined ? applyEdit(made, { ...edit, first: node, second }) : undefined;
  }, graph);
}

function waysOf(state: State, found: FoundModel, node: Node, place: Place, edit: GraphEdit): readonly Way[] | Refusal {
  const { page } = state;
  const writer = new Writer(page, state.module, state.following.scope);
  const { maker, use } = place;
  const notMade =
    node.operation === true
      ? `“${node.name}” is an operation on tensors, which has no arguments as a layer has: change ${lineOf(state, node)} by hand.`
      : `“${node.name}” is not made by a call in this file.`;
  const unplaced = new Refusal(
    isInComprehension(maker, state.parents)
      ? `“${node.name}” is made by a comprehension, which makes one layer at each pass: write ${lineOf(state, node)} as a loop to change its steps.`
      : `It cannot be seen from the text where “${node.name}” is put into the model: change ${lineOf(state, node)} by hand.`,
  );
  switch (edit.kind) {
    case "setParam": {
      if (!maker) return new Refusal(notMade);
      const written = writer.value(edit.value);
      if (!written) return new Refusal(`The file has no way to write this value for ${edit.param}.`);
      return [[...setParam(page, maker, node.type, edit.param, written.text), ...written.imports]];
    }
    case "removeParam": {
      if (!maker) return new Refusal(notMade);
      const way = removeParam(page, maker, node.type, edit.param);
      return way instanceof Refusal ? way : [way];
    }
    case "wrap": {
      if (!maker) return new Refusal(notMade);
      const made = writer.layer(edit.wrapper, maker);
      if (!made) return new Refusal(`The file has no way to write ${edit.wrapper.type}: import it first.`);
      const way = wrap(page, maker, node.type, made.text);
      return way instanceof Refusal ? way : [[...way, ...made.imports]];
    }
    case "insertAfter":
    case "insertBefore": {
      const made = writer.layer(edit.layer, maker);
      if (!made) return new Refusal(`The file has no way to write ${edit.layer.type}: import it first.`);
      if (!use) return unplaced;
      const tools = { page, parents: state.parents };
      if (use.kind === "call" && isInCall(use.expression, state.parents)) {
        const kept = keptAs(maker, state.parents);
        if (!kept)
          return new Refusal(
            `“${node.name}” is not kept in an attribute of its own, and a layer made inside call() would be a new one at every call: make it in __init__, and call it behind ${lineOf(state, node)}, by hand.`,
          );
        const { called, line } = keepBeside(tools, kept, edit.layer.type, made.text);
        const steps = edit.kind === "insertAfter" ? insertAfter(tools, use, called) : insertBefore(tools, use, called);
        return steps.map((way) => [...way, ...line, ...made.imports]);
      }
      const ways =
        edit.kind === "insertAfter"
          ? [...insertAfter(tools, use, made.text), ...beforeTaker(state, found, node, made.text)]
          : insertBefore(tools, use, made.text);
      const moved = edit.kind === "insertBefore" && maker ? beginningsOf(maker, node.type) : [];
      const begun =
        moved.length > 0
          ? insertBefore(tools, use, moveBeginning(page, made.text, moved, maker!)).map((way) => [
              ...way,
              ...moved.flatMap((name) => {
                const gone = removeParam(page, maker!, node.type, name);
                return gone instanceof Refusal ? [] : gone;
              }),
            ])
          : [];
      return [...begun, ...ways].map((way) => [...way, ...made.imports]);
    }
    case "remove":
      return use ? remove({ page, parents: state.parents }, place) : unplaced;
    case "swap": {
      const second = state.place(found, edit.second);
      const same = place.key === undefined ? maker === second.maker : place.key === second.key;
      if (same)
        return new Refusal(
          `“${node.name}” and the layer behind it are made by the same text, so they cannot change places: change ${lineOf(state, node)} by hand.`,
        );
      return swap({ page, parents: state.parents }, place, second);
    }
  }
}

/** A new layer behind an input is written in front of the one layer that takes it. */
function beforeTaker(state: State, found: FoundModel, node: Node, made: string): readonly Way[] {
  const takers = found.graph.nodes.filter(({ inputs }) => inputs.some(({ from }) => from === node.id));
  const [taker] = takers;
  const use = takers.length === 1 && taker ? state.place(found, taker.id).use : undefined;
  return use ? insertBefore({ page: state.page, parents: state.parents }, use, made) : [];
}

const nodesOf = (edit: GraphEdit): readonly NodeId[] =>
  edit.kind === "swap" ? [edit.first, edit.second] : [edit.node];
const keyOf = (edit: GraphEdit): string => JSON.stringify(edit);

function renamed(edit: GraphEdit, names: ReadonlyMap<NodeId, NodeId>): GraphEdit | undefined {
  if (edit.kind === "swap") {
    const [first, second] = [names.get(edit.first), names.get(edit.second)];
    return first !== undefined && second !== undefined ? { ...edit, first, second } : undefined;
  }
  const node = names.get(edit.node);
  return node === undefined ? undefined : { ...edit, node };
}

/** The nodes for which the same is asked for. */
function undoneNodes(
  edit: GraphEdit,
  edits: readonly GraphEdit[],
  names: ReadonlyMap<NodeId, NodeId>,
): ReadonlySet<NodeId> | undefined {
  if (edit.kind === "swap") return undefined;
  const same = edits.filter(
    (other) => other.kind !== "swap" && keyOf({ ...other, node: "" }) === keyOf({ ...edit, node: "" }),
  );
  return new Set(same.flatMap((other) => (other.kind === "swap" ? [] : (names.get(other.node) ?? []))));
}
