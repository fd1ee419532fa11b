import { bool, float } from "../../layers/param";
import { defineSchedule } from "./schedule";

export const exponentialDecay = defineSchedule({
  name: "ExponentialDecay",
  docs: "Multiplied by `decay_rate` every `decay_steps` steps.",
  params: {
    initial_learning_rate: float("The rate at step 0."),
    decay_steps: float("Steps between two factors."),
    decay_rate: float("The factor."),
    staircase: bool("In jumps instead of smoothly.", false),
  },
  at(step, { initial_learning_rate, decay_steps, decay_rate, staircase }) {
    const times = step / decay_steps;
    return initial_learning_rate * decay_rate ** (staircase ? Math.floor(times) : times);
  },
});
