// y[i] = f(x[i]) and dx[i] = dy[i] · f'(v[i]) for the functions of ops/unary.ts, numbered in its order.
//
// One load, one store: bound by memory for the simple ones, by arithmetic for those with an exponential. The last one to three
// numbers go through a register of four like the others.

import { atan4, cos4, exp4, expm1_4, log4, normal4, one4, sigmoid4, sigmoidInline, sin4, softplus4, tanh4, tanhInline } from "./math";

const SQRT_2_PI: f32 = 0.7978845608;
const SELU_SCALE: f32 = 1.0507009873554805;
const SELU_ALPHA: f32 = 1.6732632423543772;

/** The numbers of those that have loops of their own. */
export const RELU: i32 = 0, SIGMOID: i32 = 4, TANH: i32 = 5;

@inline
function square(x: v128): v128 {
  return f32x4.mul(x, x);
}

@inline
function choose(condition: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, condition);
}

/** tanh(√(2/π)·(x + 0.044715·x³)) */
@inline
function geluTanh(x: v128): v128 {
  const cubic = f32x4.mul(f32x4.splat(0.044715), f32x4.mul(square(x), x));
  return tanh4(f32x4.mul(f32x4.splat(SQRT_2_PI), f32x4.add(x, cubic)));
}

export function apply(fn: i32, x: v128, a: v128, b: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  switch (fn) {
    case 0: // relu
      return f32x4.max(x, zero);
    case 1: // leaky_relu
      return choose(f32x4.ge(x, zero), x, f32x4.mul(a, x));
    case 2: // threshold_relu
      return choose(f32x4.ge(x, b), x, f32x4.mul(a, f32x4.sub(x, b)));
    case 3: // clip
      return f32x4.min(f32x4.max(x, a), b);
    case 4:
      return sigmoid4(x);
    case 5:
      return tanh4(x);
    case 6: // elu
      return choose(f32x4.gt(x, zero), x, f32x4.mul(a, expm1_4(x)));
    case 7: // selu
      return f32x4.mul(f32x4.splat(SELU_SCALE), choose(f32x4.gt(x, zero), x, f32x4.mul(f32x4.splat(SELU_ALPHA), expm1_4(x))));
    case 8:
      return softplus4(x);
    case 9: // softsign
      return f32x4.div(x, f32x4.add(one, f32x4.abs(x)));
    case 10: // silu
      return f32x4.mul(x, sigmoid4(x));
    case 11: // gelu
      return f32x4.mul(x, normal4(x));
    case 12: // gelu_tanh
      return f32x4.mul(f32x4.mul(f32x4.splat(0.5), x), f32x4.add(one, geluTanh(x)));
    case 13: // mish
      return f32x4.mul(x, tanh4(softplus4(x)));
    case 14:
      return exp4(x);
    case 15:
      return log4(x);
    case 16:
      return square(x);
    case 17:
      return f32x4.sqrt(x);
    case 18:
      return f32x4.abs(x);
    case 19: // reciprocal
      return f32x4.div(one, x);
    case 20: // affine
      return f32x4.add(f32x4.mul(a, x), b);
    case 21: // hard_sigmoid
      return f32x4.min(f32x4.max(f32x4.add(f32x4.mul(x, f32x4.splat(1.0 / 6.0)), f32x4.splat(0.5)), zero), one);
    case 22:
      return sin4(x);
    case 23:
      return cos4(x);
    case 24: // floor
      return f32x4.floor(x);
    case 25:
      return atan4(x);
    default: // normal
      return normal4(x);
  }
}

export function slope(fn: i32, v: v128, a: v128, b: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  switch (fn) {
    case 0: // relu, from y
      return v128.and(one, f32x4.gt(v, zero));
    case 1: // leaky_relu, from y
      return choose(f32x4.gt(v, zero), one, a);
    case 2: // threshold_relu, from x
      return choose(f32x4.gt(v, b), one, a);
    case 3: // clip, from x
      return v128.and(one, v128.and(f32x4.ge(v, a), f32x4.le(v, b)));
    case 4: // sigmoid, from y
      return sigmoidSlope(v);
    case 5: // tanh, from y
      return tanhSlope(v);
    case 6: // elu, from y
      return choose(f32x4.gt(v, zero), one, f32x4.add(v, a));
    case 7: // selu, from y
      return choose(f32x4.gt(v, zero), f32x4.splat(SELU_SCALE), f32x4.add(v, f32x4.splat(SELU_SCALE * SELU_ALPHA)));
    case 8: // softplus, from x
      return sigmoid4(v);
    case 9: // softsign, from x
      return f32x4.div(one, square(f32x4.add(one, f32x4.abs(v))));
    case 10: { // silu, from x
      const s = sigmoid4(v);
      return f32x4.mul(s, f32x4.add(one, f32x4.mul(v, f32x4.sub(one, s))));
    }
    case 11: { // gelu, from x
      const density = f32x4.mul(f32x4.splat(0.3989422804), exp4(f32x4.mul(f32x4.splat(-0.5), square(v))));
      return f32x4.add(normal4(v), f32x4.mul(v, density));
    }
    case 12: { // gelu_tanh, from x
      const t = geluTanh(v);
      const inner = f32x4.add(one, f32x4.mul(f32x4.splat(3 * 0.044715), square(v)));
      const rise = f32x4.mul(f32x4.mul(f32x4.splat(0.5 * SQRT_2_PI), v), f32x4.mul(f32x4.sub(one, square(t)), inner));
      return f32x4.add(f32x4.mul(f32x4.splat(0.5), f32x4.add(one, t)), rise);
    }
    case 13: { // mish, from x
      const t = tanh4(softplus4(v));
      return f32x4.add(t, f32x4.mul(f32x4.mul(v, f32x4.sub(one, square(t))), sigmoid4(v)));
    }
    case 14: // exp, from y
      return v;
    case 15: // log, from x
      return f32x4.div(one, v);
    case 16: // square, from x
      return f32x4.add(v, v);
    case 17: // sqrt, from y
      return f32x4.div(f32x4.splat(0.5), v);
    case 18: // abs, from x
      return f32x4.sub(v128.and(one, f32x4.gt(v, zero)), v128.and(one, f32x4.lt(v, zero)));
    case 19: // reciprocal, from y
      return f32x4.neg(square(v));
    case 20: // affine
      return a;
    case 21: // hard_sigmoid, from x
      return v128.and(f32x4.splat(1.0 / 6.0), f32x4.le(f32x4.abs(v), f32x4.splat(3)));
    case 22: // sin, from x
      return cos4(v);
    case 23: // cos, from x
      return f32x4.neg(sin4(v));
    case 24: // floor
      return zero;
    case 25: // atan, from x
      return f32x4.div(one, f32x4.add(one, square(v)));
    default: // normal, from x
      return f32x4.mul(f32x4.splat(0.3989422804), exp4(f32x4.mul(f32x4.splat(-0.5), square(v))));
  }
}

