/**
 * Hashes of texts to the bit as TensorFlow has them: FarmHash's Fingerprint64 (Geoff Pike, github.com/google/farmhash, `farmhashna`), SipHash-2-4
 * (Aumasson and Bernstein 2012), and how fingerprints of several are joined (`FingerprintCat64`). Numbers of 64 bits, as BigInt.
 */

const utf8 = new TextEncoder();
const whole = (value: bigint): bigint => BigInt.asUintN(64, value);
const times = (a: bigint, b: bigint): bigint => whole(a * b);
/** The bits turned to the right. */
const turned = (value: bigint, by: bigint): bigint =>
  by === 0n ? value : whole((value >> by) | (value << (64n - by)));
const shiftMix = (value: bigint): bigint => value ^ (value >> 47n);

const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;

function mixed(u: bigint, v: bigint, by: bigint): bigint {
  const a = shiftMix(times(u ^ v, by));
  return times(shiftMix(times(v ^ a, by)), by);
}

/** `tf.strings.to_hash_bucket_fast` takes this modulo the number of buckets. */
export function fingerprint(text: string): bigint {
  const bytes = utf8.encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = (place: number): bigint => view.getBigUint64(place, true);
  const length = bytes.length;
  const by = K2 + BigInt(length) * 2n;
  if (length === 0) return K2;
  if (length < 4) {
    const y = BigInt(bytes[0]! + bytes[length >> 1]! * 256);
    const z = BigInt(length + bytes[length - 1]! * 4);
    return times(shiftMix(times(y, K2) ^ times(z, K0)), K2);
  }
  if (length < 8) {
    const first = BigInt(view.getUint32(0, true));
    return mixed(BigInt(length) + (first << 3n), BigInt(view.getUint32(length - 4, true)), whole(by));
  }
  if (length <= 16) {
    const a = whole(at(0) + K2);
    const b = at(length - 8);
    const c = whole(times(turned(b, 37n), by) + a);
    return mixed(c, times(whole(turned(a, 25n) + b), by), whole(by));
  }
  if (length <= 32) {
    const [a, b] = [times(at(0), K1), at(8)];
    const [c, d] = [times(at(length - 8), by), times(at(length - 16), K2)];
    return mixed(
      whole(turned(whole(a + b), 43n) + turned(c, 30n) + d),
      whole(a + turned(whole(b + K2), 18n) + c),
      whole(by),
    );
  }
  return length <= 64 ? upTo64(at, length, whole(by)) : long(at, length);
}

function upTo64(at: (place: number) => bigint, length: number, by: bigint): bigint {
  const [a, b] = [times(at(0), K2), at(8)];
  const [c, d] = [times(at(length - 8), by), times(at(length - 16), K2)];
  const y = whole(turned(whole(a + b), 43n) + turned(c, 30n) + d);
  const z = mixed(y, whole(a + turned(whole(b + K2), 18n) + c), by);
  const [e, f] = [times(at(16), by), at(24)];
  const g = times(whole(y + at(length - 32)), by);
  const h = times(whole(z + at(length - 24)), by);
  return mixed(whole(turned(whole(e + f), 43n) + turned(g, 30n) + h), whole(e + turned(whole(f + a), 18n) + g), by);
}

type Pair = readonly [bigint, bigint];

function weak(at: (place: number) => bigint, place: number, first: bigint, second: bigint): Pair {
  const [w, x, y, z] = [at(place), at(place + 8), at(place + 16), at(place + 24)];
  const a = whole(first + w);
  const b = turned(whole(second + a + z), 21n);
  const sum = whole(a + x + y);
  return [whole(sum + z), whole(b + turned(sum, 44n) + a)];
}

/** 64 bytes at a time, and then the last 64 of all. */
function long(at: (place: number) => bigint, length: number): bigint {
  let x = 81n;
  let y = whole(81n * K1 + 113n);
  let z = times(shiftMix(whole(y * K2 + 113n)), K2);
  let [v, w]: [Pair, Pair] = [
    [0n, 0n],
    [0n, 0n],
  ];
  x = whole(x * K2 + at(0));
  const round = (place: number, by: bigint, last: boolean): void => {
    const nine = last ? 9n : 1n;
    x = times(turned(whole(x + y + v[0] + at(place + 8)), 37n), by);
    y = times(turned(whole(y + v[1] + at(place + 48)), 42n), by);
    x ^= whole(w[1] * nine);
    y = whole(y + v[0] * nine + at(place + 40));
    z = times(turned(whole(z + w[0]), 33n), by);
    v = weak(at, place, times(v[1], by), whole(x + w[0]));
    w = weak(at, place + 32, whole(z + w[1]), whole(y + at(place + 16)));
    [x, z] = [z, x];
  };
  const end = Math.floor((length - 1) / 64) * 64;
  for (let place = 0; place < end; place += 64) round(place, K1, false);
  const by = whole(K1 + ((z & 0xffn) << 1n));
  w = [whole(w[0] + BigInt((length - 1) % 64)), w[1]];
  v = [whole(v[0] + w[0]), v[1]];
  w = [whole(w[0] + v[0]), w[1]];
  round(length - 64, by, true);
  return mixed(whole(mixed(v[0], w[0], by) + times(shiftMix(y), K0) + z), whole(mixed(v[1], w[1], by) + x), by);
}

/** `tf.strings.to_hash_bucket_strong` takes this modulo the number of buckets; the key is two numbers. */
export function sipHash(text: string, key: readonly [bigint, bigint]): bigint {
  const bytes = utf8.encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [k0, k1] = key.map(whole) as [bigint, bigint];
  let [a, b, c, d] = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ];
  const rounds = (count: number): void => {
    for (let i = 0; i < count; i++) {
      a = whole(a + b);
      c = whole(c + d);
      b = turned(b, 51n) ^ a;
      d = turned(d, 48n) ^ c;
      a = turned(a, 32n);
      c = whole(c + b);
      a = whole(a + d);
      b = turned(b, 47n) ^ c;
      d = turned(d, 43n) ^ a;
      c = turned(c, 32n);
    }
  };
  const take = (word: bigint): void => {
    d ^= word;
    rounds(2);
    a ^= word;
  };
  const words = bytes.length >> 3;
  for (let i = 0; i < words; i++) take(view.getBigUint64(8 * i, true));
  let last = BigInt(bytes.length & 255) << 56n;
  for (let i = words * 8; i < bytes.length; i++) last |= BigInt(bytes[i]!) << BigInt(8 * (i - words * 8));
  take(last);
  c ^= 0xffn;
  rounds(4);
  return a ^ b ^ c ^ d;
}

const CAT = 0xc6a4a7935bd1e995n;

/** One fingerprint of two. */
export function joined(first: bigint, second: bigint): bigint {
  let result = first ^ CAT;
  result ^= times(shiftMix(times(second, CAT)), CAT);
  result = times(result, CAT);
  return shiftMix(times(shiftMix(result), CAT));
}

/** What `tf.sparse.cross_hashed` begins with. */
export const CROSSING = 0xdecafcaffen;
