/** A functional model: which call gives what to which, from the names by which they call each other. */
import type { Problem } from "../../model/problem";
import type { Shape } from "../../model/shape";
import { inOrder } from "../kerasPython/tensors/order";
import { readConnection, referenceOf, type Connection, type Reference } from "./connect";
import { isSequential, type Entry } from "./entry";
import { itemsOf, member, membersOf, problem, spanOf, type Json } from "./tree";

/** One call of a layer. */
export interface Call {
  readonly layer: Entry;
  readonly connection: Connection | undefined;
  /** Which of the layer's calls it is. */
  readonly place: number;
  readonly serial: number;
  readonly inputs: Taken[];
  readonly masks: Taken[];
}

/** A tensor that something takes. */
export interface Taken {
  readonly source: Call;
  readonly reference: Reference;
}

export interface Wiring {
  /** In Keras's order, every call after those that it takes from. */
  readonly calls: readonly Call[];
  readonly inputs: readonly Taken[];
  readonly outputs: readonly (Taken & { readonly key?: string })[];
  /** As takers tell it. */
  readonly shapes: ReadonlyMap<Call, ReadonlyMap<number, Shape>>;
}

export function wire(config: Json, entries: readonly Entry[], problems: Problem[]): Wiring {
  const callsOf = callsByName(entries, problems);
  const calls = [...callsOf.values()].flat();
  const find = finder(callsOf, calls);
  const shapes = new Map<Call, Map<number, Shape>>();
  const taken = (reference: Reference, isOutput: boolean): readonly Taken[] => {
    const source = find(reference, isOutput);
    if (!source) {
      problems.push(missing(reference, callsOf));
      return [];
    }
    if (reference.shape) {
      const known = shapes.get(source) ?? new Map<number, Shape>();
      shapes.set(source, known.set(reference.output, reference.shape));
    }
    return [{ source, reference }];
  };
  for (const call of calls) {
    call.inputs.push(...(call.connection?.references ?? []).flatMap((one) => taken(one, false)));
    call.masks.push(...(call.connection?.masks ?? []).flatMap((one) => taken(one, false)));
  }
  const loops = cutLoops(calls);
  problems.push(...loops);
  const given = (name: string): readonly (Taken & { readonly key?: string })[] =>
    ends(member(config, name)).flatMap(({ reference, key }) =>
      taken(reference, true).map((one) => ({ ...one, ...(key !== undefined && { key }) })),
    );
  const begins = given("input_layers");
  const outputs = given("output_layers");
  // half a file: what nothing takes is what comes out
  const inputs = member(config, "input_layers")
    ? begins
    : calls.filter(({ layer }) => layer.type === "InputLayer").map(asTaken);
  const last = member(config, "output_layers") ? outputs : sinks(calls).map(asTaken);
  const order = inOrder(inputs, last, takes);
  if (loops.length === 0) problems.push(...unused(calls, order));
  return { calls: order, inputs, outputs: last, shapes };
}

const takes = ({ inputs, masks }: Call): readonly Taken[] => [...inputs, ...masks];

function callsByName(entries: readonly Entry[], problems: Problem[]): Map<string, Call[]> {
  let serial = 0;
  const found = new Map<string, Call[]>();
  for (const layer of entries) {
    const { name, json } = layer;
    if (found.has(name))
      problems.push(
        problem("name-twice", "error", `Two layers are named “${name}”: Keras refuses that.`, spanOf(json), name),
      );
    const connections = layer.inbound.length > 0 ? layer.inbound.map(readConnection) : [undefined];
    const calls = connections.map((connection, place): Call => ({
      layer,
      connection,
      place,
      serial: serial++,
      inputs: [],
      masks: [],
    }));
    found.set(name, [...(found.get(name) ?? []), ...calls]);
  }
  return found;
}

/**
 * Which call a reference means. A model that is a layer has been called once when it was made, and whether that counts differs: in lists it does,
 * since Keras 3 only for a model's outputs.
 */
