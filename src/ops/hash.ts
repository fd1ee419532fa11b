import { CROSSING, fingerprint, joined, sipHash } from "../base/textHashes";
import { defineOp, type Tensor, type Value } from "./op";

type HashAttrs = Readonly<Record<string, number | readonly number[]>> & {
  readonly bins: number;
  /** Two numbers of 64 bits as four of 32, the low half first; nothing for FarmHash. */
  readonly key: readonly number[];
};

const wholeOf = (value: number): bigint => (Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n);

/** y = the hash of each whole number of x, written as a text, modulo the number of bins. */
const hashed = defineOp<"x", HashAttrs>({
  name: "hashNumbers",
  shape: ({ x }) => x,
  reference(y, { x }, { bins, key }) {
    const [k0, k1, k2, k3] = key.map(BigInt) as [bigint, bigint, bigint, bigint];
    x.data.forEach((value, i) => {
      const text = String(wholeOf(value));
      const hash = key.length > 0 ? sipHash(text, [k0 | (k1 << 32n), k2 | (k3 << 32n)]) : fingerprint(text);
      y.data[i] = Number(hash % BigInt(bins));
    });
  },
  gradient: { x: "none" },
});

/** y = the hash of each pair of a and b, modulo the number of bins. */
const crossed = defineOp<"a" | "b", { readonly bins: number }>({
  name: "crossNumbers",
  shape: ({ a }) => [a[0]!],
  reference(y, { a, b }, { bins }) {
    for (let i = 0; i < y.data.length; i++)
      y.data[i] = Number(joined(joined(CROSSING, markOf(a, i)), markOf(b, i)) % BigInt(bins));
  },
  gradient: { a: "none", b: "none" },
});

/** What a row stands for: the whole number in it, or a fingerprint in four pieces. */
const markOf = ({ shape, data }: Tensor, row: number): bigint =>
  shape[1] === 1
    ? BigInt.asUintN(64, wholeOf(data[row]!))
    : Array.from(data.subarray(row * PIECES, row * PIECES + PIECES)).reduceRight(
        (all, piece) => (all << 16n) | BigInt(piece),
        0n,
      );

const PIECES = 4;

/** A number of 64 bits as four of 16, the low ones first: each is exact as a float. */
export const inPieces = (mark: bigint): readonly number[] =>
  Array.from({ length: PIECES }, (_, i) => Number((mark >> BigInt(16 * i)) & 0xffffn));

/** `key` chooses SipHash with that key; without one it is FarmHash. */
export const hashNumbers = (x: Value, bins: number, key?: readonly [bigint, bigint]): Value =>
  hashed(
    { x },
    { bins, key: (key ?? []).flatMap((one) => [one & 0xffffffffn, (one >> 32n) & 0xffffffffn].map(Number)) },
  );

/** Rows of one whole number each, or of a fingerprint in pieces. */
export const crossNumbers = (a: Value, b: Value, bins: number): Value => crossed({ a, b }, { bins });
