/** The cross-entropy that a model with one output is compiled with. */
import { isKerasObject, isUnknown } from "../model/literal";
import type { Node } from "../model/graph";
import type { Model } from "./hint";

export interface Crossentropy {
  /** What a label is: 0 or 1, a row with a 1 at its class, or the number of its class. */
  readonly labels: "binary" | "rows" | "numbers";
  readonly fromLogits: boolean;
  /** As Keras spells the function. */
  readonly name: string;
}

const labels: Readonly<Record<string, Crossentropy["labels"]>> = {
  binary_crossentropy: "binary",
  categorical_crossentropy: "rows",
  sparse_categorical_crossentropy: "numbers",
};

/** Undefined for other losses, several outputs, and what is not known. */
export function crossentropyOf(model: Model): Crossentropy | undefined {
  const loss = model.training?.compile?.loss;
  if (loss === undefined || loss === null || model.analysis.graph.outputs.length !== 1) return undefined;
  const given = isKerasObject(loss) ? loss.class_name : loss;
  if (typeof given !== "string") return undefined;
  const name = given.replace(/(?!^)([A-Z])/g, "_$1").toLowerCase();
  const fromLogits = isKerasObject(loss) ? (loss.config["from_logits"] ?? false) : false;
  const known = labels[name];
  if (known === undefined || typeof fromLogits !== "boolean" || isUnknown(fromLogits)) return undefined;
  return { labels: known, fromLogits, name };
}

/** The layer that makes the model's output: the last one, or the one that it only gives another shape. */
export function lastLayer(model: Model): Node | undefined {
  const [output] = model.analysis.graph.outputs;
  let node = output && model.analysis.byId.get(output.from)?.node;
  while (node && model.has(node, "rearranges") && node.inputs.length === 1) node = model.previous(node)[0];
  return node;
}
