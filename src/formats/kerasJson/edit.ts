/**
 * Edits of a graph as edits of its JSON. Each is made to the text, the new text is read again, and only when the model has become what the
 * edit says, and nothing else has, is it taken.
 */
import { getNodeValue } from "jsonc-parser";
import { Rewriting, type Replacement } from "../../base/rewrite";
import { applyEdit } from "../../model/applyEdit";
import type { GraphEdit, NewLayer, TextEdit } from "../../model/edit";
import type { Node, NodeId } from "../../model/graph";
import { isUnknown as isUnknownDim, type Shape } from "../../model/shape";
import { Refusal } from "../format";
import { BEGINNINGS, equivalent } from "../kerasPython/edit/equivalent";
import { modernName } from "../kerasPython/layers/legacy";
import { snakeCase } from "../kerasPython/names";
import type { Reference } from "./connect";
import type { Entry } from "./entry";
import type { Call, Taken } from "./functional";
import type { ModelRead } from "./model";
import { itemsOf, member, membersOf, spanOf, type Json } from "./tree";
import { classed, isOlderEntry, plainOf, Style, type Plain } from "./write";

type Read = (text: string) => { readonly models: readonly ModelRead[] };
type Way = readonly Replacement[];
/** The tensor that a reference calls. */
type Target = Pick<Reference, "layer" | "call" | "output">;

export function editJson(
  text: string,
  modelName: string,
  edits: readonly GraphEdit[],
  read: Read,
): readonly TextEdit[] | Refusal {
  const rewriting = new Rewriting(text);
  const { models } = read(text);
  const index = models.findIndex(({ graph }) => graph.name === modelName);
  let model = models[index];
  if (!model) return new Refusal(`There is no model “${modelName}” in this file.`);
  /** What the nodes of the first reading are called now. */
  let names = new Map<NodeId, NodeId>(model.graph.nodes.map(({ id }) => [id, id]));
  for (const edit of edits) {
    const current = renamed(edit, names);
    if (!current) return new Refusal(`There is no such layer in “${modelName}”, or another edit takes it away.`);
    const way = new Writing(rewriting.text, model).wayOf(current);
    if (way instanceof Refusal) return way;
    const expected = applyEdit(model.graph, current);
    rewriting.apply(way);
    const after: ModelRead | undefined = read(rewriting.text).models[index];
    const same = expected && after && equivalent(expected, after.graph, ignoredFor(current));
    if (!same) return new Refusal(`“${nodeOf(current)}” cannot be changed like this without changing something else.`);
    names = new Map([...names].flatMap(([first, now]) => (same.has(now) ? [[first, same.get(now)!]] : [])));
    model = after;
  }
  return rewriting.changes.map(({ start, end, text: replacement }) => ({ span: { start, end }, text: replacement }));
}

const nodeOf = (edit: GraphEdit): NodeId => (edit.kind === "swap" ? edit.first : edit.node);

function renamed(edit: GraphEdit, names: ReadonlyMap<NodeId, NodeId>): GraphEdit | undefined {
  if (edit.kind === "swap") {
    const [first, second] = [names.get(edit.first), names.get(edit.second)];
    return first !== undefined && second !== undefined ? { ...edit, first, second } : undefined;
  }
  const node = names.get(edit.node);
  return node === undefined ? undefined : { ...edit, node };
}

/** What Keras writes for every layer, and an edit does not say of a new one. */
function ignoredFor(edit: GraphEdit): ReadonlySet<string> {
  const ignored = new Set([...BEGINNINGS, "name", "trainable", "dtype"]);
  if (edit.kind === "setParam" || edit.kind === "removeParam") ignored.delete(edit.param);
  return ignored;
}

const unwritable = (name: string): Refusal => new Refusal(`There is no way to write this value of ${name} in JSON.`);

class Writing {
  private readonly style: Style;

  constructor(
    private readonly text: string,
    private readonly model: ModelRead,
  ) {
    this.style = new Style(text);
  }

