/** What the gallery and the page tests show, by name. Each scene plays the host of one panel. */
import { server, type Port } from "../../src/protocol/channel";
import { checkedCalls } from "../../src/protocol/check";
import {
  graphViewChecks,
  type GraphPicture,
  type GraphView,
  type GraphViewCalls,
  type GraphViewEvents,
} from "../../src/protocol/graphView";
import {
  trainingViewChecks,
  type RunList,
  type RunStatus,
  type TrainingViewCalls,
  type TrainingViewEvents,
} from "../../src/protocol/trainingView";
import type { TrialStatus } from "../../src/protocol/trialView";
import { brokenRun, doneRun, failedRun, otherRuns, preparingRun, runningRun, severalRun, type MadeRun } from "./runs";
import { doneTrial, failedTrial, runningTrial } from "./trials";
import { branchedNet, chain, faultyNet, inceptionNet, residualNet, tutorialCnn } from "./pictures";

export interface Scene {
  readonly panel: "graph" | "training";
  readonly title: string;
  play(port: Port, log: (call: string, ...args: readonly unknown[]) => void, payload: string): void;
}

/** Puts a hostile text before every text of a message, ids included. */
function poison<T>(message: T, payload: string): T {
  const words = new Set(["kind", "severity", "state", "actions", "part", "by", "verdict"]);
  const walk = (value: unknown, key: string): unknown => {
    if (words.has(key)) return value;
    if (typeof value === "string") return `${payload} ${value}`;
    if (Array.isArray(value)) return value.map((part: unknown) => walk(part, ""));
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, walk(part, name)]));
  };
  return walk(message, "") as T;
}

const graph = (title: string, make: (payload: string) => GraphView, selected?: string): Scene => ({
  panel: "graph",
  title,
  play(port, log, payload) {
    let view = make(payload);
    const host = server<GraphViewCalls, GraphViewEvents>(
      checkedCalls(port, graphViewChecks, () => log("dropped")),
      {
        open: () => {
          log("open");
          return { locale: "en", texts: {}, view, ...(selected !== undefined && { selected }) };
        },
        reveal: (node) => {
          log("reveal", node);
          host.emit("selected", { node });
        },
        revealReason: (reason) => log("revealReason", reason),
        apply: (fix) => {
          log("apply", fix);
          if (view.kind !== "graph") return { refused: "there is no model" };
          const picture = applied(view.picture, fix);
          if (!picture) return { refused: "this layer is made in a loop: change the loop instead" };
          view = { kind: "graph", picture };
          host.emit("view", view);
          return {};
        },
        prove: (note) => log("prove", note),
        compare: () => log("compare"),
        showModel: (index) => {
          log("showModel", index);
          if (view.kind === "graph") view = { kind: "graph", picture: { ...view.picture, shown: index } };
          host.emit("view", view);
        },
        openExample: () => {
          log("openExample");
          view = { kind: "graph", picture: tutorialCnn() };
          host.emit("view", view);
        },
      },
    );
  },
});

/** The picture after a ghost's or note's edit, as a host would send it; undefined when it cannot be made. */
function applied(picture: GraphPicture, fix: string): GraphPicture | undefined {
  const ghost = picture.ghosts.find(({ id, hint }) => id === fix || hint === fix);
  if (!ghost) return undefined;
  return {
    ...picture,
    ghosts: picture.ghosts.filter((other) => other !== ghost),
    nodes: picture.nodes.map((node) => ({ ...node, hints: node.hints.filter(({ id }) => id !== ghost.hint) })),
  };
}

interface TrainingOptions {
  /** Steps each tenth of a second while a run is running. */
  readonly stepsPerTick?: number;
  readonly trial?: TrialStatus;
  /** Whether every text carries the payload. */
  readonly hostile?: boolean;
}