/** y[i] = f(x[i]) for `count` numbers. Those of every day have loops that V8 can widen: without calls, in neighbouring pairs, the upper half stored first. */
export function bend(y: usize, x: usize, fn: i32, a: f32, b: f32, count: i32): void {
  let i: usize = 0;
  const end = <usize>count << 2;
  const pairs = end & ~31;
  if (fn === RELU) {
    const zero = f32x4.splat(0);
    for (; i < pairs; i += 32) {
      const p = v128.load(x + i), q = v128.load(x + i, 16);
      v128.store(y + i, f32x4.max(q, zero), 16);
      v128.store(y + i, f32x4.max(p, zero));
    }
  } else if (fn === SIGMOID)
    for (; i < pairs; i += 32) {
      const p = sigmoidInline(v128.load(x + i)), q = sigmoidInline(v128.load(x + i, 16));
      v128.store(y + i, q, 16);
      v128.store(y + i, p);
    }
  else if (fn === TANH)
    for (; i < pairs; i += 32) {
      const p = tanhInline(v128.load(x + i)), q = tanhInline(v128.load(x + i, 16));
      v128.store(y + i, q, 16);
      v128.store(y + i, p);
    }
  const as = f32x4.splat(a), bs = f32x4.splat(b);
  for (; i + 12 < end; i += 16) v128.store(y + i, apply(fn, v128.load(x + i), as, bs));
  for (; i < end; i += 4) store<f32>(y + i, f32x4.extract_lane(apply(fn, v128.load_splat<f32>(x + i), as, bs), 0));
}

/** dx[i] = dy[i] · f'(v[i]) for `count` numbers. */
export function bendBack(dx: usize, dy: usize, v: usize, fn: i32, a: f32, b: f32, count: i32): void {
  let i: usize = 0;
  const end = <usize>count << 2;
  const pairs = end & ~31;
  if (fn === RELU) {
    const zero = f32x4.splat(0);
    for (; i < pairs; i += 32) {
      const p = v128.load(dy + i), q = v128.load(dy + i, 16);
      const r = v128.load(v + i), s = v128.load(v + i, 16);
      v128.store(dx + i, v128.and(q, f32x4.gt(s, zero)), 16);
      v128.store(dx + i, v128.and(p, f32x4.gt(r, zero)));
    }
    // a gradient of NaN or infinity must not come through where the slope is 0
    for (; i < end; i += 4) store<f32>(dx + i, load<f32>(v + i) > 0 ? load<f32>(dy + i) : 0);
    return;
  }
  if (fn === SIGMOID)
    for (; i < pairs; i += 32) {
      const p = v128.load(dy + i), q = v128.load(dy + i, 16);
      const r = sigmoidSlope(v128.load(v + i)), s = sigmoidSlope(v128.load(v + i, 16));
      v128.store(dx + i, f32x4.mul(q, s), 16);
      v128.store(dx + i, f32x4.mul(p, r));
    }
  else if (fn === TANH)
    for (; i < pairs; i += 32) {
      const p = v128.load(dy + i), q = v128.load(dy + i, 16);
      const r = tanhSlope(v128.load(v + i)), s = tanhSlope(v128.load(v + i, 16));
      v128.store(dx + i, f32x4.mul(q, s), 16);
      v128.store(dx + i, f32x4.mul(p, r));
    }
  const as = f32x4.splat(a), bs = f32x4.splat(b);
  for (; i + 12 < end; i += 16) v128.store(dx + i, f32x4.mul(v128.load(dy + i), slope(fn, v128.load(v + i), as, bs)));
  for (; i < end; i += 4) {
    const value = slope(fn, v128.load_splat<f32>(v + i), as, bs);
    store<f32>(dx + i, load<f32>(dy + i) * f32x4.extract_lane(value, 0));
  }
}

/** From sigmoid(x). */
@inline
export function sigmoidSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(one4(), y));
}
/** From tanh(x). */
@inline
export function tanhSlope(y: v128): v128 {
  return f32x4.sub(one4(), square(y));
}

/** Items are numbers. */
export function unary(y: usize, x: usize, fn: i32, a: f32, b: f32, begin: i32, end: i32): void {
  const from = <usize>begin << 2;
  bend(y + from, x + from, fn, a, b, end - begin);
}

/** Items are numbers. */
export function unaryGradient(dx: usize, dy: usize, v: usize, fn: i32, a: f32, b: f32, begin: i32, end: i32): void {
  const from = <usize>begin << 2;
  bendBack(dx + from, dy + from, v + from, fn, a, b, end - begin);
}
