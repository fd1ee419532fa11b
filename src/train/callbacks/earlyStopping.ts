import { counted } from "../../base/figures";
import { bool, float, int, optional, anything } from "../../layers/param";
import { defineCallback, type Action, type State } from "./callback";
import { directionOf, improves, minDelta, monitorParams, shown, unwatchable } from "./monitor";

interface Waiting extends State {
  /** Epochs since it became better. */
  readonly wait: number;
  /** Absent until there is one. */
  readonly best?: number;
  /** From 0. */
  readonly bestEpoch: number;
  /** 1 when weights are remembered. */
  readonly kept: number;
}

const initial: Waiting = { wait: 0, bestEpoch: 0, kept: 0 };

export const earlyStopping = defineCallback({
  name: "EarlyStopping",
  docs: "Ends the training when a number has not become better for some epochs.",
  params: {
    ...monitorParams,
    min_delta: minDelta(0),
    patience: int("Epochs without becoming better after which it ends.", { default: 0 }),
    verbose: anything("How much is printed."),
    baseline: optional(float("Becoming better counts only beyond this.")),
    restore_best_weights: bool("At the end take the weights of the best epoch.", false),
    start_from_epoch: int("Epochs before it begins to watch.", { default: 0 }),
  },
  initial,
  impossible: unwatchable,
  epochEnd(state, { epoch, logs, run }, config) {
    const value = logs[config.monitor];
    if (value === undefined || epoch < config.start_from_epoch) return { state, actions: [] };
    const actions: Action[] = [];
    let { wait, best, bestEpoch, kept } = state;
    const direction = directionOf(config, run);
    const keep = (): void => {
      bestEpoch = epoch;
      kept = 1;
      actions.push({ kind: "keep" });
    };
    if (config.restore_best_weights && kept === 0) keep();
    wait += 1;
    if (improves(value, best, direction, config.min_delta)) {
      best = value;
      bestEpoch = epoch;
      if (config.restore_best_weights) keep();
      if (config.baseline === null || improves(value, config.baseline, direction, config.min_delta)) wait = 0;
    } else if (wait >= config.patience && epoch > 0) {
      const since = `${config.monitor} has not become better for ${counted(wait, "epoch")}`;
      const was = best === undefined ? "" : `; the best was ${shown(best)} in epoch ${bestEpoch + 1}`;
      const weights = config.restore_best_weights ? `, whose weights are taken` : "";
      actions.push({ kind: "stop", message: `${since}${was}${weights}.` });
    }
    return { state: { wait, ...(best !== undefined && { best }), bestEpoch, kept }, actions: once(actions) };
  },
  trainingEnd: (state) => ({ state, actions: state.kept === 1 ? [{ kind: "restore" }] : [] }),
});

/** Weights are remembered once. */
const once = (actions: readonly Action[]): readonly Action[] =>
  actions.filter(({ kind }, i) => kind !== "keep" || i === 0);
