/** What is said about the items of a graph: on cards, in the details and to a screen reader. */
import { fill } from "../../src/base/fill";
import type { Count, GraphPicture, Note, PictureNode } from "../../src/protocol/graphView";
import type { GraphTexts } from "../../src/protocol/graphTexts";
import { cut } from "../base/cut";
import type { Fold, Item } from "./scene";

export class Descriptions {
  private readonly numbers: Intl.NumberFormat;

  constructor(
    readonly texts: GraphTexts,
    locale: string,
  ) {
    this.numbers = new Intl.NumberFormat(locale);
  }

  number(value: number): string {
    return this.numbers.format(value);
  }

  /** On a card: short, nothing for nothing. */
  count(count: Count): string {
    if (typeof count !== "number") return "?";
    return count === 0 ? "" : this.number(count);
  }

  params(count: Count): string {
    if (typeof count !== "number") return this.texts.unknownParams;
    return count === 0 ? this.texts.noParams : fill(this.texts.params, this.number(count));
  }

  layers(count: number): string {
    return count === 1 ? this.texts.layer : fill(this.texts.layers, this.number(count));
  }

  totals({ totals }: GraphPicture): string[] {
    const { trainable, nonTrainable, params } = totals;
    return [
      this.layers(totals.layers),
      this.params(params),
      ...(typeof trainable === "number" && typeof nonTrainable === "number" && nonTrainable > 0
        ? [fill(this.texts.trainable, this.number(trainable)), fill(this.texts.nonTrainable, this.number(nonTrainable))]
        : []),
    ];
  }

  /** One sentence for those who hear the graph. */
  label(item: Item): string {
    if (item.kind === "layer") return this.layerLabel(item.node);
    if (item.kind === "fold") return this.foldLabel(item.fold);
    const { type, does } = item.ghost;
    return `${fill(this.texts.suggested, cut(type))}, ${cut(does)}`;
  }

  foldTitle({ repeat, nodes }: Fold): string {
    const types = nodes.slice(0, repeat.period).map(({ type }) => cut(type));
    const named = types.slice(0, 4);
    const rest = types.length - named.length;
    return [...named, ...(rest > 0 ? [fill(this.texts.moreTypes, rest)] : [])].join(", ");
  }

  suggestionsInside({ ghosts }: Fold): string {
    return ghosts === 1 ? this.texts.oneSuggestionInside : fill(this.texts.suggestionsInside, this.number(ghosts));
  }

  private foldLabel(fold: Fold): string {
    return [
      fill(this.texts.repeated, fold.repeat.times, this.foldTitle(fold), this.number(fold.nodes.length)),
      this.output(fold.nodes.at(-1)!),
      this.params(foldParams(fold)),
      ...this.noted(foldNotes(fold)),
      ...(fold.ghosts > 0 ? [this.suggestionsInside(fold)] : []),
    ].join(", ");
  }

  private layerLabel(node: PictureNode): string {
    return [
      `${cut(node.type)} ${cut(node.name)}`,
      this.output(node),
      this.params(node.params),
      ...(node.activation === undefined ? [] : [fill(this.texts.activation, cut(node.activation))]),
      ...(node.frozen ? [this.texts.frozen] : []),
      ...this.noted(node),
    ].join(", ");
  }

  private output({ shape }: PictureNode): string {
    return shape === undefined ? this.texts.unknownShape : fill(this.texts.output, cut(shape));
  }

  private noted({ problems, hints }: Noted): string[] {
    const { texts } = this;
    const some = (count: number, one: string, many: string): string[] =>
      count === 0 ? [] : [count === 1 ? one : fill(many, this.number(count))];
    return [
      ...some(problems.length, texts.oneProblem, texts.problems),
      ...some(hints.length, texts.oneHint, texts.hints),
    ];
  }
}

export interface Noted {
  readonly problems: readonly Note[];
  readonly hints: readonly Note[];
}

export const foldNotes = ({ nodes }: Fold): Noted => ({
  problems: nodes.flatMap(({ problems }) => problems),
  hints: nodes.flatMap(({ hints }) => hints),
});

export function foldParams({ nodes }: Fold): Count {
  let sum = 0;
  for (const { params } of nodes) {
    if (typeof params !== "number") return params;
    sum += params;
  }
  return sum;
}
