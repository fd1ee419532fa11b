/** The training panel: asks the host for its runs and shows them as they go on. Read this first. */
import { client } from "../../src/protocol/channel";
import { checkedAnswers } from "../../src/protocol/check";
import { trainingTexts, type TrainingTexts } from "../../src/protocol/trainingTexts";
import {
  trainingViewChecks,
  type RunList,
  type TrainingViewCalls,
  type TrainingViewEvents,
} from "../../src/protocol/trainingView";
import type { TrialStatus } from "../../src/protocol/trialView";
import { element } from "../base/dom";
import { connect } from "../base/host";
import { knownLocale } from "../base/locale";
import { Formats } from "./formats";
import { emptyPage, failedPage } from "./pages";
import { TrainingPanel } from "./panel";
import { trainingState } from "./state";
import { StopEarly } from "./stopEarly";
import { TrialPage } from "./trialPage";

const host = connect();
const channel = client<TrainingViewCalls, TrainingViewEvents>(checkedAnswers(host.port, trainingViewChecks));

/** What only informs the host needs no answer; if it fails the host has said so. */
const tell = (call: Promise<unknown>): void => void call.catch(() => undefined);

async function start(): Promise<void> {
  const { locale, texts: translated, runs, current, trial, stopEarly } = await channel.call("open");
  const texts: TrainingTexts = { ...trainingTexts, ...translated };
  const formats = new Formats(texts, knownLocale(locale));
  const panel = new TrainingPanel(
    formats,
    {
      pause: (run) => tell(channel.call("pause", run)),
      resume: (run) => tell(channel.call("resume", run)),
      stop: (run) => tell(channel.call("stop", run)),
      stopNow: (run) => tell(channel.call("stopNow", run)),
      act: (run, action) => tell(channel.call("act", run, action)),
      showRun: (run) => tell(channel.call("showRun", run)),
      snapshot: (request) => channel.call("snapshot", request),
      keep: (state) => host.keep(state),
    },
    host.restore(trainingState),
  );
  const choice = new StopEarly(texts, stopEarly, (patience) => tell(channel.call("setStopEarly", patience)));
  const choicePlace = element("div", { class: "choices" });
  const empty = emptyPage(texts, () => tell(channel.call("train")), choicePlace);
  const trialPage = new TrialPage(formats, {
    stopTrial: (id) => tell(channel.call("stopTrial", id)),
    leaveTrial: () => tell(channel.call("leaveTrial")),
  });
  let list: RunList = { runs, ...(current !== undefined && { current }) };
  let shown: TrialStatus | undefined = trial;
  const show = (): void => {
    const wanted = shown ? trialPage.element : list.runs.length === 0 ? empty : panel.element;
    for (const page of [empty, panel.element, trialPage.element]) if (page !== wanted) page.remove();
    if (!wanted.isConnected) document.body.append(wanted);
    (wanted === empty ? choicePlace : panel.choices).append(choice.element);
    if (shown) trialPage.show(shown);
    else if (list.runs.length > 0) panel.showRuns(list);
  };
  show();
  channel.on("runs", (newest) => {
    list = newest;
    show();
  });
  channel.on("trial", (news) => {
    shown = news.shown ?? undefined;
    show();
  });
  channel.on("status", (status) => panel.showStatus(status));
  channel.on("points", ({ run, added }) => panel.addPoints(run, added));
}

start().catch((error: unknown) => {
  document.body.append(failedPage(error instanceof Error ? error.message : String(error), trainingTexts));
});
