/** How a run stands, in one sentence: under a chart and for those who hear the panel. */
import { fill } from "../../src/base/fill";
import type { RunStatus } from "../../src/protocol/trainingView";
import { cut } from "../base/cut";
import type { Formats } from "./formats";
import { lastOf, type RunSeries } from "./series";

/** The last values of one metric: `loss 0.3124, validation 0.351`. */
export function metricSentence(series: RunSeries, metric: string, by: "step" | "epoch", formats: Formats): string {
  const { texts } = formats;
  const train = lastOf(series.line({ metric, part: "train", by }));
  const validation = lastOf(series.line({ metric, part: "validation", by }));
  return [
    ...(train === undefined ? [] : [fill(texts.valueNow, cut(metric), formats.value(train))]),
    ...(validation === undefined ? [] : [fill(texts.validationOf, formats.value(validation))]),
  ].join(", ");
}

/** What is worth being said of the run from time to time, and the loss to compare the next time with. */
export function runSentence(
  status: RunStatus,
  series: RunSeries | undefined,
  before: number | undefined,
  formats: Formats,
): { readonly sentence: string; readonly loss: number | undefined } {
  const { texts } = formats;
  const { progress, state } = status;
  const loss =
    lastOf(series?.line({ metric: "loss", part: "validation", by: "epoch" })) ??
    lastOf(series?.line({ metric: "loss", part: "train", by: "step" }));
  const parts = [
    ...(state === "running" ? [] : [texts[state]]),
    ...(progress ? [fill(texts.epochOf, progress.epoch, progress.epochs)] : []),
    ...(series?.metrics().map((metric) => metricSentence(series, metric, "step", formats)) ?? []),
    ...(loss === undefined || before === undefined ? [] : [change(before, loss, formats)]),
  ];
  return { sentence: parts.filter((part) => part !== "").join(", "), loss };
}

function change(before: number, now: number, formats: Formats): string {
  const percent = Math.round((Math.abs(now - before) / Math.abs(before)) * 100);
  if (percent === 0 || !Number.isFinite(percent)) return formats.texts.unchanged;
  return fill(now < before ? formats.texts.down : formats.texts.up, percent);
}
