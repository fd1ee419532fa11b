/** One entry of a model's `layers`: a layer, an operation, a model used as a layer. */
import type { Argument } from "../../model/graph";
import type { Problem } from "../../model/problem";
import { typeOf } from "../kerasPython/layers/layerClass";
import type { Names } from "../kerasPython/names";
import { UNKNOWN_TYPE } from "../kerasPython/opaque";
import { argumentsOf, isForeign } from "./values";
import { insideOf, itemsOf, kindOf, member, membersOf, problem, spanOf, textOf, type Json } from "./tree";
import type { Span } from "../../model/span";

export interface Entry {
  readonly json: Json;
  /** As Keras prints it. */
  readonly type: string;
  readonly name: string;
  readonly args: Readonly<Record<string, Argument>>;
  /** Why it is not followed, when it is not. */
  readonly opaque?: string;
  /** The model that it is. */
  readonly model?: Json;
  /** A function on tensors, which has a row of its own and no weights. */
  readonly operation: boolean;
  readonly inbound: readonly Json[];
  /** Where its name stands beside its config. */
  readonly mentions: readonly Span[];
}

/** Models by what they have, since classes of the user's own may be models too. */
export const isModel = (json: Json): boolean => {
  const config = member(json, "config");
  if (config?.type === "array") return textOf(member(json, "class_name")) === "Sequential";
  return config !== undefined && member(config, "layers")?.type === "array";
};

export const isSequential = (json: Json): boolean => {
  const config = member(json, "config");
  return textOf(member(json, "class_name")) === "Sequential" || !member(config, "output_layers");
};

/** The functions that TensorFlow's Keras put into a model as layers. */
const ofTensorflow: ReadonlySet<string> = new Set(["TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer"]);

export function readEntry(json: Json, names: Names, problems: Problem[]): Entry {
  if (json.type !== "object") {
    problems.push(
      problem("not-a-layer", "error", `An entry of layers is an object; this is ${kindOf(json)}.`, spanOf(json)),
    );
    return unknownEntry(json, names, "this is no layer");
  }
  const written = textOf(member(json, "class_name"));
  if (written === undefined) {
    problems.push(
      problem("class-name-missing", "error", "This layer has no class_name, which says what it is.", spanOf(json)),
    );
    return unknownEntry(json, names, "it has no class_name");
  }
  const config = member(json, "config");
  const outer = member(json, "name");
  const given = textOf(member(config, "name")) ?? textOf(outer);
  const module = member(json, "module");
  const operation = /(?:^|\.)ops\./.test(textOf(module) ?? "");
  const model = isModel(json) ? json : undefined;
  const type = model ? modelType(written) : operation ? written : typeOf(written);
  const opaque = model || operation ? undefined : whyOpaque(json, written);
  if (config && config.type !== "object" && !model)
    problems.push(
      problem(
        "wrong-config",
        "error",
        `The config of a layer is an object; this is ${kindOf(config)}.`,
        spanOf(config),
      ),
    );
  return {
    json,
    type,
    name: given ?? names.next(type).text,
    args: model || operation ? nameOnly(config) : argumentsOf(type, config, module === undefined),
    ...(opaque !== undefined && { opaque }),
    ...(model && { model }),
    operation: operation || ofTensorflow.has(written),
    inbound: itemsOf(member(json, "inbound_nodes")),
    mentions: outer?.type === "string" && member(config, "name") && textOf(outer) === given ? [insideOf(outer)] : [],
  };
}

const modelType = (written: string): string =>
  written === "Model" || written === "Container" ? "Functional" : written;

function whyOpaque(json: Json, written: string): string | undefined {
  if (written === "Lambda") return "its code lies in the file and is never run";
  if (ofTensorflow.has(written)) return undefined;
  return isForeign(json) ? `${written} is a class of the program that wrote this file` : undefined;
}

function nameOnly(config: Json | undefined): Readonly<Record<string, Argument>> {
  for (const [key, value] of membersOf(config))
    if (key === "name" && value.type === "string") return { name: { value: String(value.value), span: spanOf(value) } };
  return {};
}

const unknownEntry = (json: Json, names: Names, opaque: string): Entry => ({
  json,
  type: UNKNOWN_TYPE,
  name: textOf(member(json, "name")) ?? names.next("unknown").text,
  args: {},
  opaque,
  operation: false,
  inbound: itemsOf(member(json, "inbound_nodes")),
  mentions: [],
});
