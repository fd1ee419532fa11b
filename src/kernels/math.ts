// Functions of four numbers at once, the same bits on every machine: no library of the platform is asked.
//
// Polynomials are those of S. Moshier's Cephes (expf, logf, tanhf), good to about 1e-7 relative. Where the scalar tail of a
// loop needs a function it splats, computes four times the same and takes one: rare, and then certainly equal.

/** Their numbers, read where they are needed: V8 would build each anew at every use. */
const numbers: usize = memory.data<f32>(
  [
    -87.33654, 88.72283, 1.44269504, 12583039, 0.693359375, -2.12194440e-4, 1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3,
    4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1, -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1,
    -3.33332819422e-1, 2, 20, 0.625, -0.0, 0,
  ],
  16,
);
const LOWEST = 0, HIGHEST = 1, LOG2_E = 2, WHOLE = 3, LN_2 = 4, LN_2_REST = 5, EXP = 6, ONE = 12, TANH = 13, TWO = 18, FLAT = 19, NEAR = 20, SIGN = 21, ZERO = 22;

/** The number of that place, four times. */
@inline
function number(place: usize): v128 {
  return v128.load_splat<f32>(numbers + (place << 2));
}
/** 1, four times. */
@inline
export function one4(): v128 {
  return number(ONE);
}
/** p · x + the number of that place. */
@inline
function then(p: v128, x: v128, place: usize): v128 {
  return f32x4.add(f32x4.mul(p, x), number(place));
}

/** n = x / ln 2 as a whole number plus 1.5 · 2²³ + 127, so that n + 127 stands in the lowest bits. */
@inline
function wholePowers(x: v128): v128 {
  return then(x, number(LOG2_E), WHOLE);
}
/** eˣ / 2ⁿ */
@inline
function restOfPowers(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, number(WHOLE));
  // x − n·ln 2 in two parts, so that no bit of it is lost
  let r = f32x4.sub(x, f32x4.mul(n, number(LN_2)));
  r = f32x4.sub(r, f32x4.mul(n, number(LN_2_REST)));
  let p = then(number(EXP), r, EXP + 1);
  p = then(p, r, EXP + 2);
  p = then(p, r, EXP + 3);
  p = then(p, r, EXP + 4);
  p = then(p, r, EXP + 5);
  return f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), number(ONE));
}
/** 2ⁿ for n in [-126, 127] */
@inline
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** eˣ for x between −87.3 and 88; NaN stays NaN. */
@inline
function expWithin(x: v128): v128 {
  const shifted = wholePowers(x);
  return f32x4.mul(restOfPowers(x, shifted), i32x4.shl(shifted, 23));
}

/** eˣ; 0 below −87.3, infinity above 88.7, NaN stays NaN. */
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, number(LOWEST)), number(HIGHEST));
  const shifted = wholePowers(clamped);
  // 2ⁿ in two factors, because n reaches 128
  const whole = i32x4.sub(shifted, number(WHOLE));
  const half = i32x4.shr_s(whole, 1);
  let y = f32x4.mul(f32x4.mul(restOfPowers(clamped, shifted), power(half)), power(i32x4.sub(whole, half)));
  y = v128.andnot(y, f32x4.lt(x, number(LOWEST)));
  return v128.bitselect(f32x4.splat(f32.POSITIVE_INFINITY), y, f32x4.gt(x, number(HIGHEST)));
}

/** eˣ − 1 without losing digits near 0. */
export function expm1_4(x: v128): v128 {
  // (eˣ − 1) = tanh(x/2)·(eˣ + 1): exact where the difference would cancel
  const near = f32x4.mul(tanh4(f32x4.mul(x, f32x4.splat(0.5))), f32x4.add(exp4(x), f32x4.splat(1)));
  const far = f32x4.sub(exp4(x), f32x4.splat(1));
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), f32x4.splat(0.5)));
}

/** Natural logarithm; −infinity at 0, NaN below. */
export function log4(x: v128): v128 {
  const one = f32x4.splat(1);
  // subnormal numbers are brought into range first
  const small = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, small);
  const exponentBias = v128.bitselect(i32x4.splat(126 + 23), i32x4.splat(126), small);
  let e = i32x4.sub(i32x4.shr_u(scaled, 23), exponentBias);
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000)); // 0.5 ≤ m < 1
  const low = f32x4.lt(m, f32x4.splat(0.707106781));
  e = i32x4.sub(e, v128.and(low, i32x4.splat(1)));
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), one);
  const z = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.1514610310e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.1676998740e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  const n = f32x4.convert_i32x4_s(e);
  y = f32x4.add(y, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(n, f32x4.splat(0.693359375)));
  y = v128.bitselect(f32x4.splat(f32.NEGATIVE_INFINITY), y, f32x4.eq(x, f32x4.splat(0)));
  y = v128.bitselect(f32x4.splat(f32.NaN), y, f32x4.lt(x, f32x4.splat(0)));
  return v128.bitselect(x, y, v128.or(f32x4.ne(x, x), f32x4.eq(x, f32x4.splat(f32.POSITIVE_INFINITY))));
}