function finder(callsOf: ReadonlyMap<string, readonly Call[]>, calls: readonly Call[]) {
  const isOlder = calls.some(({ connection }) => connection?.isOlder === true);
  const highest = new Map<string, number>();
  for (const { connection } of calls)
    for (const { layer, call } of [...(connection?.references ?? []), ...(connection?.masks ?? [])])
      highest.set(layer, Math.max(call, highest.get(layer) ?? 0));
  return ({ layer, call }: Reference, isOutput: boolean): Call | undefined => {
    const own = callsOf.get(layer);
    const [first] = own ?? [];
    if (!own || !first) return undefined;
    const model = first.layer.model;
    const counts =
      model !== undefined &&
      (isOlder ? !isSequential(model) || (highest.get(layer) ?? call) >= own.length : isOutput && !isSequential(model));
    return own[call - (counts ? 1 : 0)] ?? own[call];
  };
}

function missing({ layer, json }: Reference, callsOf: ReadonlyMap<string, readonly Call[]>): Problem {
  const message = callsOf.has(layer)
    ? `“${layer}” is not called so often: this call of it is not in the file.`
    : `There is no layer “${layer}” in this model.`;
  return problem("connection-missing", "error", message, spanOf(json));
}

/** Where a model begins or ends: one tensor, a list of them, or some by name, in the order of their names. */
function ends(json: Json | undefined): readonly { readonly reference: Reference; readonly key?: string }[] {
  if (!json) return [];
  const only = referenceOf(json);
  if (only) return [{ reference: only }];
  if (json.type === "object")
    return [...membersOf(json)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, value]) => ends(value).map((one) => ({ ...one, key })));
  return itemsOf(json).flatMap(ends);
}

const asTaken = (source: Call): Taken => {
  const { json, name } = source.layer;
  return { source, reference: { json, tensor: json, layer: name, call: source.place, output: 0 } };
};

function sinks(calls: readonly Call[]): readonly Call[] {
  const given = new Set(calls.flatMap((call) => takes(call).map(({ source }) => source)));
  return calls.filter((call) => !given.has(call));
}

/** Takes away what closes a loop, and says so. Without recursion: models are thousands of layers deep. */
function cutLoops(calls: readonly Call[]): readonly Problem[] {
  const problems: Problem[] = [];
  const done = new Set<Call>();
  for (const start of calls) {
    if (done.has(start)) continue;
    const path: { readonly call: Call; readonly takes: readonly Taken[]; next: number }[] = [];
    const open = new Set<Call>();
    const begin = (call: Call): void => {
      open.add(call);
      path.push({ call, takes: takes(call), next: 0 });
    };
    begin(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.takes[top.next++];
      if (!next) {
        path.pop();
        open.delete(top.call);
        done.add(top.call);
      } else if (open.has(next.source)) {
        for (const list of [top.call.inputs, top.call.masks])
          if (list.includes(next)) list.splice(list.indexOf(next), 1);
        const [own, other] = [top.call.layer.name, next.source.layer.name];
        const loop = own === other ? "itself" : `“${other}”, which takes from it in turn`;
        problems.push(
          problem(
            "loop",
            "error",
            `“${own}” takes from ${loop}: a model has no loops.`,
            spanOf(next.reference.json),
            own,
          ),
        );
      } else if (!done.has(next.source)) begin(next.source);
    }
  }
  return problems;
}

function unused(calls: readonly Call[], order: readonly Call[]): readonly Problem[] {
  const inModel = new Set(order);
  const names = new Set(order.map(({ layer }) => layer.name));
  return calls
    .filter((call) => !inModel.has(call) && !names.has(call.layer.name))
    .map(({ layer: { name, json } }) =>
      problem(
        "leads-nowhere",
        "warning",
        `“${name}” leads to no output of the model: Keras leaves it out.`,
        spanOf(json),
      ),
    );
}
