/** What is said of a layer that the pointer rests on, as Markdown. */
import type { NodeFacts } from "../analysis/infer";
import { showBytes } from "../base/figures";
import type { Param } from "../layers/param";
import type { Argument } from "../model/graph";
import { findUnknown, isKerasObject, isUnknown, showLiteral, type Literal } from "../model/literal";
import { isUnknown as isUnknownDim, type Dim } from "../model/shape";
import type { Advice } from "./document";
import type { LayerDocs } from "./layerDocs";
import { shapeText } from "./layers";
import { code, plain, sentence, showCount, type Translate } from "./text";
import { proofText, trialSentences } from "./trial";

const BYTES_PER_NUMBER = 4;

/** Sections, most wanted first. `explain` gives the address of a hint's page. */
export function hoverSections(
  facts: NodeFacts,
  advice: readonly Advice[],
  offset: number,
  t: Translate,
  docs: LayerDocs,
  explain: (hint: string) => string,
  batchSize?: number,
): readonly string[] {
  return [
    title(facts),
    ...[argumentAt(facts, offset, docs)].filter((text) => text !== undefined),
    ...[sizes(facts, t, batchSize)].filter((text) => text !== ""),
    ...advice
      .filter(({ finding }) => finding.node.id === facts.node.id)
      .map(
        (one) =>
          `$(lightbulb) ${sentence(one.finding.message)} [${t("Explain")}](${explain(one.hint.id)})${trialLines(one, t)}`,
      ),
    ...[docsOf(facts, docs)?.docs].filter((text) => text !== undefined),
    ...[configuration(facts, t, docs)].filter((text) => text !== ""),
  ];
}

const docsOf = ({ resolved }: NodeFacts, docs: LayerDocs) => resolved && docs.layers[resolved.layer.type];

/** What a trial of the fix has said, in full, and what numbers say of a theorem. */
const trialLines = ({ trial, proof }: Advice, t: Translate): string =>
  [
    ...(trial ? [`$(beaker) ${trialSentences(trial, t).map(sentence).join(" ")}`] : []),
    ...(proof ? [`$(verified) ${sentence(proofText(proof, t))}`] : []),
  ]
    .map((line) => `\n\n${line}`)
    .join("");

function title({ node, inputShapes, shape, inner }: NodeFacts): string {
  const inputs = inputShapes.map((input) => code(shapeText(input))).join(", ");
  const type = inner ? `${plain(node.type)} (${plain(inner.graph.class)})` : plain(node.type);
  const flow = `${inputs === "" ? "" : `${inputs} → `}${code(shapeText(shape))}`;
  return `**${type}** ${plain(node.name)}\n\n${flow}`;
}

/** The documentation of the argument under the pointer. */
function argumentAt(facts: NodeFacts, offset: number, docs: LayerDocs): string | undefined {
  const { node, resolved } = facts;
  for (const [name, { span, value }] of Object.entries(node.args)) {
    const param = resolved?.layer.params[name];
    if (!param || !span || offset < span.start || span.end < offset) continue;
    const activation = activationDocs(name, value, docs);
    const said = docsOf(facts, docs)?.params[name] ?? "";
    return `${code(name)}: ${said} (${code(param.kind)})${activation ? `\n\n${activation}` : ""}`;
  }
  return undefined;
}

function activationDocs(name: string, value: Literal, docs: LayerDocs): string | undefined {
  if (name !== "activation") return undefined;
  const known = typeof value === "string" ? value : isKerasObject(value) ? value.class_name : "";
  const activation = docs.activations[known];
  return activation === undefined ? undefined : `${code(known)}: ${activation}`;
}

/** Parameters with their arithmetic, multiply-adds, memory. */
function sizes(
  { node, weights, params, trainableParams, multiplyAdds, shape }: NodeFacts,
  t: Translate,
  batchSize: number | undefined,
): string {
  const lines: string[] = [];
  if (typeof params !== "number") lines.push(t("Parameters: not known, because {0}", plain(params.unknown)));
  else if (params === 0) lines.push(t("No parameters"));
  else {
    const frozen = trainableParams === params ? "" : ` (${t("{0} trainable", showCount(trainableParams))})`;
    lines.push(
      `${t("Parameters")}: **${arithmetic(
        [...weights.values()].map((spec) => spec.shape),
        params,
      )}**${frozen}`,
    );
    if (weights.size > 0)
      lines.push([...weights].map(([name, spec]) => `${plain(name)} ${code(shapeText(spec.shape))}`).join(", "));
  }
  if (typeof multiplyAdds === "number" && multiplyAdds > 0)
    lines.push(`${t("Multiply-adds for one sample")}: ${showCount(multiplyAdds)}`);
  const values = shape?.slice(1).reduce<number>((count, dim) => count * (typeof dim === "number" ? dim : NaN), 1);
  if (values !== undefined && Number.isFinite(values) && node.type !== "InputLayer") {
    const bytes = values * BYTES_PER_NUMBER;
    const batch =
      batchSize === undefined ? "" : ` (${t("{0} for a batch of {1}", showBytes(bytes * batchSize), batchSize)})`;
    lines.push(`${t("Memory of the output for one sample")}: ${showBytes(bytes)}${batch}`);
  }
  return lines.join("  \n");
}

/** `3·3·64·64 + 64 = 36,928`; only the result where there is nothing to add or multiply. */
export function arithmetic(shapes: readonly (readonly Dim[])[], result: number): string {
  const factors = (shape: readonly Dim[]): string =>
    shape.length === 0 ? "1" : shape.map((dim) => (dim === null || isUnknownDim(dim) ? "?" : String(dim))).join("·");
  const terms = shapes.map(factors).join(" + ");
  return /[·+]/.test(terms) ? `${terms} = ${showCount(result)}` : showCount(result);
}

/** What was given, one row each; then the defaults in a line. */
function configuration(facts: NodeFacts, t: Translate, docs: LayerDocs): string {
  const { node, resolved } = facts;
  const said = docsOf(facts, docs)?.params;
  const params: readonly (readonly [string, Param<unknown>])[] = Object.entries(resolved?.layer.params ?? {});
  const given = Object.entries(node.args).map(
    ([name, argument]) => `| ${code(name)} | ${value(argument, t)} | ${cell(said?.[name] ?? "")} |`,
  );
  const defaults = params
    .filter(([name, { default: preset }]) => preset !== undefined && !Object.hasOwn(node.args, name))
    .map(([name, { default: preset }]) => code(`${name}=${showLiteral(preset!)}`));
  const table = given.length > 0 ? ["| | | |", "|:-|:-|:-|", ...given].join("\n") : "";
  const line = defaults.length > 0 ? `${t("Defaults")}: ${defaults.join(", ")}` : "";
  return [table, line].filter((part) => part !== "").join("\n\n");
}

const cell = (markdown: string): string => markdown.replaceAll("|", "\\|").replaceAll("\n", " ");

function value({ value: given }: Argument, t: Translate): string {
  const unknown = findUnknown(given);
  if (!unknown) return code(showLiteral(given));
  const shown = isUnknown(given) ? "" : `${code(showLiteral(given))} `;
  return `${shown}${t("not known: {0}", plain(unknown.unknown))}`;
}
