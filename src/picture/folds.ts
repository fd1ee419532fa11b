/** What can be folded away in a Python text that holds models: each model, and each block, since an editor asks nobody else. */
import { LineMap } from "../base/text";
import type { Span } from "../model/span";
import type { Picture } from "./document";
import { layersWithin } from "./layers";

/** Lines from the one that stays to the last that goes. */
export interface Fold {
  readonly start: number;
  readonly end: number;
}

/** From where a model is made to its last layer, as far as it stands in the text. */
export const modelSpans = ({ models }: Picture): readonly Span[] =>
  models.flatMap(({ analysis }) => {
    const layers = [...layersWithin(analysis)].flatMap(({ node }) => (node.span && !node.implicit ? [node.span] : []));
    const all = analysis.graph.span ? [analysis.graph.span, ...layers] : layers;
    if (all.length === 0) return [];
    const end = all.reduce((latest, span) => Math.max(latest, span.end), 0);
    return [{ start: (analysis.graph.span ?? all[0]!).start, end }];
  });

/** Folds of a text, outer ones first. */
export function foldsOf(text: string, models: readonly Span[]): readonly Fold[] {
  const map = new LineMap(text);
  const ofModels = models.map(({ start, end }) => ({
    start: map.positionAt(start).line,
    end: map.positionAt(end).line,
  }));
  const all = [...ofModels, ...blocks(text.split(/\r?\n/))].filter(({ start, end }) => end > start);
  all.sort((a, b) => a.start - b.start || b.end - a.end);
  return all.filter((fold, i) => fold.start !== all[i - 1]?.start);
}

/** A line and those below it that are indented further; what closes a bracket below belongs to it. */
function blocks(lines: readonly string[]): readonly Fold[] {
  const open: { readonly start: number; readonly indentation: number }[] = [];
  const found: Fold[] = [];
  let last = 0;
  lines.forEach((line, i) => {
    if (line.trim() === "") return;
    const indentation = /^\s*/.exec(line)![0].replaceAll("\t", "        ").length;
    for (let top = open.at(-1); top && top.indentation >= indentation; top = open.at(-1)) {
      open.pop();
      if (last > top.start) found.push({ start: top.start, end: last });
    }
    open.push({ start: i, indentation });
    last = i;
  });
  for (const { start } of open) if (last > start) found.push({ start, end: last });
  return found;
}
