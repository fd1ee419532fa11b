/** One card for each metric, or for one kind of them where a model has several outputs: its chart, and beside the name of each line its value, now or under the pointer. */
import { fill } from "../../src/base/fill";
import type { Line } from "../../src/protocol/curves";
import { textButton, updateButton } from "../base/button";
import { cut } from "../base/cut";
import { element, setText } from "../base/dom";
import { LineChart, type ChartLine } from "./charts";
import type { Formats } from "./formats";
import { groupsOf, type MetricGroup } from "./groups";
import { nearest, type RunSeries } from "./series";
import { metricSentence } from "./summary";

/** A run as the charts show it. */
export interface ShownRun {
  readonly id: string;
  readonly name: string;
  readonly series: RunSeries;
}

export interface ChartOptions {
  readonly by: Line["by"];
  readonly smoothing: number;
  readonly logarithmic: ReadonlySet<string>;
}

interface Card {
  readonly element: HTMLElement;
  readonly chart: LineChart;
  readonly canvas: HTMLCanvasElement;
  readonly log: HTMLButtonElement;
  readonly legend: HTMLElement;
  readonly nothing: HTMLElement;
  /** Where the pointer is. */
  readonly place: HTMLElement;
  /** What the legend's entries stand for, in order. */
  lines: readonly ChartLine[];
  by: Line["by"];
}

/** A run in the legend: its name when there are several, and a sample of each of its lines. */
interface LegendRun {
  readonly name: string;
  readonly parts: readonly { readonly hue: number; readonly dashed: boolean; readonly name: string }[];
}

export class ChartCards {
  readonly element = element("div", { class: "charts" });
  private readonly cards = new Map<string, Card>();
  private readonly waiting: HTMLElement;
  private at: number | undefined;

  constructor(
    private readonly formats: Formats,
    private readonly onLogarithmic: (metric: string) => void,
  ) {
    this.waiting = element("p", { class: "waiting" }, [formats.texts.noPoints]);
    this.element.append(this.waiting);
  }

  /** The widest chart, in CSS pixels. */
  get width(): number {
    return Math.max(0, ...[...this.cards.values()].map(({ canvas }) => canvas.clientWidth));
  }

  show(runs: readonly ShownRun[], options: ChartOptions): void {
    const metrics = [...new Set(runs.flatMap(({ series }) => series.metrics()))];
    const groups = groupsOf(metrics, runs.length > 1);
    this.waiting.hidden = metrics.length > 0;
    for (const [metric, card] of this.cards)
      if (!groups.some(({ kind }) => kind === metric)) {
        card.chart.destroy();
        card.element.remove();
        this.cards.delete(metric);
      }
    for (const group of groups) {
      let card = this.cards.get(group.kind);
      if (!card) {
        card = this.make(group.kind);
        this.cards.set(group.kind, card);
        this.element.append(card.element);
      }
      this.fill(card, group, runs, options);
    }
  }

  readTheme(): void {
    for (const { chart } of this.cards.values()) chart.readTheme();
  }

  private make(metric: string): Card {
    const { texts, locale } = this.formats;
    const canvas = element("canvas", { role: "img" });
    const log = textButton(texts.logarithmic, () => this.onLogarithmic(metric), { look: "toggle", pressed: false });
    log.setAttribute("aria-label", fill(texts.logarithmicOf, cut(metric)));
    const place = element("span", { class: "place" });
    const legend = element("ul", { class: "legend" });
    const nothing = element("p", { class: "nothing", hidden: true });
    const figure = element("figure", { class: "chart" }, [
      element("figcaption", {}, [element("h2", {}, [cut(metric)]), place, log]),
      legend,
      element("div", { class: "canvas" }, [canvas, nothing]),
    ]);
    // The chart measures the place that it gets.
    this.element.append(figure);
    const chart = new LineChart(canvas, locale, (at) => this.point(at));
    return { element: figure, chart, canvas, log, legend, nothing, place, lines: [], by: "step" };
  }

