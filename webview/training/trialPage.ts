/** The training panel when it is about a trial: how far it is, what it says, and the trainings of both models in bands. */
import { fill } from "../../src/base/fill";
import { isTrying, type TrialBand, type TrialState, type TrialStatus } from "../../src/protocol/trialView";
import { textButton } from "../base/button";
import { cut } from "../base/cut";
import { element, setAttributes, setText } from "../base/dom";
import type { IconName } from "../base/iconPaths";
import { icon } from "../base/icons";
import { onThemeChange } from "../base/theme";
import { swatch } from "./chartCards";
import { LineChart, type ChartLine } from "./charts";
import type { Formats } from "./formats";
import { nearest } from "./series";

export interface TrialActions {
  stopTrial(trial: string): void;
  leaveTrial(): void;
}

const signs: Readonly<Record<TrialState, IconName>> = {
  measuring: "play",
  choosing: "pause",
  running: "play",
  stopping: "stop",
  done: "check",
  stopped: "stop",
  failed: "error",
};

interface Card {
  readonly chart: LineChart;
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly place: HTMLElement;
  readonly values: readonly HTMLElement[];
  bands: readonly TrialBand[];
}

export class TrialPage {
  readonly element: HTMLElement;
  private readonly title = element("h1");
  private readonly state = element("span", { class: "state" });
  private readonly stop: HTMLButtonElement;
  private readonly where = element("p", { class: "where" });
  private readonly bar = element("div", { class: "fill" });
  private readonly track: HTMLElement;
  private readonly progress: HTMLElement;
  private readonly outcome = element("section", { class: "outcome", role: "status" });
  private readonly charts = element("div", { class: "charts" });
  private readonly note: HTMLElement;
  private readonly cards = new Map<string, Card>();
  private status: TrialStatus | undefined;
  private made = "";

  constructor(
    private readonly formats: Formats,
    actions: TrialActions,
  ) {
    const { texts } = formats;
    this.stop = textButton(texts.stop, () => actions.stopTrial(this.status?.id ?? ""), {
      sign: "stop",
      title: texts.stopTrialHint,
    });
    this.track = element("div", { class: "track", role: "progressbar", "aria-label": texts.progress }, [this.bar]);
    this.progress = element("div", { class: "progress" }, [this.where, this.track]);
    this.outcome.setAttribute("aria-label", texts.trialSays);
    this.note = element("p", { class: "where band-note" }, [texts.bandNote]);
    const back = textButton(texts.toRuns, () => actions.leaveTrial(), { look: "plain" });
    this.element = element("main", { class: "training trial" }, [
      element("header", { class: "head" }, [
        element("div", { class: "line" }, [
          this.title,
          this.state,
          element("div", { class: "buttons" }, [this.stop, back]),
        ]),
        this.progress,
        this.outcome,
      ]),
      this.charts,
      this.note,
    ]);
    onThemeChange(() => {
      for (const { chart } of this.cards.values()) chart.readTheme();
    });
  }

  show(status: TrialStatus): void {
    this.status = status;
    const { texts } = this.formats;
    setText(this.title, cut(status.name));
    this.title.title = cut(status.name);
    this.state.className = `state ${status.state}`;
    this.state.replaceChildren(icon(signs[status.state]), texts[status.state]);
    this.stop.hidden = !isTrying(status.state);
    this.showProgress(status);
    this.showOutcome(status);
    this.showCharts(status);
  }

  private showProgress({ state, progress, budget }: TrialStatus): void {
    const { texts } = this.formats;
    this.progress.hidden = !isTrying(state);
    const said = progress
      ? [
          fill(texts.pairOf, this.formats.count(progress.pair), this.formats.count(progress.pairs)),
          `${texts.timeLeft} ${this.formats.duration(progress.secondsLeft)}`,
        ]
      : [texts[state]];
    setText(this.where, [budget, ...said].filter((part) => part !== undefined).join(" · "));
    const percent = progress && Math.round(1000 * progress.share) / 10;
    setAttributes(this.track, {
      class: percent === undefined ? `track ${state} unknown` : `track ${state}`,
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      "aria-valuenow": percent,
      "aria-valuetext": this.where.textContent,
    });
    this.bar.style.width = percent === undefined ? "" : `${percent}%`;
  }

