import { bool } from "../../layers/param";
import { defineCallback, type Reaction } from "./callback";

type Swapped = { readonly swapped: number };
const initial: Swapped = { swapped: 0 };

/** Exchanges weights and averages where that is to be so. */
const turned = (state: Swapped, swapped: 0 | 1, is = true): Reaction<Swapped> =>
  is && state.swapped !== swapped ? { state: { swapped }, actions: [{ kind: "swap" }] } : { state, actions: [] };

export const swapEmaWeights = defineCallback({
  name: "SwapEMAWeights",
  docs: "Validates with the moving averages of the weights, for optimizers with `use_ema`.",
  params: { swap_on_epoch: bool("From the end of an epoch to the begin of the next, too: for what is saved.", false) },
  initial,
  impossible: (_, { averages }) =>
    averages ? undefined : "the optimizer keeps no averages of the weights; give it use_ema=True",
  testBegin: (state) => turned(state, 1),
  testEnd: (state) => turned(state, 0),
  epochBegin: (state, _, { swap_on_epoch }) => turned(state, 0, swap_on_epoch),
  epochEnd(state, { epoch, run }, { swap_on_epoch }) {
    const { state: after, actions } = turned(state, 1, swap_on_epoch);
    // the training ends with the averages, which are in the weights now
    const isLast = actions.length > 0 && epoch + 1 === run.epochs;
    return { state: after, actions: isLast ? [...actions, { kind: "settle" }] : actions };
  },
});
