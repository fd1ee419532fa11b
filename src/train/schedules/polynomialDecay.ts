import { bool, float } from "../../layers/param";
import { defineSchedule } from "./schedule";

export const polynomialDecay = defineSchedule({
  name: "PolynomialDecay",
  docs: "From the first rate to `end_learning_rate` in `decay_steps` steps, along a power.",
  params: {
    initial_learning_rate: float("The rate at step 0."),
    decay_steps: float("Steps to the end."),
    end_learning_rate: float("The rate at the end.", { default: 0.0001 }),
    power: float("1 is a straight line.", { default: 1 }),
    cycle: bool("Begin again, each time for longer, instead of staying at the end.", false),
  },
  at(step, { initial_learning_rate: first, decay_steps, end_learning_rate: last, power, cycle }) {
    const steps = cycle && step > 0 ? decay_steps * Math.ceil(step / decay_steps) : decay_steps;
    const share = (cycle ? step : Math.min(step, steps)) / steps;
    return (first - last) * (1 - share) ** power + last;
  },
});