  private showOutcome({ state, sentences, verdict }: TrialStatus): void {
    const key = JSON.stringify([state, sentences]);
    if (key === this.made) return;
    this.made = key;
    const [answer, ...others] = sentences;
    this.outcome.hidden = answer === undefined;
    this.outcome.className = `outcome ${state}`;
    this.outcome.replaceChildren(
      icon(state === "failed" ? "error" : verdict === "better" ? "check" : "info"),
      element("div", {}, [
        element("p", { class: "answer" }, [answer ?? ""]),
        ...others.map((sentence) => element("p", { class: "message" }, [sentence])),
      ]),
    );
  }

  private showCharts({ charts, variants }: TrialStatus): void {
    const shown = charts.filter(({ bands }) => bands.some(({ step }) => step.length > 0));
    for (const [quantity, card] of this.cards)
      if (!shown.some((chart) => chart.quantity === quantity)) {
        card.chart.destroy();
        card.element.remove();
        this.cards.delete(quantity);
      }
    for (const { quantity, bands } of shown) {
      const card = this.cards.get(quantity) ?? this.makeCard(quantity, variants);
      this.cards.set(quantity, card);
      card.bands = bands;
      card.chart.show(bands.map(lineOf), false);
      const said = bands.map(({ mean }, i) => `${variants[i]!}: ${this.valueText(mean.at(-1))}`);
      const { texts } = this.formats;
      card.canvas.setAttribute("aria-label", [fill(texts.chartOf, cut(quantity), texts.step), ...said].join(". "));
      this.showValues(card, undefined);
    }
    this.note.hidden = shown.length === 0;
  }

  private makeCard(quantity: string, variants: readonly [string, string]): Card {
    const canvas = element("canvas", { role: "img" });
    const place = element("span", { class: "place" });
    const values = variants.map(() => element("span", { class: "value" }));
    const legend = element(
      "ul",
      { class: "legend" },
      variants.map((name, i) =>
        element("li", {}, [
          element("span", { class: "part", title: cut(name) }, [
            swatch(i, i === 1),
            element("span", { class: "name" }, [cut(name)]),
            values[i]!,
          ]),
        ]),
      ),
    );
    const caption = fill(this.formats.texts.validationOf, cut(quantity));
    const figure = element("figure", { class: "chart" }, [
      element("figcaption", {}, [element("h2", {}, [caption]), place]),
      legend,
      element("div", { class: "canvas" }, [canvas]),
    ]);
    // The chart measures the place that it gets.
    this.charts.append(figure);
    const chart = new LineChart(canvas, this.formats.locale, (at) => {
      for (const card of this.cards.values()) {
        card.chart.point(at);
        this.showValues(card, at);
      }
    });
    return { chart, element: figure, canvas, place, values, bands: [] };
  }

  private showValues({ bands, values, place }: Card, at: number | undefined): void {
    bands.forEach(({ step, mean }, i) => {
      setText(values[i]!, this.valueText(at === undefined ? mean.at(-1) : mean[nearest(step, at)]));
    });
    setText(place, at === undefined ? "" : fill(this.formats.texts.atStep, this.formats.count(at)));
  }

  private valueText(value: number | undefined): string {
    return value === undefined ? this.formats.texts.none : this.formats.value(value);
  }
}

const lineOf = ({ step, mean, low, high }: TrialBand, variant: number): ChartLine => ({
  x: step,
  y: mean,
  hue: variant,
  dashed: variant === 1,
  faint: false,
  band: { low, high },
});
