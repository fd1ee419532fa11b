/** From a model's JSON to its graph. */
import { layerByType } from "../../layers/index";
import { resolveLayer } from "../../layers/config";
import type { Argument, Edge, Graph, Node, NodeId } from "../../model/graph";
import type { Problem } from "../../model/problem";
import type { Span } from "../../model/span";
import type { TrainingSettings } from "../../model/training";
import { impliedShape } from "../kerasPython/layers/layerClass";
import { Names, snakeCase } from "../kerasPython/names";
import { readTraining } from "./compile";
import { isSequential, readEntry, type Entry } from "./entry";
import { wire, type Call, type Taken, type Wiring } from "./functional";
import { callOf, shapesOf, type Shapes } from "./operations";
import { insideOf, itemsOf, kindOf, member, problem, spanOf, textOf, type Json } from "./tree";
import { isForeign, literalOf } from "./values";

/** Models within models are followed so deep. */
const DEEPEST = 40;

/** A model as it was read, with what its nodes are in the text. */
export interface ModelRead {
  readonly graph: Graph;
  readonly json: Json;
  /** The list of its layers. */
  readonly list: Json | undefined;
  readonly entries: ReadonlyMap<NodeId, Entry>;
  /** Of a functional model. */
  readonly calls: ReadonlyMap<NodeId, Call>;
  readonly wiring: Wiring | undefined;
  readonly shapes: Shapes;
}

export function readModel(json: Json, problems: Problem[], training?: TrainingSettings): ModelRead {
  const read = drawModel(json, problems, 0);
  const settings = training ?? readTraining(json);
  return settings ? { ...read, graph: { ...read.graph, training: settings } } : read;
}

/** A model that only its own program knows: one row that says so. */
export function unreadable(json: Json): Graph {
  const type = textOf(member(json, "class_name")) ?? "Model";
  const given = member(member(json, "config"), "name");
  const name = textOf(given) ?? type;
  const opaque = "the file does not say what it does: it is a class of the program that wrote this file";
  const node: Node = { id: name, type, name, args: {}, inputs: [], span: spanOf(json), opaque };
  return { name, class: "Subclassed", nodes: [node], inputs: [], outputs: [], span: spanOf(json) };
}

function drawModel(json: Json, problems: Problem[], depth: number): ModelRead {
  const config = member(json, "config");
  const list = config?.type === "array" ? config : member(config, "layers");
  const names = new Names();
  const written = itemsOf(list);
  if (list && list.type !== "array")
    problems.push(problem("wrong-config", "error", `layers is a list; this is ${kindOf(list)}.`, spanOf(list)));
  const entries = written.map((one) => readEntry(one, names, problems));
  const drawing = new Drawing(json, config, list, entries, problems, depth);
  return isSequential(json) ? drawing.sequential() : drawing.functional();
}

class Drawing {
  private readonly frozen: boolean;
  private readonly name: string;
  /** Models that are layers of it, each drawn once. */
  private readonly drawn = new Map<Json, Graph>();

  constructor(
    private readonly json: Json,
    private readonly config: Json | undefined,
    private readonly list: Json | undefined,
    private readonly entries: readonly Entry[],
    private readonly problems: Problem[],
    private readonly depth: number,
  ) {
    this.name = textOf(member(config, "name")) ?? snakeCase(textOf(member(json, "class_name")) ?? "model");
    this.frozen = member(config, "trainable")?.value === false;
  }