  private fill(card: Card, { kind, metrics }: MetricGroup, runs: readonly ShownRun[], options: ChartOptions): void {
    const { by } = options;
    const { texts } = this.formats;
    const smooth = options.smoothing > 0 && by === "step";
    const logarithmic = options.logarithmic.has(kind);
    const faint: ChartLine[] = [];
    const lines: ChartLine[] = [];
    const names: LegendRun[] = [];
    const several = runs.length > 1 || metrics.length > 1;
    const shown = runs.flatMap(({ series, name }, number) =>
      metrics.map(({ metric, output, place }) => ({
        series,
        metric,
        hue: number + place,
        name: metrics.length > 1 ? (output ?? texts.allOutputs) : name,
      })),
    );
    for (const { series, metric, name, hue: own } of shown) {
      const parts: LegendRun["parts"][number][] = [];
      for (const part of ["train", "validation"] as const) {
        const line = series.line({ metric, part, by });
        if (!line || line.x.length === 0) continue;
        const dashed = part === "validation";
        // One run: a colour for each part. Several runs or outputs: a colour for each. Validation is always dashed.
        const hue = several ? own : dashed ? 1 : 0;
        const smoothed = smooth && !dashed;
        if (smoothed) faint.push({ x: line.x, y: line.y, hue, dashed, faint: true });
        lines.push({ x: line.x, y: smoothed ? line.smooth : line.y, hue, dashed, faint: false });
        parts.push({ hue, dashed, name: texts[part] });
      }
      if (parts.length > 0) names.push({ name: cut(name), parts });
    }
    card.lines = lines;
    card.by = by;
    card.chart.show([...faint, ...lines], logarithmic);
    updateButton(card.log, { pressed: logarithmic });
    card.nothing.hidden = lines.length > 0;
    setText(card.nothing, by === "step" ? texts.noPoints : texts.noEpochs);
    const said = shown.map(({ series, metric, name }) =>
      [...(several ? [`${cut(name)}:`] : []), metricSentence(series, metric, by, this.formats)].join(" "),
    );
    const axis = by === "step" ? texts.step : texts.epoch;
    card.canvas.setAttribute("aria-label", [fill(texts.chartOf, cut(kind), axis), ...said].join(". "));
    this.fillLegend(card, names, several);
    this.showValues(card);
  }

  private fillLegend({ legend }: Card, runs: readonly LegendRun[], several: boolean): void {
    const key = JSON.stringify([runs, several]);
    if (legend.dataset["key"] === key) return;
    legend.dataset["key"] = key;
    legend.classList.toggle("several", several);
    legend.replaceChildren(
      ...runs.map(({ name, parts }) =>
        element("li", {}, [
          several && element("span", { class: "name", title: name }, [name]),
          ...parts.map((part) =>
            element("span", { class: "part", title: part.name }, [
              swatch(part.hue, part.dashed),
              element("span", { class: several ? "unseen" : "name" }, [part.name]),
              element("span", { class: "value" }),
            ]),
          ),
        ]),
      ),
    );
  }

  private point(at: number | undefined): void {
    this.at = at;
    for (const card of this.cards.values()) {
      card.chart.point(at);
      this.showValues(card);
    }
  }

  /** The values under the pointer, or the last ones. */
  private showValues({ legend, lines, place, by }: Card): void {
    const { at } = this;
    const { texts } = this.formats;
    const values = legend.querySelectorAll(".value");
    lines.forEach(({ x, y }, index) => {
      const value = at === undefined ? y.findLast(Number.isFinite) : y[nearest(x, at)];
      setText(values[index]!, value === undefined ? texts.none : this.formats.value(value));
    });
    setText(place, at === undefined ? "" : fill(by === "epoch" ? texts.atEpoch : texts.atStep, this.formats.count(at)));
  }
}

/** So many colours are told apart. */
const HUES = 6;

/** A piece of the line, as it is drawn in the chart. */
export function swatch(hue: number, dashed: boolean): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 8");
  svg.setAttribute("class", `swatch hue-${hue % HUES}`);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", dashed ? "M0 4h5.5M8 4h5.5M16 4h4" : "M0 4h20");
  svg.append(line);
  return svg;
}
