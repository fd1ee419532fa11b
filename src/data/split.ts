/** Takes a part of the training data for validation. */
import { counted } from "../base/figures";
import { Trouble } from "../base/trouble";
import type { Dataset } from "./dataset";
import { select } from "./samples/selection";

/**
 * The last part of the training data, before any shuffling, becomes the validation data (Keras's `validation_split`); where files
 * are sorted by class, the last part of each class. Validation data that there were before are left aside.
 */
export function splitValidation(data: Dataset, fraction: number): Dataset {
  const { train, splitBy } = data;
  if (!(fraction > 0 && fraction < 1))
    throw new Trouble(`The part for validation must lie between 0 and 1; it is ${fraction}.`);
  const groups =
    splitBy === "class" && train.labels
      ? groupsOf(train.labels)
      : [Uint32Array.from({ length: train.count }, (_, i) => i)];
  const kept: Uint32Array[] = [];
  const taken: Uint32Array[] = [];
  for (const group of groups) {
    const at = Math.floor(group.length * (1 - fraction));
    kept.push(group.subarray(0, at));
    taken.push(group.subarray(at));
  }
  const [training, validation] = [together(kept), together(taken)];
  if (training.length === 0 || validation.length === 0)
    throw new Trouble(
      `Of ${counted(train.count, "sample")}, a part of ${fraction} for validation leaves one side without any.`,
    );
  const remark = oneSided(data, training, validation);
  return {
    ...data,
    train: select(train, training),
    validation: select(train, validation),
    warnings: () => [...data.warnings(), ...remark],
  };
}

/** The numbers of the samples of each class. */
function groupsOf(labels: ArrayLike<number>): readonly Uint32Array[] {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const group = groups.get(labels[i]!);
    if (group) group.push(i);
    else groups.set(labels[i]!, [i]);
  }
  return [...groups.values()].map((group) => Uint32Array.from(group));
}

function together(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Data in the order of their classes leave validation with a class that training never saw. */
function oneSided({ train, target }: Dataset, training: Uint32Array, validation: Uint32Array): readonly string[] {
  const { labels } = train;
  if (!labels || target.kind !== "classes") return [];
  const seen = new Set(Array.from(training, (index) => labels[index]!));
  const unseen = [...new Set(Array.from(validation, (index) => labels[index]!))].filter((label) => !seen.has(label));
  if (unseen.length === 0) return [];
  const names = unseen.slice(0, 5).map((label) => target.names[label] ?? String(label));
  return [
    `The validation part, the last of the data, holds classes that are not in the training part (${names.join(", ")}): the data are in the order of their classes. Shuffle the rows first, or give validation data of their own.`,
  ];
}