  functional(): ModelRead {
    const wiring = wire(this.config!, this.entries, this.problems);
    const ids = identify(wiring.calls);
    const edge = ({ source, reference: { output, role } }: Taken, withRole = true): readonly Edge[] => {
      const from = ids.get(source);
      return from === undefined ? [] : [{ from, output, ...(withRole && role !== undefined && { role }) }];
    };
    const mentions = mentionsOf(wiring);
    const masking = maskMakers(wiring);
    const nodes = wiring.calls.map((call): Node => {
      const { layer, connection } = call;
      const id = ids.get(call)!;
      const told = wiring.shapes.get(call)?.get(0);
      const options = layer.operation && connection ? callOf(layer, connection) : (connection?.options ?? {});
      const masks = call.masks.flatMap((one) => edge(one, false));
      return {
        ...this.nodeOf(
          id,
          layer,
          call.inputs.flatMap((one) => edge(one, !layer.operation)),
        ),
        ...(masks.length > 0 && { masks }),
        mentions: [...layer.mentions, ...(mentions.get(layer) ?? [])].map((span) => ({ span })),
        ...(isSaid(layer, connection?.training) && { training: connection!.training! }),
        ...(Object.keys(options).length > 0 && { call: options }),
        ...(masking.has(call) && { ofMask: true }),
        ...(told && (layer.operation || !layerByType.has(layer.type) || layer.opaque !== undefined) && { shape: told }),
      };
    });
    const graph: Graph = {
      name: this.name,
      class: "Functional",
      nodes,
      inputs: wiring.inputs.flatMap(({ source }) => ids.get(source) ?? []),
      outputs: wiring.outputs.flatMap((one) =>
        edge(one, false).map((made) => ({ ...made, ...(one.key !== undefined && { role: one.key }) })),
      ),
      span: spanOf(this.json),
    };
    return this.finished(graph, new Map(wiring.calls.map((call) => [ids.get(call)!, call])), wiring);
  }

  sequential(): ModelRead {
    const [first] = this.entries;
    const nodes: Node[] = [];
    const ids = new Map<NodeId, Entry>();
    const begin = first?.type === "InputLayer" ? undefined : this.impliedInput(first);
    if (begin) nodes.push(begin);
    for (const entry of this.entries) {
      const id = freeId(entry.name, new Set(nodes.map((node) => node.id)));
      if (id !== entry.name)
        this.problems.push(
          problem(
            "name-twice",
            "error",
            `Two layers are named “${entry.name}”: Keras refuses that.`,
            spanOf(entry.json),
            id,
          ),
        );
      const before = nodes.at(-1);
      const node = this.nodeOf(id, entry, before ? [{ from: before.id, output: 0 }] : []);
      nodes.push({ ...node, mentions: entry.mentions.map((span) => ({ span })) });
      ids.set(id, entry);
    }
    const last = nodes.at(-1);
    const graph: Graph = {
      name: this.name,
      class: "Sequential",
      nodes,
      inputs: nodes.slice(0, 1).map(({ id }) => id),
      outputs: last ? [{ from: last.id, output: 0 }] : [],
      span: spanOf(this.json),
    };
    const { shapes } = shapesOf(graph, new Map());
    return { graph, json: this.json, list: this.list, entries: ids, calls: new Map(), wiring: undefined, shapes };
  }

  private finished(graph: Graph, calls: ReadonlyMap<NodeId, Call>, wiring: Wiring): ModelRead {
    const entries = new Map([...calls].map(([id, { layer }]) => [id, layer]));
    const { nodes, shapes } = shapesOf(graph, new Map([...entries].filter(([, { operation }]) => operation)));
    return { graph: { ...graph, nodes }, json: this.json, list: this.list, entries, calls, wiring, shapes };
  }

  private nodeOf(id: NodeId, entry: Entry, inputs: readonly Edge[]): Node {
    const { type, name, args, json, model, operation, opaque } = entry;
    const inner = this.innerOf(model);
    const tooDeep = model && !inner ? "models are put into each other too deeply here" : undefined;
    const isFrozen = this.frozen || (model && member(member(model, "config"), "trainable")?.value === false);
    const reason = opaque ?? tooDeep;
    return {
      id,
      type,
      name,
      args,
      inputs,
      span: spanOf(json),
      ...(inner && { inner }),
      ...(isFrozen && { frozen: true }),
      ...(reason !== undefined && { opaque: reason }),
      ...(operation && { operation: true }),
      // what a Lambda could have, Keras does not let it have
      ...(type === "Lambda" && { weights: [] }),
    };
  }

