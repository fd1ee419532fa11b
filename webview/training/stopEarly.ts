/** Whether trainings that begin from now on end early, and after how many epochs. */
import type { TrainingTexts } from "../../src/protocol/trainingTexts";
import { element } from "../base/dom";

/** What stands in the field before anything has been chosen. */
const PRESET = 5;
const MOST = 9999;

export class StopEarly {
  readonly element: HTMLElement;
  private readonly box: HTMLInputElement;
  private readonly epochs: HTMLInputElement;

  /** `patience` is what is chosen now; `choose` is told of another choice, null for none. */
  constructor(texts: TrainingTexts, patience: number | undefined, choose: (patience: number | null) => void) {
    const tell = (): void => {
      const given = Math.round(this.epochs.valueAsNumber); // an empty field is no number
      const wanted = Number.isFinite(given) ? Math.min(MOST, Math.max(1, given)) : PRESET;
      this.epochs.value = String(wanted);
      this.epochs.disabled = !this.box.checked;
      choose(this.box.checked ? wanted : null);
    };
    this.box = element("input", { type: "checkbox", id: "stopEarly", checked: patience !== undefined }, [], {
      change: tell,
    });
    this.epochs = element(
      "input",
      {
        type: "number",
        id: "patience",
        min: 1,
        max: MOST,
        value: patience ?? PRESET,
        disabled: patience === undefined,
        "aria-label": texts.patience,
      },
      [],
      { change: tell },
    );
    this.element = element("div", { class: "stop-early", title: texts.stopEarlyHint }, [
      this.box,
      element("label", { for: "stopEarly" }, [texts.stopEarly]),
      this.epochs,
      element("label", { for: "patience" }, [texts.patience]),
    ]);
  }
}
