import { anything, float, int } from "../../layers/param";
import { defineCallback, type State } from "./callback";
import { directionOf, improves, minDelta, monitorParams, scheduled, shown, unwatchable } from "./monitor";

interface Waiting extends State {
  readonly wait: number;
  /** Epochs in which it does not count. */
  readonly cooldown: number;
  readonly best?: number;
}

const initial: Waiting = { wait: 0, cooldown: 0 };

export const reduceLrOnPlateau = defineCallback({
  name: "ReduceLROnPlateau",
  docs: "Makes the learning rate smaller when a number has not become better for some epochs.",
  params: {
    ...monitorParams,
    factor: float("What the learning rate is multiplied by.", { max: 1, default: 0.1 }),
    patience: int("Epochs without becoming better after which it acts.", { default: 10 }),
    verbose: anything("How much is printed."),
    min_delta: minDelta(1e-4),
    cooldown: int("Epochs after a change in which it does not count.", { default: 0 }),
    min_lr: float("Smallest learning rate.", { default: 0 }),
  },
  initial,
  changesRate: true,
  impossible: (config, run) =>
    config.factor >= 1 ? "its factor must be below 1" : (scheduled(run) ?? unwatchable(config, run)),
  epochEnd(state, { epoch, logs, learningRate, run }, config) {
    const told = { learning_rate: learningRate };
    const value = { ...logs, ...told }[config.monitor];
    if (value === undefined) return { state, actions: [], logs: told };
    let { wait, cooldown, best } = state;
    if (cooldown > 0) {
      cooldown -= 1;
      wait = 0;
    }
    let rate = learningRate;
    if (improves(value, best, directionOf(config, run), config.min_delta)) {
      best = value;
      wait = 0;
    } else if (cooldown <= 0) {
      wait += 1;
      if (wait >= config.patience && learningRate > Math.fround(config.min_lr)) {
        rate = Math.max(learningRate * config.factor, config.min_lr);
        cooldown = config.cooldown;
        wait = 0;
      }
    }
    const sentence =
      `Epoch ${epoch + 1}: ${config.monitor} has not become better; ` +
      `the learning rate goes from ${shown(learningRate)} to ${shown(rate)}.`;
    return {
      state: { wait, cooldown, ...(best !== undefined && { best }) },
      actions:
        rate === learningRate
          ? []
          : [
              { kind: "learning-rate", value: rate },
              { kind: "say", sentence },
            ],
      logs: told,
    };
  },
});