  private innerOf(model: Json | undefined): Graph | undefined {
    if (!model || this.depth >= DEEPEST) return undefined;
    const known = this.drawn.get(model) ?? drawModel(model, this.problems, this.depth + 1).graph;
    this.drawn.set(model, known);
    return known;
  }

  /** Where a model without an input layer begins: where its first layer says so, or the model itself. */
  private impliedInput(first: Entry | undefined): Node {
    const built = member(this.config, "build_input_shape") ?? member(member(this.json, "build_config"), "input_shape");
    const inner = this.innerOf(first?.model);
    const [begins] = inner?.inputs ?? [];
    const args =
      (first && impliedShape(first.type, first.args)) ??
      inner?.nodes.find(({ id }) => id === begins)?.args ??
      (built?.type === "array" ? { batch_shape: { value: literalOf(built), span: spanOf(built) } } : undefined);
    const reason = `“${this.name}” has no input shape; Keras builds it when data comes`;
    const unknown: Readonly<Record<string, Argument>> = { shape: { value: { unknown: reason } } };
    const known = Object.fromEntries(Object.entries(args ?? unknown).filter(([name]) => name !== "name"));
    return { id: "input_layer", type: "InputLayer", name: "input_layer", args: known, inputs: [], implicit: true };
  }
}

/** Keras notes for every layer that goes through steps that it is not training, whether somebody said so or not. */
function isSaid({ type, args }: Entry, training: boolean | undefined): boolean {
  if (training === undefined) return false;
  const resolved = resolveLayer({ id: "", name: "", type, args, inputs: [] });
  return training || resolved?.layer.traits(resolved.config).includes("recurs") !== true;
}

/** The layer's name, with `#2` and so on for later calls. */
function identify(calls: readonly Call[]): ReadonlyMap<Call, NodeId> {
  const used = new Set<NodeId>();
  const inOrder = [...calls].sort((a, b) => a.serial - b.serial);
  return new Map(
    inOrder.map((call) => {
      const { name } = call.layer;
      const id = freeId(call.place === 0 ? name : `${name}#${call.place + 1}`, used);
      used.add(id);
      return [call, id];
    }),
  );
}

function freeId(wanted: NodeId, used: ReadonlySet<NodeId>): NodeId {
  let id = wanted;
  for (let i = 2; used.has(id); i++) id = `${wanted} (${i})`;
  return id;
}

/** Where layers are called by their names in what others take, and where the model begins and ends. */
function mentionsOf({ calls, inputs, outputs }: Wiring): ReadonlyMap<Entry, readonly Span[]> {
  const found = new Map<Entry, Span[]>();
  for (const { source, reference } of [
    ...calls.flatMap((call) => [...call.inputs, ...call.masks]),
    ...inputs,
    ...outputs,
  ]) {
    const [name] = itemsOf(reference.json);
    const known = found.get(source.layer) ?? [];
    if (name?.type === "string") known.push(insideOf(name));
    found.set(source.layer, known);
  }
  return found;
}

/** Operations whose results are only ever masks. */
function maskMakers({ calls, outputs }: Wiring): ReadonlySet<Call> {
  const asMask = new Set(calls.flatMap(({ masks }) => masks.map(({ source }) => source)));
  const makers = new Set<Call>();
  const takers = new Map<Call, Call[]>();
  for (const call of calls)
    for (const { source } of call.inputs) {
      const known = takers.get(source);
      if (known) known.push(call);
      else takers.set(source, [call]);
    }
  const ends = new Set(outputs.map(({ source }) => source));
  for (const call of [...calls].reverse()) {
    const own = takers.get(call) ?? [];
    const isOnlyMask = own.every((one) => makers.has(one)) && (own.length > 0 || asMask.has(call)) && !ends.has(call);
    if (call.layer.operation && isOnlyMask) makers.add(call);
  }
  return makers;
}

/** Whether an object is a model that cannot be followed, rather than something else that a program has written. */
export const isUnreadable = (json: Json): boolean =>
  textOf(member(json, "class_name")) !== undefined &&
  member(json, "config")?.type === "object" &&
  (member(json, "compile_config") !== undefined || member(json, "keras_version") !== undefined) &&
  isForeign(json);
