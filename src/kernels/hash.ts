// Hashes of whole numbers as TensorFlow takes them, to the bit: FarmHash's Fingerprint64 and SipHash-2-4 of a number written as a text,
// and the hash of two marks. Bound by multiplications of 64 bits: some 20 for a number, a few hundred bytes of data.
//
// A text has up to 20 letters: they are held in three words, the first letter lowest.

const K0: u64 = 0xc3a5c85c97cb3127;
const K1: u64 = 0xb492b66fbe98f273;
const K2: u64 = 0x9ae16a3b2f90404f;
const CAT: u64 = 0xc6a4a7935bd1e995;
const CROSSING: u64 = 0xdecafcaffe;

// @ts-ignore: decorator
@inline
function shiftMix(value: u64): u64 {
  return value ^ (value >> 47);
}

function mixed(u: u64, v: u64, by: u64): u64 {
  const a = shiftMix((u ^ v) * by);
  return shiftMix((v ^ a) * by) * by;
}

/** Eight letters from a place on. */
function letters(first: u64, second: u64, third: u64, place: i32): u64 {
  const bits = <u64>((place & 7) << 3);
  const low = place < 8 ? first : place < 16 ? second : third;
  if (bits === 0) return low;
  const high: u64 = place < 8 ? second : place < 16 ? third : 0;
  return (low >> bits) | (high << (64 - bits));
}

function farmHash(first: u64, second: u64, third: u64, length: i32): u64 {
  const by = K2 + <u64>length * 2;
  if (length < 4) {
    const y = (first & 255) + (((first >> (<u64>(length >> 1) << 3)) & 255) << 8);
    const z = <u64>length + (((first >> (<u64>(length - 1) << 3)) & 255) << 2);
    return shiftMix((y * K2) ^ (z * K0)) * K2;
  }
  if (length < 8) {
    const low = first & 0xffffffff;
    const high = (first >> (<u64>(length - 4) << 3)) & 0xffffffff;
    return mixed(<u64>length + (low << 3), high, by);
  }
  if (length <= 16) {
    const a = first + K2;
    const b = letters(first, second, third, length - 8);
    return mixed(rotr<u64>(b, 37) * by + a, (rotr<u64>(a, 25) + b) * by, by);
  }
  const a = first * K1;
  const b = second;
  const c = letters(first, second, third, length - 8) * by;
  const d = letters(first, second, third, length - 16) * K2;
  return mixed(rotr<u64>(a + b, 43) + rotr<u64>(c, 30) + d, a + rotr<u64>(b + K2, 18) + c, by);
}

function sipHash(first: u64, second: u64, third: u64, length: i32, k0: u64, k1: u64): u64 {
  let a = k0 ^ 0x736f6d6570736575;
  let b = k1 ^ 0x646f72616e646f6d;
  let c = k0 ^ 0x6c7967656e657261;
  let d = k1 ^ 0x7465646279746573;
  const words = length >> 3;
  for (let i = 0; i <= words + 1; i++) {
    // whole words, the rest with the length, and at last what ends it
    const rest: u64 = i > words ? 0 : i === 0 ? first : i === 1 ? second : third;
    const word = i === words ? rest | (<u64>length << 56) : rest;
    if (i > words) c ^= 0xff;
    d ^= word;
    const rounds = i > words ? 4 : 2;
    for (let round = 0; round < rounds; round++) {
      a += b;
      c += d;
      b = rotl<u64>(b, 13) ^ a;
      d = rotl<u64>(d, 16) ^ c;
      a = rotl<u64>(a, 32);
      c += b;
      a += d;
      b = rotl<u64>(b, 17) ^ c;
      d = rotl<u64>(d, 21) ^ a;
      c = rotl<u64>(c, 32);
    }
    a ^= word;
  }
  return a ^ b ^ c ^ d;
}

/** y = hash(x) mod bins. `key` holds two numbers of 64 bits, for SipHash where `strong` is 1. Items are numbers. */
export function hashNumbers(
  y: usize, x: usize, key: usize, strong: i32, bins: i32, begin: i32, end: i32,
): void {
  for (let i = begin; i < end; i++) {
    const number = load<f32>(x + (<usize>i << 2));
    const value = <i64>number;
    let rest: u64 = value < 0 ? <u64>-value : <u64>value;
    let first: u64 = 0, second: u64 = 0, third: u64 = 0;
    let length = 0;
    do {
      third = (third << 8) | (second >> 56);
      second = (second << 8) | (first >> 56);
      first = (first << 8) | (48 + rest % 10);
      rest /= 10;
      length++;
    } while (rest > 0);
    if (value < 0) {
      third = (third << 8) | (second >> 56);
      second = (second << 8) | (first >> 56);
      first = (first << 8) | 45;
      length++;
    }
    const hash = strong
      ? sipHash(first, second, third, length, load<u64>(key), load<u64>(key, 8))
      : farmHash(first, second, third, length);
    store<f32>(y + (<usize>i << 2), <f32>(hash % <u64>bins));
  }
}

/** A whole number as it is, or a fingerprint in four pieces of 16 bits, the low ones first. */
function markOf(x: usize, row: i32, pieces: i32): u64 {
  const at = x + (<usize>(row * pieces) << 2);
  if (pieces === 1) {
    const number = load<f32>(at);
    return <u64>(<i64>number);
  }
  let mark: u64 = 0;
  for (let i = 3; i >= 0; i--) mark = (mark << 16) | <u64>load<f32>(at + (<usize>i << 2));
  return mark;
}

function joined(first: u64, second: u64): u64 {
  let result = first ^ CAT;
  result ^= shiftMix(second * CAT) * CAT;
  result *= CAT;
  return shiftMix(shiftMix(result) * CAT);
}

/** y = the hash of the pair of a and b, mod bins: rows of one number or of four pieces. Items are rows. */
export function crossNumbers(
  y: usize, a: usize, b: usize, aPieces: i32, bPieces: i32, bins: i32, begin: i32, end: i32,
): void {
  for (let i = begin; i < end; i++) {
    const hash = joined(joined(CROSSING, markOf(a, i, aPieces)), markOf(b, i, bPieces));
    store<f32>(y + (<usize>i << 2), <f32>(hash % <u64>bins));
  }
}
