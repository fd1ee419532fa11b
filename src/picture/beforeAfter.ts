/** The graphs of a hint's example before and after its fix, with what is not the same in both. */
import type { NodeFacts } from "../analysis/infer";
import type { Reading } from "../model/source";
import type { Hint } from "../hints/hint";
import { showLiteral, type KerasObject, type Literal } from "../model/literal";
import type { Graph } from "../model/graph";
import type { GraphStill, Mark } from "../protocol/graphStill";
import { paint, type ModelPicture, type Picture } from "./document";
import { drawGraph } from "./graph";
import { english, type Translate } from "./text";

export interface BeforeAfter {
  readonly before: GraphStill;
  readonly after: GraphStill;
}

/** A text and what was read of it. */
export interface Example {
  readonly text: string;
  readonly reading: Reading;
}

/** Of the model that the hint speaks of, with its remark and no other. */
export function beforeAndAfter(hint: Hint, bad: Example, good: Example): BeforeAfter | undefined {
  const rules = { hints: [hint], choiceFor: () => hint.severity };
  const before = paint(bad.text, bad.reading, rules);
  const after = paint(good.text, good.reading, { hints: [] });
  const model = before.models.find(({ advice }) => advice.length > 0);
  if (!model) return undefined;
  const same = ({ analysis }: ModelPicture): boolean => analysis.graph.name === model.analysis.graph.name;
  const other = after.models.find(same) ?? after.models[before.models.indexOf(model)];
  if (!other) return undefined;
  const [marks, otherMarks] = marksOf(shownOf(model), shownOf(other));
  const [settings, otherSettings] = differences(settingsOf(model.analysis.graph), settingsOf(other.analysis.graph));
  // a remark about a call stands at the call
  const isOfCall = settings.length > 0 && model.advice.every(({ finding }) => finding.at !== undefined);
  return {
    before: { ...still(before, model, marks, settings), ...(isOfCall && { remark: hint.severity }) },
    after: still(after, other, otherMarks, otherSettings),
  };
}

/** What the two show, for who cannot see them. */
export const inWords = ({ before, after }: BeforeAfter, t: Translate): string =>
  t("Before: {0}. After: {1}.", sideInWords(before), sideInWords(after));

const sideInWords = ({ picture, marks, settings }: GraphStill): string =>
  [
    ...picture.nodes.map(({ id, type }) => {
      const said = marks.get(id)?.said;
      return said === undefined ? type : `${type} (${said})`;
    }),
    ...settings,
  ].join(", ");

function still(
  picture: Picture,
  model: ModelPicture,
  marks: GraphStill["marks"],
  settings: readonly string[],
): GraphStill {
  const { view } = drawGraph(picture, "", picture.models.indexOf(model), english);
  if (view.kind !== "graph") throw new Error("a model that was found has a graph");
  return { picture: { ...view.picture, ghosts: [] }, marks, settings };
}

const shownOf = ({ analysis }: ModelPicture): readonly NodeFacts[] => analysis.nodes.filter(({ node }) => !node.ofMask);

/** Layers of the same kind in the same order are the same ones; the others come or go. */
function marksOf(before: readonly NodeFacts[], after: readonly NodeFacts[]): readonly [Marks, Marks] {
  const old: Marks = new Map<string, Mark>();
  const young: Marks = new Map<string, Mark>();
  const pairs = commonOf(before, after);
  const [paired, alsoPaired] = [new Set(pairs.map(([one]) => one)), new Set(pairs.map(([, other]) => other))];
  for (const facts of before) if (!paired.has(facts)) old.set(facts.node.id, { kind: "goes" });
  for (const facts of after) if (!alsoPaired.has(facts)) young.set(facts.node.id, { kind: "comes" });
  for (const [one, other] of pairs) {
    const [said, alsoSaid] = differences(argumentsOf(one, other), argumentsOf(other, one));
    const isConnected = one.node.uncalled === other.node.uncalled;
    if (isConnected && said.length === 0 && alsoSaid.length === 0) continue;
    old.set(one.node.id, { kind: "changes", said: shortest(said) });
    young.set(other.node.id, { kind: "changes", said: shortest(alsoSaid) });
  }
  return [old, young];
}

/** What an activation is called stands on the card anyway, where there is more to say. */
function shortest(said: readonly string[]): string {
  const others = said.filter((one) => !one.startsWith("activation="));
  return (others.length > 0 ? others : said).join(", ");
}

