import { float, optional } from "../../layers/param";
import { defineSchedule } from "./schedule";

export const cosineDecay = defineSchedule({
  name: "CosineDecay",
  docs: "Along half a cosine down to `alpha` times the rate, after a straight line up to `warmup_target` where that is given.",
  params: {
    initial_learning_rate: float("The rate at step 0."),
    decay_steps: float("Steps of the way down."),
    alpha: float("Share of the rate that is left at the end.", { default: 0 }),
    warmup_target: optional(float("The rate at which the way down begins.")),
    warmup_steps: float("Steps of the way up.", { default: 0 }),
  },
  at(step, { initial_learning_rate: first, decay_steps, alpha, warmup_target: target, warmup_steps }) {
    const down = (after: number, from: number): number => {
      const share = Math.min(after, decay_steps) / decay_steps;
      return from * ((1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * share)) + alpha);
    };
    if (target === null) return down(step, first);
    return step < warmup_steps ? first + ((target - first) * step) / warmup_steps : down(step - warmup_steps, target);
  },
});
