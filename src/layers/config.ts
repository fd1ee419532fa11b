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

export interface ResolvedLayer {
  readonly layer: AnyLayer;
  /** Every parameter with its value; a value that does not fit or is not known is replaced by the default. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  /** Parameters that decide about shapes but are unknown or wrong: then neither shape nor weights can be told. */
  readonly missing: readonly string[];
  readonly trainable: boolean;
}

/** The layer of a node with its config, or undefined when its class is not one we know. */
export function resolveLayer(node: Node): ResolvedLayer | undefined {
  const layer = layerByType.get(node.type);
  if (!layer) return undefined;
  const { params } = layer;
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
    if (!Object.hasOwn(params, name) && !baseArguments.has(name))
      problems.push(
        problem(
          node,
          "unknown-argument",
          `${node.type} has no argument ${name}${suggestion(name, Object.keys(params))}`,
          span ?? node.span,
        ),
      );
  const frozen = node.frozen ?? node.args["trainable"]?.value === false;
  return { layer, config, problems, missing, trainable: !frozen };
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
