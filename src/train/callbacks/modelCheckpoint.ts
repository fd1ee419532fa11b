import { anything, bool, float, optional } from "../../layers/param";
import { defineCallback, type Moment, type Reaction, type RunFacts } from "./callback";
import { fileName, savedFile, savedName } from "./filepath";
import { counted, frequency, type Counting, type Frequency } from "./frequency";
import { directionOf, improves, monitorParams, unwatchable } from "./monitor";

interface Saving extends Counting {
  readonly best?: number;
}

interface Config {
  readonly filepath: string | undefined;
  readonly monitor: string;
  readonly mode: string;
  readonly save_best_only: boolean;
  readonly save_freq: Frequency;
  readonly initial_value_threshold: number | null;
}

/** For a path that is known only at run time. */
const OTHERWISE = "checkpoint.keras";

const initial: Saving = { steps: 0 };

export const modelCheckpoint = defineCallback({
  name: "ModelCheckpoint",
  docs: "Saves the weights after each epoch, after so many steps, or when a number has become better.",
  params: {
    filepath: fileName("File that is written; may hold {epoch}, {batch} and the names of numbers."),
    ...monitorParams,
    verbose: anything("How much is printed."),
    save_best_only: bool("Only when the number has become better.", false),
    save_weights_only: bool("Weights alone, without the model.", false),
    save_freq: frequency,
    initial_value_threshold: optional(float("Becoming better counts from here on.")),
  },
  initial,
  impossible(config, run) {
    const { filepath = OTHERWISE, save_freq } = config;
    const names = namesOf(save_freq, run);
    const batch = save_freq === "epoch" ? undefined : 0;
    if (savedFile(filepath, 0, batch, Object.fromEntries(names.map((name) => [name, 0]))) === undefined)
      return `${JSON.stringify(filepath)} asks for more than there is when it saves: ${names.join(", ")}`;
    // without its number Keras saves every time
    return config.save_best_only && run.watched.has(config.monitor) ? unwatchable(config, run) : undefined;
  },
  remark({ filepath, save_best_only, monitor }, run) {
    const asked =
      filepath === undefined ? "its file name is known only at run time" : `it asks for ${JSON.stringify(filepath)}`;
    const place = `the weights are written into the run's folder as ${JSON.stringify(savedName(filepath ?? OTHERWISE))}`;
    const always =
      save_best_only && !run.watched.has(monitor) ? `, every time, since there is no ${monitor} to watch` : "";
    return `${asked}; ${place}${always}`;
  },
  stepEnd(state, at, config) {
    if (config.save_freq === "epoch") return { state, actions: [] };
    const { isDue, steps } = counted(state.steps, config.save_freq);
    const next = { ...state, steps };
    return isDue ? save(next, at, config) : { state: next, actions: [] };
  },
  epochEnd: (state, at, config) => (config.save_freq === "epoch" ? save(state, at, config) : { state, actions: [] }),
});

/** The numbers that there are when it saves: validation only at the end of an epoch. */
const namesOf = (save_freq: Frequency, { watched }: RunFacts): readonly string[] =>
  [...watched.keys()].filter((name) => save_freq === "epoch" || !name.startsWith("val_"));

function save(state: Saving, { epoch, batch, logs, run }: Moment, config: Config): Reaction<Saving> {
  const file = savedFile(config.filepath ?? OTHERWISE, epoch, batch, logs);
  const actions = file === undefined ? [] : [{ kind: "save", file } as const];
  const value = logs[config.monitor];
  if (!config.save_best_only || value === undefined) return { state, actions };
  const best = state.best ?? config.initial_value_threshold ?? undefined;
  return improves(value, best, directionOf(config, run))
    ? { state: { ...state, best: value }, actions }
    : { state, actions: [] };
}
