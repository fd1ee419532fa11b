/** How often hints speak of models in many files, and how many of the mistakes that are put into those models they find. */
import { hints } from "../../src/hints";
import { placeOf } from "../../src/hints/hint";
import { modelOf } from "../../src/hints/model";
import type { Graph } from "../../src/model/graph";
import type { Severity } from "../../src/model/problem";
import type { Span } from "../../src/model/span";
import { LineMap } from "../../src/base/text";
import { everyAdvice, paint } from "../../src/picture/document";
import type { TextFormat } from "../../src/formats/format";
import { collateralOf, mistakes, mutantsOf, saidOf } from "./hintMutants";
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
  /** By mistake. */
  readonly mistakes: ReadonlyMap<string, Tally>;
}

/** What became of the mistakes of one kind. */
export interface Tally {
  made: number;
  found: number;
  /** `place: layer` */
  readonly missed: string[];
  /** Mutants about which something is said that is neither the mistake nor was said before. */
  disturbed: number;
  /** What is said there: `rule: place: layer` */
  readonly collateral: string[];
}

/** So many of one kind in one model are enough. */
const MOST_MUTANTS = 3;

export function measureHints(format: TextFormat, name: string, text: string): Measured {
  const picture = paint(text, format.read({ name, text }), { hints });
  const lines = new LineMap(text);
  const lineOf = (span: Span | undefined): string => (span ? `${lines.positionAt(span.start).line + 1}` : "?");
  const spoken = everyAdvice(picture).map(({ advice: { hint, finding, severity } }): Spoken => {
    const place = `${name}:${lineOf(placeOf(finding))}`;
    return { rule: hint.id, severity, place, layer: finding.node.name, message: finding.message };
  });
  const mistakes = new Map<string, Tally>();
  for (const { analysis } of picture.models)
    // weights that are loaded fit the layers as they are
    if (typeof analysis.params === "number" && !modelOf(analysis).loadsWeights)
      plant(analysis.graph, `${name}:${lineOf(analysis.graph.span)}`, mistakes);
  return { models: picture.models.length, spoken, mistakes };
}

/** Puts mistakes into a model, and adds to the tallies what is said then. */
function plant(graph: Graph, place: string, tallies: Map<string, Tally>): void {
  const base = withoutPlaces(graph);
  const before = new Set(saidOf(base));
  for (const mistake of mistakes)
    for (const { graph: mutant, at } of mutantsOf(mistake, base).slice(0, MOST_MUTANTS)) {
      const tally = tallies.get(mistake.name) ?? { made: 0, found: 0, missed: [], disturbed: 0, collateral: [] };
      tallies.set(mistake.name, tally);
      const now = saidOf(mutant);
      const others = collateralOf(mistake, now, before);
      tally.made += 1;
      if (now.includes(`${mistake.rule} at ${at}`)) tally.found += 1;
      else tally.missed.push(`${place}: ${at}`);
      if (others.length > 0) tally.disturbed += 1;
      tally.collateral.push(...others.map((one) => one.replace(" at ", `: ${place}: `)));
    }
}
