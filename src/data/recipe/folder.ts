/** Samples in folders, one for each class: which are taken, and how their labels are written. */
import { Trouble } from "../../base/trouble";
import type { Settings } from "../../model/recipe";
import { isSet, numberIn, wholeIn } from "./operation";
import { RandomState } from "./randomState";
import { room, type Numbers } from "./value";

/**
 * The samples of the part that is wanted: by class as generators have it, else of all in the random order that Keras draws from the seed. `range` tells where the class
 * of a sample begins and ends.
 */
export function placesFor(
  count: number,
  range: (place: number) => readonly [start: number, end: number],
  settings: Settings,
): Uint32Array {
  const part = numberIn(settings, "split");
  const all = Uint32Array.from({ length: count }, (_, i) => i);
  if (part === undefined || settings["subset"] === undefined || settings["subset"] === null) return all;
  const wantsValidation = settings["subset"] === "validation";
  if (isSet(settings, "byClass"))
    return all.filter((place) => {
      const [start, end] = range(place);
      return place - start < Math.trunc(part * (end - start)) === wantsValidation;
    });
  const order = isSet(settings, "ordered") ? all : new RandomState(wholeIn(settings, "seed") ?? 0).permutation(count);
  const taken = Math.trunc(part * count);
  return wantsValidation ? order.slice(count - taken) : order.slice(0, count - taken);
}

/** Class numbers in the form that `label_mode` names. */
export function labelsAs(mode: string, labels: Numbers, classes: number): Numbers {
  if (mode === "int") return labels;
  if (mode === "binary") {
    if (classes !== 2) throw new Trouble(`label_mode="binary" takes two classes; the folder has ${classes}.`);
    return { ...room("float32", [labels.data.length, 1]), data: new Float32Array(labels.data) };
  }
  const out = room("float32", [labels.data.length, classes]);
  for (const [i, label] of labels.data.entries()) out.data[i * classes + label] = 1;
  return out;
}
