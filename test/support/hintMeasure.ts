/** How often hints speak of models in many files, and how many of the mistakes that are put into those models they find. */
import { infer, type Analysis } from "../../src/analysis/infer";
import { hints } from "../../src/hints";
import { placeOf } from "../../src/hints/hint";
import { findings } from "../../src/hints/findings";
import { modelOf } from "../../src/hints/model";
import type { Severity } from "../../src/model/problem";
import { LineMap } from "../../src/base/text";
import { everyAdvice, paint } from "../../src/picture/document";
import type { TextFormat } from "../../src/formats/format";
import { mistakes, mutantsOf } from "./hintMutants";
import { withoutPlaces } from "./withoutPlaces";

export interface Spoken {
  readonly rule: string;
  readonly severity: Severity;
  /** `name:line` */
  readonly place: string;
  readonly layer: string;
  readonly message: string;
}

export interface Measured {
  readonly models: number;
  readonly spoken: readonly Spoken[];
  /** By mistake: how many were made, and how many were found. */
  readonly recall: ReadonlyMap<string, readonly [made: number, found: number]>;
}

/** So many of one kind in one model are enough. */
const MOST_MUTANTS = 3;

export function measureHints(format: TextFormat, name: string, text: string): Measured {
  const picture = paint(text, format.read({ name, text }), { hints });
  const lines = new LineMap(text);
  const spoken = everyAdvice(picture).map(({ advice: { hint, finding, severity } }): Spoken => {
    const span = placeOf(finding);
    const place = `${name}:${span ? lines.positionAt(span.start).line + 1 : "?"}`;
    return { rule: hint.id, severity, place, layer: finding.node.name, message: finding.message };
  });
  const known = picture.models.filter(({ analysis }) => typeof analysis.params === "number");
  return { models: picture.models.length, spoken, recall: recallIn(known.map(({ analysis }) => analysis)) };
}

function recallIn(models: readonly Analysis[]): Measured["recall"] {
  const recall = new Map<string, readonly [number, number]>();
  for (const analysis of models) {
    const { graph } = analysis;
    // weights that are loaded fit the layers as they are
    if (modelOf(analysis).loadsWeights) continue;
    const base = withoutPlaces(graph);
    for (const mistake of mistakes)
      for (const mutant of mutantsOf(mistake, base).slice(0, MOST_MUTANTS)) {
        const [made, found] = recall.get(mistake.name) ?? [0, 0];
        const isFound = findings(infer(mutant.graph), { hints }).some(
          ({ hint, finding: { node, related = [] } }) =>
            hint.id === mistake.rule && [node, ...related].some(({ id }) => id === mutant.at),
        );
        recall.set(mistake.name, [made + 1, found + (isFound ? 1 : 0)]);
      }
  }
  return recall;
}