  wayOf(edit: GraphEdit): Way | Refusal {
    const id = nodeOf(edit);
    const entry = this.model.entries.get(id);
    const node = this.model.graph.nodes.find((one) => one.id === id);
    if (!entry || !node)
      return new Refusal(`“${id}” is not written in the file: a first layer's input shape stands for it.`);
    switch (edit.kind) {
      case "setParam": {
        const value = plainOf(edit.value, isOlderEntry(entry.json));
        return value === undefined ? unwritable(edit.param) : this.setParam(entry, edit.param, value);
      }
      case "removeParam":
        return this.removeParam(entry, edit.param);
      case "insertAfter":
      case "insertBefore":
        return this.insert(edit.kind, node, entry, edit.layer);
      case "remove":
        return this.remove(node, entry);
      case "swap":
        return this.swap(edit.first, edit.second);
      case "wrap":
        return this.wrap(entry, edit.wrapper);
    }
  }

  private setParam(entry: Entry, param: string, value: Plain): Way | Refusal {
    const config = member(entry.json, "config");
    if (config?.type !== "object") return new Refusal(`“${entry.name}” has no config.`);
    const known = pairOf(entry, config, param);
    if (!known) return [this.style.withMember(config, param, value)];
    const indentation = this.style.indentationAt(known.pair.offset);
    return [{ ...spanOf(known.value), text: this.style.json(value, indentation) }];
  }

  private removeParam(entry: Entry, param: string): Way | Refusal {
    const config = member(entry.json, "config");
    const known = config && pairOf(entry, config, param);
    return known ? [this.style.withoutMember(config, known.pair)] : new Refusal(`“${entry.name}” has no ${param}.`);
  }

  private insert(kind: "insertAfter" | "insertBefore", node: Node, entry: Entry, layer: NewLayer): Way | Refusal {
    const { list, graph } = this.model;
    const name = freeName(layer.type, graph.nodes);
    const isOlder = isOlderEntry(entry.json);
    const args = plainOf({ class_name: "dict", config: layer.args }, isOlder);
    if (!list || args === undefined) return unwritable(layer.type);
    const made = classed(layer.type, { name, ...(args as Record<string, Plain>) }, isOlder);
    const where = kind === "insertAfter" ? "after" : "before";
    const call = this.model.calls.get(node.id);
    if (!call) return [this.style.beside(list, entry.json, made, where)];
    const own: Target = { layer: name, call: 0, output: 0 };
    if (kind === "insertAfter") {
      const taken = this.takersOf(call);
      const from = this.connectionTo(node.id, call.place, 0, isOlder);
      if (!from) return new Refusal(`The shape that “${node.name}” gives is not known, and a new layer has to say it.`);
      return [
        this.style.beside(list, entry.json, { ...made, name, inbound_nodes: [from] }, where),
        ...taken.flatMap(({ reference }) => redirect(reference, own)),
      ];
    }
    const [input] = call.inputs;
    const [edge] = node.inputs;
    if (!input || !edge || call.inputs.length > 1) return new Refusal(`“${node.name}” is not one step of a chain.`);
    const from = this.connectionTo(edge.from, input.reference.call, edge.output, isOlder);
    if (!from)
      return new Refusal(`The shape that goes into “${node.name}” is not known, and a new layer has to say it.`);
    return [
      this.style.beside(list, entry.json, { ...made, name, inbound_nodes: [from] }, where),
      ...redirect(input.reference, own),
    ];
  }

  private remove(node: Node, entry: Entry): Way | Refusal {
    const { list } = this.model;
    if (!list) return new Refusal(`“${node.name}” stands in no list of layers.`);
    const gone = this.style.without(itemsOf(list), entry.json);
    const call = this.model.calls.get(node.id);
    if (!call) return [gone];
    const [input] = call.inputs;
    if (!input || call.inputs.length > 1 || entry.inbound.length > 1)
      return new Refusal(`“${node.name}” is not one step of a chain.`);
    return [gone, ...this.takersOf(call).flatMap(({ reference }) => redirect(reference, input.reference))];
  }

