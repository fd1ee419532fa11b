/** What each rule finds in each model of a text: looked for once, and for models that a change of the text leaves alone not again. */
import type { Analysis } from "../analysis/infer";
import { fill, type Translate } from "../base/fill";
import type { Graph, Node } from "../model/graph";
import type { Moved } from "../model/moved";
import type { Span } from "../model/span";
import type { Rules } from "./findings";
import type { Finding, Hint, Model } from "./hint";
import { modelOf } from "./model";

/** What finding takes of what a user wants. */
type Finders = Pick<Rules, "translate" | "failed" | "setbackOf">;

/** One model, and what has been found in it so far. */
export class Seen {
  private model: Model | undefined;
  private readonly found = new Map<Hint, readonly Finding[]>();
  /** The layers that a rule speaks of; a shared one is spoken of at its first call. */
  private readonly names = new Map<Hint, ReadonlySet<string>>();
  private places: ReadonlyMap<string, readonly Node[]> | undefined;

  constructor(
    readonly analysis: Analysis,
    private readonly file: readonly Analysis[],
  ) {}

  /** What a rule finds, whatever the user wants to hear of it. */
  findings(hint: Hint, rules: Finders): readonly Finding[] {
    if (hint.afterRun) {
      // a run may end at any time, and the text is the same
      const setback = rules.setbackOf?.(this.analysis.graph);
      return setback ? this.find(hint, { ...this.known, setback }, rules) : [];
    }
    let found = this.found.get(hint);
    if (!found) this.found.set(hint, (found = this.find(hint, this.known, rules)));
    return found;
  }

  private get known(): Model {
    return (this.model ??= modelOf(this.analysis, this.file));
  }

  private find(hint: Hint, model: Model, rules: Finders): readonly Finding[] {
    try {
      return [...hint.find(model, rules.translate ?? fill)];
    } catch (error) {
      if (!rules.failed) throw error;
      rules.failed(hint, error);
      return [];
    }
  }

  speaksOf(hint: Hint, { name }: Node, rules: Finders): boolean {
    let names = this.names.get(hint);
    if (!names) this.names.set(hint, (names = new Set(this.findings(hint, rules).map(({ node }) => node.name))));
    return names.has(name);
  }

  /** The nodes that stand exactly there. */
  at(span: Span): readonly Node[] {
    this.places ??= byPlace(this.analysis.graph);
    return this.places.get(placeKey(span)) ?? [];
  }

  /** Takes over what was found in the same model when it stood elsewhere. */
  carry(before: Seen, moved: Moved): void {
    for (const [hint, findings] of before.found) {
      const now = findings.map((finding) => moveFinding(finding, moved));
      if (now.every((finding) => finding !== undefined)) this.found.set(hint, now);
    }
  }
}

function byPlace({ nodes }: Graph): ReadonlyMap<string, readonly Node[]> {
  const places = new Map<string, Node[]>();
  for (const node of nodes) {
    if (!node.span) continue;
    const key = placeKey(node.span);
    const here = places.get(key);
    if (here) here.push(node);
    else places.set(key, [node]);
  }
  return places;
}

const placeKey = ({ start, end }: Span): string => `${start} ${end}`;

function moveFinding(finding: Finding, moved: Moved): Finding | undefined {
  const node = moved.now(finding.node);
  const at = finding.at && moved.now(finding.at);
  const related = finding.related?.map((one) => moved.now(one));
  if (!node || (finding.at && !at) || related?.includes(undefined)) return undefined;
  return { ...finding, node, ...(at && { at }), ...(related && { related: related as readonly Node[] }) };
}

/** All models of a text. */
export class SeenModels {
  private readonly all = new Map<Analysis, Seen>();

  constructor(
    private readonly file: readonly Analysis[],
    readonly translate: Translate | undefined,
  ) {}

  of(analysis: Analysis): Seen {
    let seen = this.all.get(analysis);
    if (!seen) this.all.set(analysis, (seen = new Seen(analysis, this.file)));
    return seen;
  }
}

const known = new WeakMap<readonly Analysis[], SeenModels>();

export function seenIn(file: readonly Analysis[], { translate }: Pick<Rules, "translate">): SeenModels {
  const earlier = known.get(file);
  if (earlier && earlier.translate === translate) return earlier;
  const made = new SeenModels(file, translate);
  known.set(file, made);
  return made;
}

/**
 * The models of a text are those of an earlier version but for some: what was found in those that are the same, `earlier`, holds
 * still, unless a model that has to do with them is another.
 */
export function carryFindings(
  before: readonly Analysis[],
  after: readonly Analysis[],
  earlier: ReadonlyMap<Analysis, Analysis>,
  moved: Moved,
): void {
  const seen = known.get(before);
  if (!seen) return;
  const made = new SeenModels(after, seen.translate);
  known.set(after, made);
  const [relativesBefore, relatives] = [relativesIn(before), relativesIn(after)];
  for (const [now, then] of earlier) {
    const [were, are] = [relativesBefore.get(then) ?? [], relatives.get(now) ?? []];
    if (are.length === were.length && are.every((one, i) => earlier.get(one) === were[i]))
      made.of(now).carry(seen.of(then), moved);
  }
}

/** For each model those that hints may look at beside it, itself among them: they share a layer, or a place in the text. */
function relativesIn(file: readonly Analysis[]): ReadonlyMap<Analysis, readonly Analysis[]> {
  const groups = new Map<Analysis, Set<Analysis>>();
  const byPlace = new Map<number, Set<Analysis>>();
  for (const analysis of file) {
    let group = new Set([analysis]);
    for (const place of placesOf(analysis.graph)) {
      const other = byPlace.get(place);
      if (other && other !== group) {
        const [larger, smaller] = other.size > group.size ? [other, group] : [group, other];
        for (const one of smaller) {
          larger.add(one);
          groups.set(one, larger);
        }
        for (const [at, set] of byPlace) if (set === smaller) byPlace.set(at, larger);
        group = larger;
      }
      byPlace.set(place, group);
    }
    groups.set(analysis, group);
  }
  return new Map(file.map((analysis) => [analysis, file.filter((one) => groups.get(analysis)?.has(one))]));
}

function* placesOf({ nodes, span }: Graph): Generator<number> {
  if (span) yield span.start;
  for (const node of nodes) {
    if (node.span) yield node.span.start;
    if (node.inner?.span) yield node.inner.span.start;
  }
}
