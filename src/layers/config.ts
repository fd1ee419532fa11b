/** From the arguments a file gives to a layer's checked config. */
import type { Argument, Node } from "../model/graph";
import { findUnknown, showLiteral, type Literal } from "../model/literal";
import type { Problem } from "../model/problem";
import { layerByType } from "./index";
import type { AnyLayer } from "./layer";
import { Misfit, type Param } from "./param";

/** Arguments that every Keras layer takes. The legacy ones say the input's shape; the reader makes an input of them. */
const baseArguments: ReadonlySet<string> = new Set([
  "name",
  "dtype",
  "trainable",
  "autocast",
  "activity_regularizer",
  "input_shape",
  "batch_input_shape",
  "input_dim",
  "batch_size",
  "weights",
]);

/** Whether a layer takes an argument besides its own. */
const isTaken = ({ ignored = [] }: AnyLayer, name: string): boolean =>
  baseArguments.has(name) || ignored.includes(name);

export interface ResolvedLayer {
  readonly layer: AnyLayer;
  /** Every parameter with its value; a value that does not fit or is not known is replaced by the default. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  /** Parameters that decide about shapes but are unknown or wrong: then neither shape nor weights can be told. */
  readonly missing: readonly string[];
  readonly trainable: boolean;
}

/** A layer's values where nothing is given, and the parameters that must be given: the same for all nodes. */
interface Presets {
  readonly config: Readonly<Record<string, unknown>>;
  readonly needed: readonly string[];
}
const presets = new WeakMap<AnyLayer, Presets>();

function presetsOf(layer: AnyLayer): Presets {
  const known = presets.get(layer);
  if (known) return known;
  const entries = Object.entries(layer.params);
  const made: Presets = {
    config: Object.fromEntries(
      entries.flatMap(([name, param]) => (param.default === undefined ? [] : [[name, param.parse(param.default)]])),
    ),
    needed: entries.filter(([, param]) => param.default === undefined).map(([name]) => name),
  };
  presets.set(layer, made);
  return made;
}

/** Configs without problems, by the arguments that they are made of: a node and the layer that it stands for share these. */
const plain = new WeakMap<Node["args"], { readonly layer: AnyLayer; readonly config: ResolvedLayer["config"] }>();

/** The config of a node whose arguments all fit; undefined when there is something to be said of them. */
function plainConfig(layer: AnyLayer, args: Node["args"]): ResolvedLayer["config"] | undefined {
  const known = plain.get(args);
  if (known?.layer === layer) return known.config;
  const { config: preset, needed } = presetsOf(layer);
  if (!needed.every((name) => Object.hasOwn(args, name))) return undefined;
  const config: Record<string, unknown> = { ...preset };
  for (const name of Object.keys(args)) {
    if (Object.hasOwn(layer.params, name)) {
      const parsed = (layer.params[name] as Param<unknown>).parse(args[name]!.value);
      if (parsed instanceof Misfit) return undefined;
      config[name] = parsed;
    } else if (!isTaken(layer, name)) return undefined;
  }
  plain.set(args, { layer, config });
  return config;
}

/** The layer of a node with its config, or undefined when its class is not one we know. */
export function resolveLayer(node: Node): ResolvedLayer | undefined {
  const layer = layerByType.get(node.type);
  if (!layer) return undefined;
  const fits = plainConfig(layer, node.args);
  const trainable = !(node.frozen ?? node.args["trainable"]?.value === false);
  if (fits) return { layer, config: fits, problems: [], missing: [], trainable };
  const { params, retired = {} } = layer;
  const config: Record<string, unknown> = {};
  const problems: Problem[] = [];
  const missing: string[] = [];
  for (const [name, param] of Object.entries(params)) {
    const argument = node.args[name];
    const value = argument ? parseArgument(node, name, param, argument, problems) : undefined;
    if (value !== undefined) config[name] = value;
    else if (param.default !== undefined) {
      config[name] = param.parse(param.default) as unknown;
      if (argument && param.shapes) missing.push(name);
    } else {
      missing.push(name);
      if (!argument)
        problems.push(
          problem(node, "missing-argument", `${node.type} “${node.name}” needs ${name}: ${param.docs}`, node.span),
        );
    }
  }
  for (const [name, { span }] of Object.entries(node.args))
    if (!Object.hasOwn(params, name) && !isTaken(layer, name) && !Object.hasOwn(retired, name))
      problems.push(
        problem(
          node,
          "unknown-argument",
          `${node.type} has no argument ${name}${suggestion(name, Object.keys(params))}`,
          span ?? node.span,
        ),
      );
  return { layer, config, problems, missing, trainable };
}

/** Only called for parameters with a `parse` that never gives undefined. */
function parseArgument(
  node: Node,
  name: string,
  param: Param<unknown>,
  { value, span }: Argument,
  problems: Problem[],
): unknown {
  const parsed = param.parse(value);
  if (!(parsed instanceof Misfit)) return parsed;
  if (!findUnknown(value))
    problems.push(
      problem(
        node,
        "wrong-argument",
        `${node.type} “${node.name}”: ${name} must be ${parsed.expected}, got ${show(value)}`,
        span ?? node.span,
      ),
    );
  return undefined;
}

const show = (value: Literal): string => {
  const text = showLiteral(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

const problem = (node: Node, code: string, message: string, span: Problem["span"]): Problem => ({
  code,
  severity: "error",
  message,
  node: node.id,
  ...(span && { span }),
});

/** " (did you mean filters?)" for a name one edit away from a known one. */
function suggestion(name: string, known: readonly string[]): string {
  const near = known.find((other) => oneEditApart(name, other));
  return near ? ` (did you mean ${near}?)` : "";
}

/** One letter more, less or other, or two neighbours swapped. */
function oneEditApart(a: string, b: string): boolean {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  const swapped =
    restA.charAt(0) === restB.charAt(1) && restA.charAt(1) === restB.charAt(0) && restA.slice(2) === restB.slice(2);
  return restA.slice(1) === restB.slice(1) || restB.slice(1) === restA || restA.slice(1) === restB || swapped;
}
