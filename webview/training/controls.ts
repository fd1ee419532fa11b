/** What is chosen for all charts together: the horizontal axis, smoothing, charts or table. */
import { textButton, updateButton } from "../base/button";
import { element, setText } from "../base/dom";
import type { Formats } from "./formats";
import { GREATEST_SMOOTHING, type TrainingState } from "./state";

export interface ControlActions {
  setBy(by: TrainingState["by"]): void;
  setSmoothing(smoothing: number): void;
  toggleTable(): void;
}

export class Controls {
  readonly element: HTMLElement;
  private readonly steps: HTMLButtonElement;
  private readonly epochs: HTMLButtonElement;
  private readonly slider: HTMLInputElement;
  private readonly amount = element("output", { class: "amount" });
  private readonly table: HTMLButtonElement;

  constructor({ texts }: Formats, actions: ControlActions) {
    this.steps = textButton(texts.byStep, () => actions.setBy("step"), { look: "toggle", pressed: true });
    this.epochs = textButton(texts.byEpoch, () => actions.setBy("epoch"), { look: "toggle", pressed: false });
    this.slider = element(
      "input",
      { type: "range", id: "smoothing", min: 0, max: GREATEST_SMOOTHING, step: 0.01, value: 0 },
      [],
      { input: () => actions.setSmoothing(Number(this.slider.value)) },
    );
    this.table = textButton(texts.asTable, () => actions.toggleTable(), {
      look: "toggle",
      sign: "table",
      pressed: false,
    });
    this.element = element("div", { class: "controls" }, [
      element("div", { class: "choice", role: "group", "aria-label": texts.by }, [this.steps, this.epochs]),
      element("div", { class: "smoothing" }, [
        element("label", { for: "smoothing" }, [texts.smoothing]),
        this.slider,
        this.amount,
      ]),
      this.table,
    ]);
  }

  show({ by, smoothing, table }: TrainingState): void {
    updateButton(this.steps, { pressed: by === "step" });
    updateButton(this.epochs, { pressed: by === "epoch" });
    this.slider.value = String(smoothing);
    setText(this.amount, smoothing.toFixed(2));
    updateButton(this.table, { pressed: table });
    // Epochs are means already, and the table holds what was measured.
    this.slider.disabled = table || by === "epoch";
  }
}
