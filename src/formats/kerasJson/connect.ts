/** What a call of a layer takes, in both of Keras's spellings: lists of `[layer, call, output]`, and arguments with tensors in them. */
import { tensorMark } from "../../layers/operate/operation";
import type { Config, Literal } from "../../model/literal";
import type { Dim, Shape } from "../../model/shape";
import { itemsOf, member, membersOf, numberOf, textOf, type Json } from "./tree";
import { literalOf } from "./values";

/** A tensor, called by the layer that gives it. */
export interface Reference {
  /** `["dense", 0, 0]` */
  readonly json: Json;
  /** The whole argument, where Keras says more than that. */
  readonly tensor: Json;
  readonly layer: string;
  /** Which of the layer's calls; how they are counted depends on the spelling. */
  readonly call: number;
  readonly output: number;
  /** The name of the call's argument, where it is given by name. */
  readonly role?: string;
  /** As the file tells it. */
  readonly shape?: Shape;
}

/** One call. */
export interface Connection {
  readonly references: readonly Reference[];
  readonly masks: readonly Reference[];
  readonly training?: boolean;
  /** Arguments that are no tensors, by name. */
  readonly options: Config;
  /** Arguments by their place, with a mark for each tensor. */
  readonly positional: readonly Literal[];
  readonly named: Config;
  /** Lists, as before Keras 3. */
  readonly isOlder: boolean;
}

export function readConnection(json: Json): Connection {
  const found: Reference[] = [];
  const masks: Reference[] = [];
  const positional: Literal[] = [];
  const named: Record<string, Literal> = {};
  const take = (value: Json, role?: string): Literal =>
    marked(value, (reference) => {
      (role === "mask" ? masks : found).push(
        role === undefined || role === "mask" ? reference : { ...reference, role },
      );
    });
  const keyword = (kwargs: Json | undefined): void => {
    for (const [name, value] of membersOf(kwargs)) named[name] = take(value, name);
  };
  const isOlder = json.type === "array";
  if (!isOlder) {
    for (const value of itemsOf(member(json, "args"))) positional.push(take(value));
    keyword(member(json, "kwargs"));
  } else
    for (const value of referenceOf(json) ? [json] : itemsOf(json)) {
      positional.push(take(value));
      if (referenceOf(value)) keyword(itemsOf(value)[3]);
    }
  const { training } = named;
  const options = Object.entries(named).filter(
    ([name, value]) => name !== "training" && name !== "mask" && value !== null && !holdsMark(value),
  );
  return {
    references: found,
    masks,
    ...(typeof training === "boolean" && { training }),
    options: Object.fromEntries(options),
    positional,
    named,
    isOlder,
  };
}

/** A value with a mark in the place of each tensor. */
function marked(json: Json, found: (reference: Reference) => void): Literal {
  const reference = referenceOf(json);
  if (reference) {
    found(reference);
    return tensorMark;
  }
  if (json.type === "array") return itemsOf(json).map((item) => marked(item, found));
  if (json.type === "object" && textOf(member(json, "class_name")) === "__tuple__")
    return itemsOf(member(json, "items")).map((item) => marked(item, found));
  // tensors by name
  if (json.type === "object" && !member(json, "class_name")) {
    const parts = [...membersOf(json)].map(([key, value]) => [key, marked(value, found)] as const);
    return { class_name: "dict", config: Object.fromEntries(parts) };
  }
  return literalOf(json);
}

const holdsMark = (value: Literal): boolean =>
  value === tensorMark || (Array.isArray(value) && (value as readonly Literal[]).some(holdsMark));

/** Undefined for what is no tensor. */
export function referenceOf(json: Json): Reference | undefined {
  if (json.type === "array") return tripleOf(json, json);
  if (textOf(member(json, "class_name")) !== "__keras_tensor__") return undefined;
  const config = member(json, "config");
  const history = member(config, "keras_history");
  const made = history && tripleOf(history, json);
  const shape = member(config, "shape");
  return made && shape?.type === "array" ? { ...made, shape: itemsOf(shape).map(dimOf) } : made;
}

function tripleOf(json: Json, tensor: Json): Reference | undefined {
  const [layer, call, output] = itemsOf(json);
  const name = textOf(layer);
  const [calls, outputs] = [numberOf(call), numberOf(output)];
  if (name === undefined || calls === undefined || outputs === undefined) return undefined;
  return { json, tensor, layer: name, call: calls, output: outputs };
}

const dimOf = (json: Json): Dim => numberOf(json) ?? null;