  private swap(firstId: NodeId, secondId: NodeId): Way | Refusal {
    const { entries, calls } = this.model;
    const [first, second] = [entries.get(firstId), entries.get(secondId)];
    if (!first || !second) return new Refusal("One of these layers is not written in the file.");
    const [one, other] = [calls.get(firstId), calls.get(secondId)];
    if (!one || !other)
      return [
        { ...spanOf(first.json), text: this.sourceOf(second.json) },
        { ...spanOf(second.json), text: this.sourceOf(first.json) },
      ];
    const [before, between] = [one.inputs[0], other.inputs[0]];
    if (!before || !between) return new Refusal(`“${first.name}” and “${second.name}” are not two steps of a chain.`);
    const to = ({ layer: { name }, place }: Call): Target => ({ layer: name, call: place, output: 0 });
    return [
      ...redirect(between.reference, before.reference),
      ...redirect(before.reference, to(other)),
      ...this.takersOf(other).flatMap(({ reference }) => redirect(reference, to(one))),
    ];
  }

  private wrap({ json, type, name }: Entry, { type: wrapper, args }: NewLayer): Way | Refusal {
    const isOlder = isOlderEntry(json);
    const [class_, config] = [member(json, "class_name"), member(json, "config")];
    const given = plainOf({ class_name: "dict", config: args }, isOlder);
    if (!class_ || config?.type !== "object" || given === undefined) return unwritable(wrapper);
    const all = Object.entries(getNodeValue(config) as Record<string, Plain>);
    const own = Object.fromEntries(all.filter(([key]) => !BEGINNINGS.has(key)));
    const begins = Object.fromEntries(all.filter(([key]) => BEGINNINGS.has(key)));
    const layer = classed(type, own, isOlder);
    const made: Plain = { name, trainable: true, ...begins, layer, ...(given as Record<string, Plain>) };
    return [
      { ...spanOf(class_), text: JSON.stringify(wrapper) },
      { ...spanOf(config), text: this.style.json(made, this.style.indentationAt(class_.offset)) },
    ];
  }

  private sourceOf = ({ offset, length }: Json): string => this.text.slice(offset, offset + length);

  /** All that takes what a call gives, the model's outputs included. */
  private takersOf(call: Call): readonly Taken[] {
    const { wiring } = this.model;
    const all = [
      ...(wiring?.calls ?? []).flatMap(({ inputs, masks }) => [...inputs, ...masks]),
      ...(wiring?.outputs ?? []),
    ];
    return all.filter(({ source }) => source === call);
  }

  /** A call's `inbound_nodes` entry that takes one tensor. */
  private connectionTo(id: NodeId, call: number, output: number, isOlder: boolean): Plain | undefined {
    const name = this.model.entries.get(id)!.name;
    if (isOlder) return [[name, call, output, {}]];
    const shape = this.model.shapes.get(id)?.[output];
    const dims = shape && plainShape(shape);
    if (!dims) return undefined;
    const config = { shape: dims, dtype: "float32", keras_history: [name, call, output] };
    return { args: [{ class_name: "__keras_tensor__", config }], kwargs: {} };
  }
}

const plainShape = (shape: Shape): Plain | undefined =>
  shape.some((dim) => dim !== null && isUnknownDim(dim)) ? undefined : (shape as readonly (number | null)[]);

/** `["dense", 0, 0]` becomes another layer's. */
function redirect({ json }: Reference, to: Target): Way {
  const [layer, call, output] = itemsOf(json);
  if (!layer || !call || !output) return [];
  return [
    { ...spanOf(layer), text: JSON.stringify(to.layer) },
    ...(call.value === to.call ? [] : [{ ...spanOf(call), text: String(to.call) }]),
    ...(output.value === to.output ? [] : [{ ...spanOf(output), text: String(to.output) }]),
  ];
}

/** The pair of a config that gives an argument, under whatever name the file's version has for it. */
function pairOf(
  { type }: Entry,
  config: Json,
  param: string,
): { readonly value: Json; readonly pair: Json } | undefined {
  for (const [name, value, pair] of membersOf(config))
    if (name === param || modernName(type, name) === param) return { value, pair };
  return undefined;
}

function freeName(type: string, nodes: readonly Node[]): string {
  const taken = new Set(nodes.map(({ name }) => name));
  const base = snakeCase(type);
  let name = base;
  for (let i = 1; taken.has(name); i++) name = `${base}_${i}`;
  return name;
}
