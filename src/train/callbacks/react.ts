/** The callbacks of a run, one after the other. */
import { Misfit, type Params } from "../../layers/param";
import type { Metrics } from "../../model/job";
import { showLiteral, type KerasObject } from "../../model/literal";
import { callbackByName, callbacks } from "./index";
import type { Action, AnyCallback, Moment, Reaction, RunFacts, State } from "./callback";

/** A callback of a run, with what it remembers. */
export interface Watcher {
  readonly of: AnyCallback;
  readonly config: Readonly<Record<string, unknown>>;
  readonly state: State;
}

/** Keras adds them to every training; here they have nothing to do. */
const silent: ReadonlySet<string> = new Set(["History", "ProgbarLogger"]);

/** Those that can be carried out, and a sentence about each that is left out or does something else than in Keras. */
export function watchersOf(
  objects: readonly KerasObject[],
  run: RunFacts,
): { readonly watchers: readonly Watcher[]; readonly run: RunFacts; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const watchers: Watcher[] = [];
  const changesRate = objects.some(({ class_name }) => callbackByName.get(class_name)?.changesRate);
  const facts: RunFacts = changesRate
    ? { ...run, watched: new Map([...run.watched, ["learning_rate", undefined]]) }
    : run;
  for (const object of objects.filter(({ class_name }) => !silent.has(class_name))) {
    const { class_name } = object;
    const of = callbackByName.get(class_name);
    const config = of
      ? configured(of, object)
      : `Batchwise carries out ${callbacks.map(({ name }) => name).join(", ")}`;
    const why: string | undefined = typeof config === "string" ? config : of?.impossible?.(config as never, facts);
    if (why !== undefined) notes.push(`The callback ${class_name} is left out: ${why}.`);
    else if (of && typeof config !== "string") {
      const remark = of.remark?.(config as never, facts);
      if (remark !== undefined) notes.push(`${class_name}: ${remark}.`);
      watchers.push({ of, config, state: of.initial as State });
    }
  }
  return { watchers, run: facts, notes };
}

/** Its arguments, checked; or why they do not fit. */
function configured({ params }: AnyCallback, { config }: KerasObject): Readonly<Record<string, unknown>> | string {
  const parsed: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(params as Params)) {
    const value = config[name] ?? param.default;
    if (value === undefined) return `it needs ${name}`;
    const result: unknown = param.parse(value);
    if (result instanceof Misfit) return `${name} must be ${result.expected}, got ${showLiteral(value)}`;
    parsed[name] = result;
  }
  const unknown = Object.keys(config).find((name) => !Object.hasOwn(params as Params, name));
  return unknown === undefined ? parsed : `it has no argument ${unknown}`;
}

export type When = "epochBegin" | "stepEnd" | "epochEnd" | "testBegin" | "testEnd" | "trainingEnd";

/** An action, and which of the watchers it comes from. */
export interface Ordered {
  readonly from: number;
  readonly action: Action;
}

/** Each sees what those before it added to the logs, and the learning rate that they left. */
export function react(
  watchers: readonly Watcher[],
  when: When,
  at: Moment,
): { readonly watchers: readonly Watcher[]; readonly ordered: readonly Ordered[]; readonly logs: Metrics } {
  let { logs, learningRate } = at;
  const ordered: Ordered[] = [];
  const after = watchers.map((watcher, from) => {
    const change = watcher.of[when] as ((state: State, at: Moment, config: unknown) => Reaction<State>) | undefined;
    if (!change) return watcher;
    const reaction = change(watcher.state, { ...at, logs, learningRate }, watcher.config);
    logs = { ...logs, ...reaction.logs };
    for (const action of reaction.actions) {
      // the optimizer keeps its rate in single precision
      if (action.kind === "learning-rate") learningRate = Math.fround(action.value);
      ordered.push({ from, action });
    }
    return { ...watcher, state: reaction.state };
  });
  return { watchers: after, ordered, logs };
}
