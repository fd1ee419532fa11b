/** All runs, to be compared and opened. */
import { fill } from "../../src/base/fill";
import type { RunRow } from "../../src/protocol/trainingView";
import { cut } from "../base/cut";
import { element } from "../base/dom";
import { swatch } from "./chartCards";
import type { Formats } from "./formats";
import { MOST_RUNS } from "./state";

export interface RunListActions {
  compare(run: string, shown: boolean): void;
  open(run: string): void;
}

export class RunList {
  readonly element: HTMLElement;
  private readonly list = element("ul", { class: "runs" });
  private made = "";

  constructor(
    private readonly formats: Formats,
    private readonly actions: RunListActions,
  ) {
    this.element = element("section", { class: "below" }, [element("h2", {}, [formats.texts.runs]), this.list]);
  }

  /** `shown` are the runs in the charts, in the order of their colours; the first is the current one. */
  show(runs: readonly RunRow[], shown: readonly string[]): void {
    // A single run has nothing to be compared with.
    this.element.hidden = runs.length <= 1;
    const key = JSON.stringify([runs, shown]);
    if (key === this.made) return;
    this.made = key;
    const focused = document.activeElement?.id;
    this.list.replaceChildren(...runs.map((run, index) => this.entry(run, index, shown)));
    if (focused?.startsWith("run-")) document.getElementById(focused)?.focus();
  }

  private entry(run: RunRow, index: number, shown: readonly string[]): HTMLElement {
    const { texts } = this.formats;
    const hue = shown.indexOf(run.id);
    const current = run.id === shown[0];
    const name = cut(run.name);
    const box = element(
      "input",
      {
        type: "checkbox",
        id: `run-${index}`,
        "aria-label": fill(texts.compare, name),
        checked: hue >= 0,
        disabled: current || (hue < 0 && shown.length >= MOST_RUNS),
      },
      [],
      { change: () => this.actions.compare(run.id, box.checked) },
    );
    const title = current
      ? element("span", { class: "name" }, [name])
      : element(
          "button",
          { type: "button", class: "name link", id: `run-name-${index}`, title: fill(texts.open, name) },
          [name],
          { click: () => this.actions.open(run.id) },
        );
    return element("li", { class: current ? "current" : undefined }, [
      box,
      hue >= 0 && shown.length > 1 ? swatch(hue, false) : element("span", { class: "swatch" }),
      title,
      element("span", { class: "about" }, [
        [texts[run.state], this.formats.epochs(run.epochs), this.formats.startedAt(run.startedAt)].join(" · "),
      ]),
    ]);
  }
}
