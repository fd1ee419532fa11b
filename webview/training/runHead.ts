/** The upper part of the panel: which run it is, where it stands, and what can be done with it. */
import { fill } from "../../src/base/fill";
import {
  isGoing,
  type OutcomeAction,
  type RunRow,
  type RunState,
  type RunStatus,
} from "../../src/protocol/trainingView";
import { textButton } from "../base/button";
import { cut, plain } from "../base/cut";
import { element, setAttributes, setText } from "../base/dom";
import type { IconName } from "../base/iconPaths";
import { icon } from "../base/icons";
import type { Formats } from "./formats";

export interface RunActions {
  pause(run: string): void;
  resume(run: string): void;
  stop(run: string): void;
  stopNow(run: string): void;
  act(run: string, action: OutcomeAction): void;
}

const signs: Readonly<Record<RunState, IconName>> = {
  preparing: "play",
  running: "play",
  paused: "pause",
  stopping: "stop",
  done: "check",
  stopped: "stop",
  "early-stopping": "check",
  nan: "error",
  failed: "error",
};

/** More epochs than these are not told apart in the bar. */
const MOST_PARTS = 60;

export class RunHead {
  readonly element: HTMLElement;
  private readonly title = element("h1");
  private readonly state = element("span", { class: "state" });
  private readonly buttons = element("div", { class: "buttons" });
  private readonly where = element("p", { class: "where" });
  private readonly bar = element("div", { class: "fill" });
  private readonly track: HTMLElement;
  private readonly progress: HTMLElement;
  private readonly figures = element("dl", { class: "figures" });
  private readonly outcome = element("section", { class: "outcome", hidden: true });
  /** What the parts were made for, so that a button is not replaced under the pointer. */
  private made = { state: "", buttons: "", outcome: "" };

  constructor(
    private readonly formats: Formats,
    private readonly actions: RunActions,
  ) {
    this.track = element("div", { class: "track", role: "progressbar", "aria-label": formats.texts.progress }, [
      this.bar,
    ]);
    this.progress = element("div", { class: "progress" }, [this.where, this.track]);
    this.element = element("header", { class: "head" }, [
      element("div", { class: "line" }, [this.title, this.state, this.buttons]),
      this.progress,
      this.figures,
      this.outcome,
    ]);
  }

  show(row: RunRow, status: RunStatus | undefined): void {
    const state = status?.state ?? row.state;
    setText(this.title, cut(row.name));
    this.title.title = cut(row.name);
    this.showState(state);
    this.showButtons(row.id, state);
    this.showProgress(status, state);
    this.showFigures(status);
    this.showOutcome(row.id, status, state);
  }

  private showState(state: RunState): void {
    if (this.made.state === state) return;
    this.made.state = state;
    this.state.className = `state ${state}`;
    this.state.replaceChildren(icon(signs[state]), this.formats.texts[state]);
  }

  private showButtons(run: string, state: RunState): void {
    const key = JSON.stringify([run, state]);
    if (this.made.buttons === key) return;
    this.made.buttons = key;
    const { texts } = this.formats;
    const focused = this.buttons.contains(document.activeElement);
    const { actions } = this;
    const made = {
      pause: () => textButton(texts.pause, () => actions.pause(run), { sign: "pause" }),
      resume: () => textButton(texts.resume, () => actions.resume(run), { sign: "play", look: "primary" }),
      stop: () => textButton(texts.stop, () => actions.stop(run), { sign: "stop", title: texts.stopHint }),
      stopNow: () => textButton(texts.stopNow, () => actions.stopNow(run), { look: "plain", title: texts.stopNowHint }),
    };
    const shown: Partial<Record<RunState, readonly (keyof typeof made)[]>> = {
      preparing: ["stop", "stopNow"],
      running: ["pause", "stop", "stopNow"],
      paused: ["resume", "stop", "stopNow"],
      stopping: ["stopNow"],
    };
    this.buttons.replaceChildren(...(shown[state] ?? []).map((name) => made[name]()));
    if (focused) this.buttons.querySelector("button")?.focus();
  }

