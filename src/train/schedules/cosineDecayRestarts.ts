import { float } from "../../layers/param";
import { defineSchedule } from "./schedule";

export const cosineDecayRestarts = defineSchedule({
  name: "CosineDecayRestarts",
  docs: "Along half a cosine down, again and again, each time `t_mul` times longer and `m_mul` times as high (Loshchilov & Hutter 2017).",
  params: {
    initial_learning_rate: float("The rate at step 0."),
    first_decay_steps: float("Steps of the first way down."),
    t_mul: float("How much longer each way down is than the last.", { default: 2 }),
    m_mul: float("How much higher each begins.", { default: 1 }),
    alpha: float("Share of the rate that is left at the end.", { default: 0 }),
  },
  at(step, { initial_learning_rate: first, first_decay_steps, t_mul: longer, m_mul: higher, alpha }) {
    const done = step / first_decay_steps;
    const restarts = longer === 1 ? Math.floor(done) : Math.floor(Math.log(1 - done * (1 - longer)) / Math.log(longer));
    const before = longer === 1 ? restarts : (1 - longer ** restarts) / (1 - longer);
    const share = (done - before) / (longer === 1 ? 1 : longer ** restarts);
    return first * ((1 - alpha) * 0.5 * higher ** restarts * (1 + Math.cos(Math.PI * share)) + alpha);
  },
});
