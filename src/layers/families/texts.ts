/** What the layers share that read texts: a table has a row for each text that occurs, and a batch picks its rows. */
import { greater, multiply, subtract, add } from "../../ops/binary";
import { gatherRows } from "../../ops/gather";
import { constant, sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import type { Literal } from "../../model/literal";
import { isList } from "../../model/literal";
import { fingerprint, sipHash } from "../../base/textHashes";
import type { Step, Texts } from "../layer";

/** y [numbers of x, columns]: the row that `write` makes of each text. */
export function rowsOfTexts(
  x: Value,
  texts: Texts,
  columns: number,
  { table }: Pick<Step, "table">,
  write: (text: string, row: Float32Array) => void,
): Value {
  const made = table(texts, [texts.length, columns], () => {
    const numbers = new Float32Array(texts.length * columns);
    texts.forEach((text, i) => write(text, numbers.subarray(i * columns, (i + 1) * columns)));
    return numbers;
  });
  return gatherRows(made, reshape(x, [sizeOf(x.shape)]));
}

/** One number for each text. */
export const numbersOfTexts = (
  x: Value,
  texts: Texts,
  step: Pick<Step, "table">,
  of: (text: string) => number,
): Value =>
  reshape(
    rowsOfTexts(x, texts, 1, step, (text, row) => {
      row[0] = of(text);
    }),
    x.shape,
  );

/** The key that a salt is: two numbers; undefined where there is none. */
export function keyOf(salt: Literal): readonly [bigint, bigint] | undefined {
  const given = isList(salt) ? salt : [salt, salt];
  const [first, second] = given.map((one) => (typeof one === "number" ? BigInt.asUintN(64, BigInt(one)) : undefined));
  return first === undefined || second === undefined ? undefined : [first, second];
}

/** The bin that a text falls into: by SipHash where there is a key, else by FarmHash. */
export const binOf = (text: string, bins: number, key: readonly [bigint, bigint] | undefined): number =>
  Number((key ? sipHash(text, key) : fingerprint(text)) % BigInt(bins));

/** y = a where `when` is 1, b where it is 0. */
export const chosen = (when: Value, a: Value, b: Value): Value =>
  add(multiply(when, a), multiply(subtract(constant(1, when.shape), when), b));

export const isPositive = (x: Value): Value => greater(x, constant(0, x.shape));