/** The first run is the current one. */
const training = (
  title: string,
  make: () => MadeRun[],
  { stepsPerTick = 0, hostile = false, trial }: TrainingOptions = {},
): Scene => ({
  panel: "training",
  title,
  play(port, log, payload) {
    const runs = make();
    const spoken = <T>(message: T): T => (hostile ? poison(message, payload) : message);
    const states = new Map<string, RunStatus["state"]>(runs.map(({ row }) => [row.id, row.state]));
    let current = runs[0]?.row.id;
    const find = (run: string): MadeRun => {
      const found = runs.find(({ row }) => row.id === run);
      if (!found) throw new Error(`there is no run ${run}`);
      return found;
    };
    const statusOf = (run: MadeRun): RunStatus => ({ ...run.status, state: states.get(run.row.id)! });
    const list = (): RunList => ({
      runs: runs.map(({ row }) => ({ ...row, state: states.get(row.id)! })),
      ...(current !== undefined && { current }),
    });
    const turn = (run: string, state: RunStatus["state"]): void => {
      states.set(run, state);
      host.emit("status", statusOf(find(run)));
      host.emit("runs", list());
    };
    const host = server<TrainingViewCalls, TrainingViewEvents>(
      checkedCalls(port, trainingViewChecks, () => log("dropped")),
      {
        open: () => {
          log("open");
          return { locale: "en", texts: {}, stopEarly: 5, ...spoken(list()), ...(trial && { trial: spoken(trial) }) };
        },
        snapshot: ({ runs: wanted, points, smoothing }) => {
          log("snapshot", wanted, points, smoothing);
          return wanted.map((id) => {
            const run = find(hostile ? id.slice(payload.length + 1) : id);
            return spoken({ status: statusOf(run), curves: run.curves.snapshot(points, smoothing) });
          });
        },
        pause: (run) => {
          log("pause", run);
          turn(run, "paused");
        },
        resume: (run) => {
          log("resume", run);
          turn(run, "running");
        },
        stop: (run) => {
          log("stop", run);
          turn(run, "stopping");
        },
        stopNow: (run) => {
          log("stopNow", run);
          turn(run, "stopped");
        },
        act: (run, action) => log("act", run, action),
        showRun: (run) => {
          log("showRun", run);
          current = find(run).row.id;
          host.emit("runs", list());
        },
        setStopEarly: (patience) => log("setStopEarly", patience),
        stopTrial: (trial) => log("stopTrial", trial),
        leaveTrial: () => log("leaveTrial"),
        train: () => {
          log("train");
          runs.push(runningRun());
          states.set("run 3", "running");
          current = "run 3";
          host.emit("runs", list());
        },
      },
    );
    if (stepsPerTick === 0) return;
    const heard = new Map(runs.map((run) => [run, run.curves.heard()]));
    setInterval(() => {
      for (const run of runs) {
        if (states.get(run.row.id) !== "running") continue;
        run.advance(stepsPerTick);
        host.emit("points", { run: run.row.id, added: run.curves.since(heard.get(run) ?? new Map<string, number>()) });
        heard.set(run, run.curves.heard());
        host.emit("status", statusOf(run));
      }
    }, 100);
  },
});

const drawn = (make: () => GraphPicture) => (): GraphView => ({ kind: "graph", picture: make() });

export const scenes: Readonly<Record<string, Scene>> = {
  cnn: graph("The tutorial's CNN", drawn(tutorialCnn)),
  selected: graph("The tutorial's CNN, a layer selected", drawn(tutorialCnn), "batch_normalization_1"),
  residual: graph("A residual network", drawn(residualNet)),
  inception: graph("Parallel branches", drawn(inceptionNet)),
  branched: graph("Two inputs, two outputs, several models", drawn(branchedNet)),
  chain: graph(
    "A thousand layers",
    drawn(() => chain(1000)),
  ),
  faulty: graph("Mistakes", drawn(faultyNet), "add"),
  empty: graph("No model", () => ({ kind: "empty" })),
  "empty-file": graph("A file without a model", () => ({ kind: "empty", file: "prepare_data.py" })),
  unread: graph("Not understood", () => ({
    kind: "unread",
    file: "search.py",
    reasons: [
      {
        id: "reason 1",
        line: 14,
        message: "The layer's class is decided at run time: getattr(layers, name). Name the class to see it here.",
      },
      { id: "reason 2", line: 31, message: "The loop is not bounded: it depends on trial.suggest_int." },
      { id: "reason 3", message: "The model is built in model_zoo.py, which is outside the workspace." },
    ],
  })),

  running: training("Training", () => [runningRun()]),
  live: training("Training, live", () => [runningRun(), doneRun(), ...otherRuns()], { stepsPerTick: 1 }),
  fast: training("Training, a thousand steps a second", () => [runningRun()], { stepsPerTick: 100 }),
  several: training("Several outputs", () => [severalRun(), doneRun()]),
  done: training("Done", () => [doneRun(), ...otherRuns()]),
  nan: training("Not a number", () => [brokenRun(), doneRun()]),
  failed: training("Failed", () => [failedRun(), doneRun()]),
  preparing: training("Preparing", () => [preparingRun(), doneRun()]),
  "hostile-graph": graph("Hostile texts in a graph", (payload) => {
    const [cnn, faulty] = [tutorialCnn(), faultyNet()];
    const nodes = [...cnn.nodes, ...faulty.nodes.map((node) => ({ ...node, id: `faulty ${node.id}` }))];
    return {
      kind: "graph",
      picture: poison({ ...cnn, nodes, notice: "notice", models: ["one", "two"] }, payload),
    };
  }),
  "hostile-unread": graph("Hostile texts in reasons", (payload) =>
    poison({ kind: "unread", file: "file", reasons: [{ id: "1", line: 1, message: "reason" }] }, payload),
  ),
  "hostile-training": training("Hostile texts in runs", () => [brokenRun(), doneRun(), runningRun()], {
    hostile: true,
  }),
  trial: training("A trial that goes on", () => [], { trial: runningTrial() }),
  "trial-done": training("A trial with its answer", () => [], { trial: doneTrial() }),
  "trial-failed": training("A trial that cannot be made", () => [], { trial: failedTrial() }),
  "hostile-trial": training("Hostile text in a trial", () => [], { trial: doneTrial(), hostile: true }),
  "no-runs": training("Nothing trained", () => []),
};
