/** The names that a file gives its layers, and where else they stand: in `get_layer`, in dictionaries by output. */
import type { Span } from "../model/span";
import type { Node } from "../model/graph";
import type { NodeFacts } from "../analysis/infer";
import { layersWithin } from "./layers";
import type { Picture } from "./document";

/** A name with all its places, without the quotes. */
export interface LayerName {
  readonly name: string;
  /** The layer that has it. */
  readonly layer: NodeFacts;
  readonly given: readonly Span[];
  readonly uses: readonly Span[];
}

/** Of the layers whose name is written as plain text. What Keras names by itself, or the file computes, is not among them. */
export function layerNames({ text, models }: Picture): readonly LayerName[] {
  const found = new Map<string, Naming>();
  for (const { analysis } of models)
    for (const facts of layersWithin(analysis)) {
      const place = placeOfName(text, facts.node);
      if (!place) continue;
      const { name, mentions, span } = facts.node;
      // a text that says itself who takes from whom tells layers of one name in several models apart
      const key = mentions ? `${name} ${span?.start}` : name;
      const known = found.get(key) ?? { name, layer: facts, given: new Map<number, Span>(), mentions: [] };
      known.given.set(place.start, place);
      if (known.mentions.length === 0) known.mentions.push(...(mentions ?? []).map((one) => one.span));
      found.set(key, known);
    }
  const said = models.flatMap(({ analysis: { graph } }) => [
    ...(graph.training?.compile ? [graph.training.compile.span] : []),
    ...(graph.training?.fits ?? []).map(({ span }) => span),
  ]);
  return [...found.values()].map(({ name, layer, given, mentions }) => ({
    name,
    layer,
    given: [...given.values()],
    uses: [...mentions, ...usesOf(text, name, said)],
  }));
}

interface Naming {
  readonly name: string;
  readonly layer: NodeFacts;
  readonly given: Map<number, Span>;
  readonly mentions: Span[];
}

/** The name whose text is under the cursor. */
export function layerNameAt(
  picture: Picture,
  offset: number,
): { readonly of: LayerName; readonly at: Span } | undefined {
  for (const of of layerNames(picture)) {
    const at = [...of.given, ...of.uses].find(({ start, end }) => start <= offset && offset <= end);
    if (at) return { of, at };
  }
  return undefined;
}

/** Why a layer cannot be called so; undefined when it can. The names of layers become parts of paths when weights are saved. */
export function refusedName(picture: Picture, old: string, wanted: string): "empty" | "slash" | "taken" | undefined {
  if (wanted.trim() === "") return "empty";
  if (wanted.includes("/")) return "slash";
  const isTaken = picture.models.some(({ analysis }) => {
    const names = analysis.graph.nodes.map(({ name }) => name);
    return names.includes(old) && names.includes(wanted) && old !== wanted;
  });
  return isTaken ? "taken" : undefined;
}

/** Where `name="…"` has its text. */
function placeOfName(text: string, { args, name }: Node): Span | undefined {
  const argument = args["name"];
  if (!argument?.span || argument.value !== name) return undefined;
  const { start, end } = argument.span;
  const quote = text[start];
  const isPlain = (quote === '"' || quote === "'") && text.slice(start, end) === `${quote}${name}${quote}`;
  return isPlain ? { start: start + 1, end: end - 1 } : undefined;
}

/** `get_layer("name")` anywhere, and `"name":` where a model is compiled or trained. */
function usesOf(text: string, name: string, said: readonly Span[]): readonly Span[] {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const uses: Span[] = [];
  const collect = (pattern: RegExp, isMeant: (start: number) => boolean): void => {
    for (const { index, 0: whole } of text.matchAll(pattern)) {
      const start = index + whole.lastIndexOf(name);
      if (isMeant(start)) uses.push({ start, end: start + name.length });
    }
  };
  collect(new RegExp(`\\bget_layer\\(\\s*(?:name\\s*=\\s*)?(["'])${escaped}(?=\\1)`, "g"), () => true);
  collect(new RegExp(`(["'])${escaped}(?=\\1\\s*:)`, "g"), (at) =>
    said.some(({ start, end }) => start <= at && at <= end),
  );
  return uses;
}