  private showProgress(status: RunStatus | undefined, state: RunState): void {
    const { texts } = this.formats;
    const { progress, preparing } = status ?? {};
    this.progress.hidden = !isGoing(state) && !progress;
    let part: number | undefined;
    let said = texts[state];
    if (state === "preparing" && preparing) {
      const { what, done, total } = preparing;
      part = done !== undefined && total !== undefined && total > 0 ? done / total : undefined;
      said = [
        cut(what),
        ...(part === undefined ? [] : [fill(texts.doneOf, this.formats.count(done!), this.formats.count(total!))]),
      ].join(" · ");
    } else if (progress) {
      const { epoch, epochs, step, stepsPerEpoch } = progress;
      const within = stepsPerEpoch > 0 ? step / stepsPerEpoch : 0;
      part = epochs > 0 ? (Math.max(0, epoch - 1) + within) / epochs : 0;
      said = [
        fill(texts.epochOf, this.formats.count(epoch), this.formats.count(epochs)),
        fill(texts.stepOf, this.formats.count(step), this.formats.count(stepsPerEpoch)),
      ].join(" · ");
    }
    setText(this.where, said);
    const percent = part === undefined ? undefined : Math.round(1000 * Math.min(1, part)) / 10;
    const epochs = state === "preparing" ? 0 : (progress?.epochs ?? 0);
    const divided = epochs > 1 && epochs <= MOST_PARTS;
    this.track.style.setProperty("--epochs", String(epochs));
    setAttributes(this.track, {
      class: ["track", state, percent === undefined && "unknown", divided && "epochs"].filter(Boolean).join(" "),
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      "aria-valuenow": percent,
      "aria-valuetext": said,
    });
    this.bar.style.width = percent === undefined ? "" : `${percent}%`;
  }

  private showFigures(status: RunStatus | undefined): void {
    const { texts } = this.formats;
    const { progress, state } = status ?? {};
    const going = state !== undefined && isGoing(state);
    const all: (readonly [string, string | undefined])[] = progress
      ? [
          ...(going
            ? [
                [
                  texts.timeLeft,
                  progress.secondsLeft === undefined ? undefined : this.formats.duration(progress.secondsLeft),
                ] as const,
              ]
            : []),
          [texts.elapsed, this.formats.duration(progress.seconds)],
          [
            texts.samplesPerSecond,
            progress.samplesPerSecond === undefined ? undefined : this.formats.rate(progress.samplesPerSecond),
          ],
          [texts.memory, progress.memoryBytes === undefined ? undefined : this.formats.bytes(progress.memoryBytes)],
          [
            texts.learningRate,
            progress.learningRate === undefined ? undefined : this.formats.value(progress.learningRate),
          ],
        ]
      : [];
    // What is not known yet may come while it goes on.
    const figures = all.filter(([name, value]) => value !== undefined || (going && name !== texts.learningRate));
    this.figures.hidden = figures.length === 0;
    while (this.figures.childElementCount > figures.length) this.figures.lastElementChild!.remove();
    while (this.figures.childElementCount < figures.length)
      this.figures.append(element("div", {}, [element("dt"), element("dd")]));
    figures.forEach(([name, value], index) => {
      const [dt, dd] = this.figures.children[index]!.children;
      setText(dt!, name);
      setText(dd!, value ?? texts.none);
    });
  }

  private showOutcome(run: string, status: RunStatus | undefined, state: RunState): void {
    const { texts } = this.formats;
    const key = JSON.stringify([run, state, status?.outcome, status?.progress?.epoch]);
    if (this.made.outcome === key) return;
    this.made.outcome = key;
    this.outcome.hidden = isGoing(state) || !status;
    this.outcome.replaceChildren();
    if (isGoing(state) || !status) return;
    const { outcome, progress } = status;
    const epoch = progress?.epoch ?? 0;
    const standard: Partial<Record<RunState, string>> = {
      done: progress?.epochs === 1 ? texts.oneEpochText : fill(texts.doneText, progress?.epochs ?? epoch),
      stopped: fill(texts.stoppedText, epoch),
      "early-stopping": fill(texts.earlyText, epoch),
      nan: fill(texts.nanText, epoch),
      failed: texts.failedText,
    };
    const actions = (outcome?.actions ?? []).map((action, index) =>
      textButton(texts[action === "resume" ? "resumeRun" : action], () => this.actions.act(run, action), {
        look: index === 0 ? "primary" : "",
      }),
    );
    this.outcome.className = `outcome ${state}`;
    this.outcome.replaceChildren(
      icon(signs[state]),
      element("div", {}, [
        element("p", {}, [standard[state] ?? texts[state]]),
        outcome?.message !== undefined && element("p", { class: "message" }, [plain(outcome.message)]),
        actions.length > 0 && element("div", { class: "buttons" }, actions),
      ]),
    );
  }
}
