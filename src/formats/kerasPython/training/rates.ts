/** The function of a `LearningRateScheduler`, followed for one epoch after the other: a table of learning rates. */
import { isKerasObject, type Literal } from "../../../model/literal";
import type { CompileSettings } from "../../../model/training";
import { Arguments } from "../../../python/arguments";
import { call } from "../../../python/call";
import { Raised, type Machine, type Site } from "../../../python/machine";
import { isNumeric, toNumber } from "../../../python/numbers";
import { float, int, unknown, type Unknown, type Value } from "../../../python/value";

/** A training may go on for longer than the file says. */
const LEAST_EPOCHS = 100;
const MOST_EPOCHS = 5_000;

/** Rates that stay the same at the end stand once. */
export function rateTable(
  machine: Machine,
  schedule: Value,
  { epochs, first }: { readonly epochs: Literal | undefined; readonly first: number | undefined },
  site: Site,
): Literal {
  const count = Math.min(MOST_EPOCHS, Math.max(LEAST_EPOCHS, typeof epochs === "number" ? epochs : 0));
  const rates: number[] = [];
  const follow = (): Unknown | undefined => {
    let rate = Math.fround(first ?? NaN);
    for (let epoch = 0; epoch < count; epoch++) {
      const next = rateAt(machine, schedule, epoch, rate, site);
      if (typeof next !== "number") return next;
      if (Number.isNaN(next)) return unknown("its learning rate builds on one that is not known", site.span);
      rates.push(next);
      rate = Math.fround(next);
    }
    return undefined;
  };
  const tooLong = unknown("following it for each epoch takes too long", site.span);
  const why = machine.bounded(follow, () => tooLong);
  if (why) return { unknown: why.reason };
  const doubled = first === undefined ? undefined : rateAt(machine, schedule, 0, Math.fround(2 * first), site);
  while (rates.length > 1 && Math.fround(rates.at(-1)!) === Math.fround(rates.at(-2)!)) rates.pop();
  const builds = doubled !== undefined && doubled !== rates[0];
  return { class_name: "table", config: { rates, from: builds ? first! : null } };
}

/** Keras offers the rate so far, too, and calls again without it when that fails. */
function rateAt(machine: Machine, schedule: Value, epoch: number, rate: number, site: Site): number | Unknown {
  const ask = (...more: readonly Value[]): Value =>
    call(machine, schedule, Arguments.of(int(epoch, site.span), ...more), site);
  try {
    return asNumber(ask(float(rate, site.span)), site);
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    if (error.type !== "TypeError") return failed(error, site);
  }
  try {
    return asNumber(ask(), site);
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    return failed(error, site);
  }
}

const failed = ({ type, message }: Raised, { span }: Site): Unknown =>
  unknown(`it ends with ${type}: ${message}`, span);

function asNumber(value: Value, { span }: Site): number | Unknown {
  if (isNumeric(value)) return toNumber(value);
  return value.kind === "unknown" ? value : unknown("it does not give a number", span);
}

/** The learning rate that the optimizer begins with: a number that is given, or Keras's own. */
export function firstRate(compile: CompileSettings | undefined): number | undefined {
  const optimizer = compile?.optimizer;
  const [name, given] =
    typeof optimizer === "string"
      ? [optimizer, undefined]
      : optimizer !== undefined && optimizer !== null && isKerasObject(optimizer)
        ? [optimizer.class_name, optimizer.config["learning_rate"]]
        : [undefined, undefined];
  if (name === undefined) return undefined;
  if (given !== undefined) return typeof given === "number" ? given : undefined;
  return name.toLowerCase() === "sgd" ? 0.01 : 0.001;
}
