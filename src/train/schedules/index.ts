/** Every learning-rate schedule. Adding one is a file and a line here. */
import { cosineDecay } from "./cosineDecay";
import { cosineDecayRestarts } from "./cosineDecayRestarts";
import { exponentialDecay } from "./exponentialDecay";
import { inverseTimeDecay } from "./inverseTimeDecay";
import { piecewiseConstantDecay } from "./piecewiseConstantDecay";
import { polynomialDecay } from "./polynomialDecay";
import type { AnySchedule } from "./schedule";

export const schedules: readonly AnySchedule[] = [
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  piecewiseConstantDecay,
  polynomialDecay,
];

export const scheduleByName: ReadonlyMap<string, AnySchedule> = new Map(schedules.map((one) => [one.name, one]));
