/** `einsum("bij,bjk->bik", x, y)`: tensors multiplied two at a time, as products of matrices. */
import { batchMatmul } from "../../ops/batchMatmul";
import { sumTo } from "../../ops/broadcast";
import { sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { acrossSamples, hasSamples, notFollowed, type Operation } from "./operation";

/** A tensor with a letter for each of its axes. */
interface Lettered {
  readonly value: Value;
  readonly letters: readonly string[];
}

/** The letters of a term for a tensor of so many axes; axes that `...` stands for are numbered from the last. */
function lettersOf(term: string, axes: number): readonly string[] | undefined {
  const [before, after] = term.split("...") as [string, string | undefined];
  const hidden = axes - before.length - (after?.length ?? 0);
  if (hidden < 0 || (after === undefined && hidden > 0)) return undefined;
  const dots = Array.from({ length: hidden }, (_, i) => `…${hidden - i}`);
  const letters = [...Array.from(before), ...dots, ...Array.from(after ?? "")];
  return new Set(letters).size === letters.length ? letters : undefined;
}

const sizesBy = (terms: readonly Lettered[]): ReadonlyMap<string, number> =>
  new Map(terms.flatMap(({ value, letters }) => letters.map((letter, i) => [letter, value.shape[i]!] as const)));

/** The same numbers with the axes in another order; axes without a letter there are added up. */
function arranged({ value, letters }: Lettered, wanted: readonly string[]): Value {
  const kept = letters.filter((letter) => wanted.includes(letter));
  const sums = sumTo(
    value,
    value.shape.map((size, i) => (wanted.includes(letters[i]!) ? size : 1)),
  );
  const shape = value.shape.filter((_, i) => wanted.includes(letters[i]!));
  const order = wanted.map((letter) => kept.indexOf(letter));
  return transpose(reshape(sums, shape), order);
}

/** The product of two, with these letters left. */
function product(a: Lettered, b: Lettered, kept: ReadonlySet<string>): Lettered {
  const inBoth = a.letters.filter((letter) => b.letters.includes(letter));
  const beside = inBoth.filter((letter) => kept.has(letter));
  const summed = inBoth.filter((letter) => !kept.has(letter));
  const own = ({ letters }: Lettered): readonly string[] =>
    letters.filter((letter) => !inBoth.includes(letter) && kept.has(letter));
  const sizes = sizesBy([a, b]);
  const count = (letters: readonly string[]): number => sizeOf(letters.map((letter) => sizes.get(letter)!));
  const [ownA, ownB] = [own(a), own(b)];
  const matrices = (one: Lettered, order: readonly string[], rows: number, columns: number): Value =>
    reshape(arranged(one, order), [count(beside), rows, columns]);
  const y = batchMatmul(
    matrices(a, [...beside, ...ownA, ...summed], count(ownA), count(summed)),
    matrices(b, [...beside, ...summed, ...ownB], count(summed), count(ownB)),
  );
  const letters = [...beside, ...ownA, ...ownB];
  return {
    value: reshape(
      y,
      letters.map((letter) => sizes.get(letter)!),
    ),
    letters,
  };
}

export const einsum: Operation = (call) => {
  const formula = call.literal("subscripts");
  if (typeof formula !== "string") return notFollowed("the formula");
  const [left = "", right] = formula.replace(/\s/g, "").split("->");
  const terms = left.split(",");
  if (right === undefined || terms.length !== call.inputs.length) return notFollowed("this formula");
  const lettered = call.inputs.map((value, i) => ({ value, letters: lettersOf(terms[i]!, value.shape.length) }));
  if (!lettered.every((one): one is Lettered => one.letters !== undefined)) return notFollowed("this formula");
  const hidden = Math.max(...lettered.map(({ letters }) => letters.filter((letter) => letter.startsWith("…")).length));
  const wanted = lettersOf(right, right.replace("...", "").length + (right.includes("...") ? hidden : 0));
  const sizes = sizesBy(lettered);
  const agrees = lettered.every(({ value, letters }) =>
    letters.every((letter, i) => sizes.get(letter) === value.shape[i]),
  );
  if (!wanted?.every((letter) => sizes.has(letter)) || !agrees) return notFollowed("this formula");
  // samples stay apart: their axis comes first everywhere
  if (call.apart && lettered.some(({ value, letters }) => hasSamples(value) && letters[0] !== wanted[0]))
    return acrossSamples;
  const [first, ...others] = lettered as [Lettered, ...Lettered[]];
  const all = others.reduce((made, next, i) => {
    const later = others.slice(i + 1).flatMap(({ letters }) => letters);
    return product(made, next, new Set([...wanted, ...later]));
  }, first);
  return arranged(all, wanted);
};
