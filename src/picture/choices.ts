/** What may stand between two quotes: an activation, a padding, a loss, the name of a layer. Other tools see only text there. */
import { layerByType } from "../layers";
import type { Span } from "../model/span";
import type { Picture } from "./document";
import { layerAt, layersWithin } from "./layers";

export interface Choices {
  /** What is between the quotes now. */
  readonly place: Span;
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly text: string;
  readonly detail: string;
}

/** What `compile` takes by name. */
const compiled: Readonly<Record<string, readonly string[]>> = {
  optimizer: [
    ...["adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "ftrl", "lamb", "lion", "loss_scale_optimizer"],
    ...["muon", "nadam", "rmsprop", "sgd"],
  ],
  loss: [
    ...[
      "binary_crossentropy",
      "binary_focal_crossentropy",
      "categorical_crossentropy",
      "categorical_focal_crossentropy",
    ],
    ...["categorical_hinge", "cosine_similarity", "dice", "hinge", "huber", "kl_divergence", "log_cosh"],
    ...[
      "mean_absolute_error",
      "mean_absolute_percentage_error",
      "mean_squared_error",
      "mean_squared_logarithmic_error",
    ],
    ...["poisson", "sparse_categorical_crossentropy", "squared_hinge", "tversky"],
  ],
  metrics: [
    ...["accuracy", "binary_accuracy", "binary_crossentropy", "categorical_accuracy", "categorical_crossentropy"],
    ...["cosine_similarity", "kl_divergence", "mean_absolute_error", "mean_squared_error", "poisson", "r2_score"],
    ...["root_mean_squared_error", "sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy"],
    ...["top_k_categorical_accuracy"],
  ],
};
const compileOrder = ["optimizer", "loss", "loss_weights", "metrics"];

/** Undefined outside of quotes, and where anything may stand. */
export function choicesAt(picture: Picture, text: string, offset: number): Choices | undefined {
  const place = quotedAt(text, offset);
  const argument = place && (pairAt(picture, text, place.start - 1) ?? argumentAt(text, place.start - 1));
  const choices = argument && choicesFor(picture, argument);
  return choices && choices.length > 0 ? { place, choices } : undefined;
}

/** In JSON: the class of the layer around a value, and the value's key. */
function pairAt(picture: Picture, text: string, quote: number): Argument | undefined {
  const name = /"(\w+)"\s*:\s*(?:\[[^\]{}]*)?$/.exec(text.slice(Math.max(0, quote - FAR), quote))?.[1];
  const layer = name === undefined ? undefined : layerAt(picture, quote);
  if (name === undefined) return undefined;
  return layer ? { callee: layer.facts.node.type, name } : { callee: "compile", name };
}

function choicesFor(picture: Picture, { callee, name, position }: Argument): readonly Choice[] {
  if (callee === "get_layer" && (name === "name" || position === 0)) return namesOf(picture);
  if (callee === "compile") {
    const wanted = name ?? compileOrder[position ?? -1];
    return (compiled[wanted ?? ""] ?? []).map((one) => ({ text: one, detail: wanted! }));
  }
  const params = Object.entries(layerByType.get(callee)?.params ?? {});
  const [found, param] = params.find(([one], i) => (name === undefined ? i === position : one === name)) ?? [];
  // a class by its own name is the same as by the name that others write
  const known = param?.choices?.filter((one) => !/^[A-Z]/.test(one)) ?? [];
  return known.map((one) => ({ text: one, detail: `${callee}.${found!}` }));
}

function namesOf({ models }: Picture): readonly Choice[] {
  const layers = models.flatMap(({ analysis }) => [...layersWithin(analysis)]);
  const named = new Map(layers.filter(({ node }) => !node.operation).map(({ node }) => [node.name, node.type]));
  return [...named].map(([text, detail]) => ({ text, detail }));
}

/** The text between quotes that a place is in; strings go to the end of their line. */
function quotedAt(text: string, offset: number): Span | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  let quote: { readonly at: number; readonly mark: string } | undefined;
  for (let at = start; at < offset; at++) {
    const mark = text[at]!;
    if (quote && mark === "\\") at++;
    else if (quote) quote = mark === quote.mark ? undefined : quote;
    else if (mark === "#") return undefined;
    else if (mark === '"' || mark === "'") quote = { at, mark };
  }
  if (!quote) return undefined;
  const rest = /^[\w]*/.exec(text.slice(offset))![0].length;
  return { start: quote.at + 1, end: offset + rest };
}

/** The argument of a call that a place is in. */
export interface Argument {
  readonly callee: string;
  readonly name?: string;
  /** How many arguments stand before it. */
  readonly position?: number;
}

/** So far back a call may begin. */
const FAR = 4000;

/** The call around a place, going back over what is closed again; a list counts for its place. */
export function argumentAt(text: string, quote: number): Argument | undefined {
  let depth = 0;
  let commas = 0;
  let lists = 0;
  /** Behind the nearest comma of the call itself. */
  let begin: number | undefined;
  for (let at = quote - 1; at >= Math.max(0, quote - FAR); at--) {
    const mark = text[at]!;
    if (mark === '"' || mark === "'") {
      // over the whole string before
      at = text.lastIndexOf(mark, at - 1);
      if (at < 0) return undefined;
    } else if (mark === ")" || mark === "]" || mark === "}") depth++;
    else if (mark === "{" && depth === 0) return undefined;
    else if (mark === "[" && depth === 0) {
      lists++;
      commas = 0;
      begin = undefined;
    } else if (mark === "(" && depth === 0) {
      const callee = /(\w+)\s*$/.exec(text.slice(Math.max(0, at - 200), at))?.[1];
      const name = /^\s*(?:#[^\n]*\n\s*)*(\w+)\s*=(?!=)/.exec(text.slice(begin ?? at + 1, quote))?.[1];
      if (callee === undefined || lists > 1) return undefined;
      return name === undefined ? { callee, position: commas } : { callee, name };
    } else if (mark === "(" || mark === "[" || mark === "{") depth--;
    else if (mark === "," && depth === 0) {
      commas++;
      begin ??= at + 1;
    }
  }
  return undefined;
}
