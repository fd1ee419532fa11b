import { floats } from "../../layers/param";
import { defineSchedule } from "./schedule";

const listOf = (value: number | readonly number[]): readonly number[] => (typeof value === "number" ? [value] : value);

export const piecewiseConstantDecay = defineSchedule({
  name: "PiecewiseConstantDecay",
  docs: "One rate up to each boundary, and another after the last.",
  params: {
    boundaries: floats("The last step of each rate but the last."),
    values: floats("The rates; one more than boundaries."),
  },
  at(step, { boundaries, values }) {
    const at = listOf(boundaries).findIndex((boundary) => step <= boundary);
    const rates = listOf(values);
    return rates[at < 0 ? rates.length - 1 : at]!;
  },
});