type Marks = Map<string, Mark>;
type Pair = readonly [NodeFacts, NodeFacts];

/** The longest rows of layers that have the same kinds in the same order; of those the one with most that are all the same. */
function commonOf(before: readonly NodeFacts[], after: readonly NodeFacts[]): readonly Pair[] {
  interface Row {
    readonly pairs: readonly Pair[];
    readonly worth: number;
  }
  const none: Row = { pairs: [], worth: 0 };
  const best: Row[] = Array.from({ length: after.length + 1 }, () => none);
  for (const one of before) {
    let diagonal = none;
    after.forEach((other, i) => {
      const above = best[i + 1]!;
      const longest = above.worth >= best[i]!.worth ? above : best[i]!;
      const worth = diagonal.worth + alike(one, other);
      best[i + 1] = worth > longest.worth ? { pairs: [...diagonal.pairs, [one, other]], worth } : longest;
      diagonal = above;
    });
  }
  return best[after.length]!.pairs;
}

/** Two of a kind count more than all that could make them the same. */
function alike(one: NodeFacts, other: NodeFacts): number {
  if (one.node.type !== other.node.type) return 0;
  return differences(argumentsOf(one, other), argumentsOf(other, one)).flat().length === 0 ? 1.01 : 1;
}

/** As they are written, and the defaults of those that only the other has. */
function argumentsOf({ node, resolved }: NodeFacts, other: NodeFacts): ReadonlyMap<string, string> {
  const names = [...new Set([...Object.keys(node.args), ...Object.keys(other.node.args)])].filter(
    (name) => name !== "name",
  );
  const written = names.flatMap((name): [string, string][] => {
    const value = node.args[name]?.value ?? resolved?.layer.params[name]?.default;
    return value === undefined ? [] : [[name, `${name}=${showLiteral(value)}`]];
  });
  const mode = node.training === undefined ? [] : ([["training", `training=${showLiteral(node.training)}`]] as const);
  const frozen = node.frozen === true ? ([["trainable", "trainable=False"]] as const) : [];
  // one layer in two places, or two layers
  const shared = node.id.includes("#") === other.node.id.includes("#") ? [] : ([["id", node.id]] as const);
  return new Map([...written, ...mode, ...frozen, ...shared]);
}

/** What stands on one side, and on the other, where the two are not the same. */
function differences(
  one: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): readonly [readonly string[], readonly string[]] {
  const only = (of: ReadonlyMap<string, string>, than: ReadonlyMap<string, string>): readonly string[] =>
    [...of].filter(([name, said]) => than.get(name) !== said).map(([, said]) => said);
  return [only(one, other), only(other, one)];
}

/** Each setting as it is written in the call that makes it. */
function settingsOf({ training, around }: Graph): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  if (around?.kerasVersion !== undefined) settings.set("keras", `keras==${around.kerasVersion}`);
  const add = (key: string, call: string, value: Literal | undefined): void => {
    if (value !== undefined && value !== null) settings.set(key, `${call}=${shortly(value)})`);
  };
  const { compile, fits = [] } = training ?? {};
  add("optimizer", "compile(optimizer", compile?.optimizer);
  add("loss", "compile(loss", compile?.loss);
  fits.forEach(({ batchSize, epochs, shuffle, validationSplit, callbacks, inputRange, ...fit }, i) => {
    add(`${i} batch`, "fit(batch_size", batchSize);
    add(`${i} epochs`, "fit(epochs", epochs);
    add(`${i} shuffle`, "fit(shuffle", shuffle);
    add(`${i} split`, "fit(validation_split", validationSplit);
    add(`${i} callbacks`, "fit(callbacks", callbacks);
    if (inputRange) settings.set(`${i} range`, `x: ${inputRange.join(" … ")}`);
    if (i > 0)
      settings.set(`${i} trainable`, fit.ignoresTrainable ? "trainable = …, fit()" : "trainable = …, compile(), fit()");
    if (fit.validatesOnTraining) settings.set(`${i} validation`, "fit(x, validation_data=x)");
  });
  return settings;
}

/** A name for an object without arguments; long ones are the same to who only looks. */
const shortly = (value: Literal): string =>
  typeof value === "object" && value !== null && "class_name" in value ? object(value) : showLiteral(value);
const object = ({ class_name, config }: KerasObject): string => {
  const given = Object.entries(config).filter(([, part]) => part !== null);
  return `${class_name}(${given.map(([name, part]) => `${name}=${showLiteral(part)}`).join(", ")})`;
};
