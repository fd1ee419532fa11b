/** `KFold` and `StratifiedKFold`: the places of the samples of one fold. */
import { Trouble } from "../../base/trouble";
import { textIn, wholeIn, type Operation } from "./operation";
import { ordersFor, type Orders } from "./randomState";
import { countOf } from "./selecting";
import { asRows, numbers, type Rows } from "./value";

/** Of the data, and of the labels where each fold is to have as many of each class. */
export const fold: Operation = {
  name: "fold",
  run(given) {
    const { of, settings } = given;
    const [value, strata] = of;
    if (!value) throw new Trouble("There is nothing to be divided into folds.");
    const [folds, wanted] = [wholeIn(settings, "folds") ?? 5, wholeIn(settings, "fold") ?? 0];
    const count = countOf(value);
    if (folds > count) throw new Trouble(`${count} samples cannot be divided into ${folds} folds.`);
    const isMixed = settings["stream"] !== undefined;
    const orders = isMixed
      ? ordersFor(given, "The folds are drawn anew: they are as large as scikit-learn's, and hold other samples.")
      : undefined;
    const foldOf = strata ? stratified(asRows(strata, "StratifiedKFold"), folds, orders) : plain(count, folds, orders);
    const isTest = textIn(settings, "side") === "test";
    const places = Array.from(foldOf.keys()).filter((place) => (foldOf[place] === wanted) === isTest);
    return numbers("int64", [places.length], Float64Array.from(places));
  },
};

/** One fold behind the other; the first ones have one more where it does not come out even. */
function plain(count: number, folds: number, orders: Orders | undefined): Uint32Array {
  const order = orders?.permutation(count) ?? Uint32Array.from({ length: count }, (_, i) => i);
  const foldOf = new Uint32Array(count);
  let at = 0;
  for (let one = 0; one < folds; one++)
    for (let i = Math.floor(count / folds) + (one < count % folds ? 1 : 0); i > 0; i--) foldOf[order[at++]!] = one;
  return foldOf;
}

/** As scikit-learn does it: the sorted labels are dealt out in turn, and each class fills the folds in its own order. */
function stratified(labels: Rows, folds: number, orders: Orders | undefined): Uint32Array {
  if (labels.kind === "lists") throw new Trouble("Lists cannot be labels.");
  const numberOf = new Map<unknown, number>();
  const classes = Array.from(labels.data as Iterable<unknown>, (label) => {
    const known = numberOf.get(label) ?? numberOf.size;
    numberOf.set(label, known);
    return known;
  });
  const sorted = [...classes].sort((a, b) => a - b);
  const dealt = Array.from(numberOf.values(), () => new Array<number>(folds).fill(0));
  for (const [place, one] of sorted.entries()) dealt[one]![place % folds]!++;
  const queues = dealt.map((counts) => {
    const row = counts.flatMap((count, one) => new Array<number>(count).fill(one));
    return orders ? Array.from(orders.permutation(row.length), (place) => row[place]!) : row;
  });
  const taken = new Uint32Array(queues.length);
  return Uint32Array.from(classes, (one) => queues[one]![taken[one]!++]!);
}
