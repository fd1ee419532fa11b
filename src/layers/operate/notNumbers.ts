/** Functions that pass over what is no number (NaN), or tell one infinity from the other. */
import { divide, equal, gate, greater, subtract } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { detach } from "../../ops/detach";
import { constant, type Value } from "../../ops/op";
import { scale, unary } from "../../ops/unary";
import { cumulate } from "../families/cumulate";
import { select } from "../families/select";
import { notFollowed, type Operation } from "./operation";
import { alongOne, multipliedAlong } from "./picking";
import { largest, multiplied, reduction, shrunk } from "./reduce";

/** The largest number that float32 has. */
const LARGEST = 3.4028234663852886e38;

const isNumber = (x: Value): Value => equal(detach(x), detach(x));
const isAbove = (x: Value, bound: number): Value => greater(detach(x), constant(bound, x.shape));
const negative = (x: Value): Value => scale(x, -1);
/** Numbers, and this in the place of what is none. */
const filled = (x: Value, value: number): Value =>
  value === 0 ? gate(x, isNumber(x)) : select(isNumber(x), x, constant(value, x.shape));

const replaced: Operation = (call) => {
  const [nan, above, below] = [
    call.literal("nan") ?? 0,
    call.literal("posinf") ?? LARGEST,
    call.literal("neginf") ?? -LARGEST,
  ];
  if (typeof nan !== "number" || typeof above !== "number" || typeof below !== "number")
    return notFollowed("what takes the place of it");
  const { x } = call;
  const bounded = select(isAbove(x, LARGEST), constant(above, x.shape), filled(x, nan));
  return select(isAbove(negative(x), LARGEST), constant(below, x.shape), bounded);
};

const counted = (x: Value, axes: readonly number[]): Value => sumTo(isNumber(x), shrunk(x, axes));
const mean = (x: Value, axes: readonly number[]): Value =>
  divide(sumTo(filled(x, 0), shrunk(x, axes)), counted(x, axes));
function variance(x: Value, axes: readonly number[]): Value {
  const apart = gate(subtract(x, broadcastTo(mean(x, axes), x.shape)), isNumber(x));
  return divide(sumTo(unary("square", apart), shrunk(x, axes)), counted(x, axes));
}
const most = (x: Value, axes: readonly number[]): Value => largest(filled(x, -Infinity), axes);

export const notNumbers: ReadonlyMap<string, Operation> = new Map([
  ["NanToNum", replaced],
  ["Isposinf", ({ x }) => isAbove(x, LARGEST)],
  ["Isneginf", ({ x }) => isAbove(negative(x), LARGEST)],
  ["Nansum", reduction((x, axes) => sumTo(filled(x, 0), shrunk(x, axes)))],
  ["Nanmean", reduction(mean)],
  ["Nanvar", reduction(variance)],
  ["Nanstd", reduction((x, axes) => unary("sqrt", variance(x, axes)))],
  ["Nanmax", reduction(most)],
  ["Nanmin", reduction((x, axes) => negative(most(negative(x), axes)))],
  ["Nanprod", reduction((x, axes) => multiplied(filled(x, 1), axes))],
  ["Nancumsum", (call) => alongOne(call, (x, axis) => cumulate(filled(x, 0), axis))],
  ["Nancumprod", (call) => alongOne(call, (x, axis) => multipliedAlong(filled(x, 1), axis))],
]);
