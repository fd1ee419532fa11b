/** How often something is saved: after each epoch, or after so many steps. */
import { Misfit, type Param } from "../../layers/param";
import type { State } from "./callback";

export type Frequency = "epoch" | number;

export const frequency: Param<Frequency> = {
  docs: "After each epoch, or after so many steps.",
  kind: '"epoch" | int',
  default: "epoch",
  shapes: false,
  parse: (value) =>
    value === "epoch" || (typeof value === "number" && Number.isInteger(value) && value > 0)
      ? value
      : new Misfit('"epoch" or a whole number of at least 1'),
};

/** Counts the steps since it was time, over epochs. */
export interface Counting extends State {
  readonly steps: number;
}

/** The count after one more step, and whether it is time. */
export const counted = (steps: number, every: Frequency): { readonly isDue: boolean; readonly steps: number } =>
  every === "epoch" || steps + 1 < every ? { isDue: false, steps: steps + 1 } : { isDue: true, steps: 0 };
