/** What the callbacks share that watch one number. */
import { float, words } from "../../layers/param";
import type { RunFacts } from "./callback";

export const monitorParams = {
  monitor: words("The number that is watched, such as val_loss.", "val_loss", false),
  mode: words("min when it should fall, max when it should grow; auto tells it from its name.", "auto", false),
};
export const minDelta = (preset: number) => float("Changes up to this are none.", { default: preset });

interface Watching {
  readonly monitor: string;
  readonly mode: string;
}

/** Which way is better; undefined where that cannot be told. Keras takes a mode that it does not know as auto. */
export function directionOf({ monitor, mode }: Watching, { watched }: RunFacts): "up" | "down" | undefined {
  if (mode === "min") return "down";
  if (mode === "max") return "up";
  const name = monitor.startsWith("val_") ? monitor.slice("val_".length) : monitor;
  return name === "loss" ? "down" : watched.get(name);
}

/** Why a number cannot be watched: there is none of its name, or it is not known which way is better. */
export function unwatchable(watching: Watching, run: RunFacts): string | undefined {
  const { monitor } = watching;
  if (!run.watched.has(monitor)) {
    const isMissing = monitor.startsWith("val_") && ![...run.watched.keys()].some((name) => name.startsWith("val_"));
    const there = `an epoch gives ${[...run.watched.keys()].join(", ")}`;
    return `it watches ${monitor}, and ${isMissing ? "there is no validation" : "there is no such number"} (${there})`;
  }
  if (directionOf(watching, run) === undefined)
    return `whether ${monitor} should fall or grow is not known; give mode="min" or mode="max"`;
  return undefined;
}

/** A schedule of the optimizer decides about the learning rate alone. */
export const scheduled = ({ learningRate }: RunFacts): string | undefined =>
  learningRate === undefined ? "the learning rate follows a schedule of the optimizer" : undefined;

/** Better than a reference by more than `delta`; anything is better than none. Keras compares in single precision. */
export function improves(
  value: number,
  reference: number | undefined,
  direction: "up" | "down" | undefined,
  delta = 0,
): boolean {
  if (reference === undefined) return true;
  const size = Math.abs(delta);
  return direction === "up"
    ? Math.fround(value - size) > Math.fround(reference)
    : Math.fround(value + size) < Math.fround(reference);
}

/** Four digits that mean something. */
export const shown = (value: number): string => String(Number(value.toPrecision(4)));