/** log(1 + x) for x ≥ 0, without losing digits near 0: x · log(u)/(u − 1) with u = 1 + x rounded (Kahan). */
export function log1p4(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = f32x4.add(x, one);
  const d = f32x4.sub(u, one);
  const y = f32x4.mul(log4(u), f32x4.div(x, d));
  return v128.bitselect(x, y, f32x4.eq(d, f32x4.splat(0)));
}

/** A polynomial near 0, beyond it 1 − 2/(e²ᵃ + 1) with the sign of x, which is 1 from 9.1 on. */
@inline
export function tanhInline(x: v128): v128 {
  const a = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = then(number(TANH), z, TANH + 1);
  p = then(p, z, TANH + 2);
  p = then(p, z, TANH + 3);
  p = then(p, z, TANH + 4);
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  const e = expWithin(f32x4.pmin(f32x4.add(a, a), number(FLAT)));
  const far = f32x4.sub(number(ONE), f32x4.div(number(TWO), f32x4.add(e, number(ONE))));
  return v128.bitselect(near, v128.or(far, v128.and(x, number(SIGN))), f32x4.lt(a, number(NEAR)));
}

/** 1 / (1 + e⁻ˣ) from e to the negative of |x|, so that nothing overflows; 0 below −87.3. */
@inline
export function sigmoidInline(x: v128): v128 {
  const low = v128.or(x, number(SIGN));
  const e = v128.andnot(expWithin(f32x4.pmax(low, number(LOWEST))), f32x4.lt(low, number(LOWEST)));
  const top = v128.bitselect(number(ONE), e, f32x4.ge(x, number(ZERO)));
  return f32x4.div(top, f32x4.add(number(ONE), e));
}

export function tanh4(x: v128): v128 {
  return tanhInline(x);
}

export function sigmoid4(x: v128): v128 {
  return sigmoidInline(x);
}

/** log(1 + eˣ) */
export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), log1p4(exp4(f32x4.neg(f32x4.abs(x)))));
}

/** Φ(x) of the normal distribution, by erfc as Numerical Recipes' Chebyshev fit (1.2e-7 relative). */
export function normal4(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.70710678));
  const t = f32x4.div(f32x4.splat(2), f32x4.add(f32x4.splat(2), z));
  let p = f32x4.splat(0.17087277);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.82215223));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.48851587));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.13520398));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.27886807));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.18628806));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.09678418));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.37409196));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.00002368));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.26551223));
  const half = f32x4.mul(f32x4.mul(f32x4.splat(0.5), t), exp4(f32x4.sub(p, f32x4.mul(z, z))));
  return v128.bitselect(f32x4.sub(f32x4.splat(1), half), half, f32x4.ge(x, f32x4.splat(0)));
}

/** sin(x), or the cosine for a quarter of a turn more; the angle is brought to |r| ≤ π/2 in three parts (Cody & Waite 1980). */
@inline
function sinTurned(x: v128, quarter: f32): v128 {
  // x + quarter·π = n·π + r, for a cosine with n counted from half turns
  const n = f32x4.sub(f32x4.nearest(f32x4.add(f32x4.mul(x, f32x4.splat(0.318309886)), f32x4.splat(quarter))), f32x4.splat(quarter));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(3.140625)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(9.67502593994140625e-4)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(1.50995799e-7)));
  const z = f32x4.mul(r, r);
  let p = f32x4.splat(-2.5052108e-8);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.7557319e-6));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.9841270e-4));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(8.3333333e-3));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.6666667e-1));
  const y = f32x4.add(f32x4.mul(f32x4.mul(p, z), r), r);
  // each half turn changes the sign
  const odd = i32x4.shl(i32x4.trunc_sat_f32x4_s(f32x4.add(n, f32x4.splat(quarter))), 31);
  return v128.xor(y, odd);
}

export function sin4(x: v128): v128 {
  return sinTurned(x, 0);
}

export function cos4(x: v128): v128 {
  return sinTurned(x, 0.5);
}

/** The angle whose tangent is x: brought to |x| ≤ tan(π/8) by −1/x or (x − 1)/(x + 1), a quarter or an eighth of a turn away. */
export function atan4(x: v128): v128 {
  const one = f32x4.splat(1);
  const a = f32x4.abs(x);
  const steep = f32x4.gt(a, f32x4.splat(2.414213562));
  const middle = v128.andnot(f32x4.gt(a, f32x4.splat(0.4142135624)), steep);
  let r = v128.bitselect(f32x4.div(f32x4.splat(-1), a), a, steep);
  r = v128.bitselect(f32x4.div(f32x4.sub(a, one), f32x4.add(a, one)), r, middle);
  const turn = v128.or(v128.and(f32x4.splat(1.5707963268), steep), v128.and(f32x4.splat(0.7853981634), middle));
  const z = f32x4.mul(r, r);
  let p = f32x4.splat(8.05374449538e-2);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.38776856032e-1));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.99777106478e-1));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.33329491539e-1));
  const y = f32x4.add(f32x4.add(turn, f32x4.mul(f32x4.mul(p, z), r)), r);
  return v128.or(y, v128.and(x, f32x4.splat(-0.0)));
}
