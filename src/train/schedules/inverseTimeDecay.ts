import { bool, float } from "../../layers/param";
import { defineSchedule } from "./schedule";

export const inverseTimeDecay = defineSchedule({
  name: "InverseTimeDecay",
  docs: "Divided by `1 + decay_rate · step / decay_steps`.",
  params: {
    initial_learning_rate: float("The rate at step 0."),
    decay_steps: float("Steps after which the divisor has grown by `decay_rate`."),
    decay_rate: float("How fast the divisor grows."),
    staircase: bool("In jumps instead of smoothly.", false),
  },
  at(step, { initial_learning_rate, decay_steps, decay_rate, staircase }) {
    const times = step / decay_steps;
    return initial_learning_rate / (1 + decay_rate * (staircase ? Math.floor(times) : times));
  },
});
