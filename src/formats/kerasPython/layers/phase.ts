/** The `training` argument: what the file says, and what Keras says by itself. */
import type { Arguments } from "../../../python/arguments";
import { bool, type Function, type Value } from "../../../python/value";

/** Keras fits with True and predicts with False: what stands for it while a file is read fixes neither. */
const either = { yes: bool(true), no: bool(false) } as const;

/**
 * What a `call` of the file gets that has an argument for it: with `fits` that of `fit`, or of `predict`; else its default only decides which
 * way is followed. Undefined where nothing is wanted.
 */
export function phaseFor({ parameters, presets }: Function, fits?: boolean): Value | undefined {
  if (!parameters.some(({ name }) => name === "training")) return undefined;
  if (fits !== undefined) return fits ? either.yes : either.no;
  const preset = presets.get("training");
  if (preset && preset.kind !== "bool") return undefined;
  return preset?.value ? either.yes : either.no;
}

/** What a call says for good. */
export function trainingOf(args: Arguments): boolean | undefined {
  const value = args.named.get("training")?.value;
  return value?.kind === "bool" && value !== either.yes && value !== either.no ? value.value : undefined;
}

/** Whether a value is what stands for either. */
export const isEither = (value: Value): boolean => value === either.yes || value === either.no;
