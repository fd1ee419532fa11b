import { anything, Misfit, type Param } from "../../layers/param";
import { isKerasObject } from "../../model/literal";
import { defineCallback } from "./callback";
import { scheduled, shown } from "./monitor";

/** What the file's own function gives for each epoch, followed when the file was read. */
interface RateTable {
  readonly rates: readonly number[];
  /** The rate that it began with, where the function builds on the one before. */
  readonly from: number | undefined;
}

const table: Param<RateTable> = {
  docs: "A function from the epoch to its learning rate.",
  kind: "function",
  shapes: false,
  parse(value) {
    const { rates, from } = isKerasObject(value) && value.class_name === "table" ? value.config : {};
    const isTable = Array.isArray(rates) && rates.length > 0 && rates.every((rate) => typeof rate === "number");
    if (!isTable) return new Misfit("a function that can be followed for each epoch");
    return { rates, from: typeof from === "number" ? from : undefined };
  },
};

export const learningRateScheduler = defineCallback({
  name: "LearningRateScheduler",
  docs: "Gives each epoch the learning rate that a function of the file says.",
  params: { schedule: table, verbose: anything("How much is printed.") },
  initial: {},
  changesRate: true,
  impossible: (_, run) => scheduled(run),
  remark: ({ schedule: { from } }, { learningRate }) =>
    from === undefined || from === learningRate
      ? undefined
      : `its rates are those that follow from the file's own learning rate, ${shown(from)}`,
  // beyond the table its last rate stays
  epochBegin: (state, { epoch }, { schedule: { rates } }) => ({
    state,
    actions: [{ kind: "learning-rate", value: rates[Math.min(epoch, rates.length - 1)]! }],
  }),
  epochEnd: (state, { learningRate }) => ({ state, actions: [], logs: { learning_rate: learningRate } }),
});
