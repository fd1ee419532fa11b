// Optimizers and moving averages: ops/update.ts says what each computes. Items are numbers.
//
// Bound by memory: adam reads four arrays and writes three. `rate` points to a number that the run sets before each step.
// `npm run bench -- --kernels`, of the speed at which one thread copies memory: 1.7 for adam (W4, each array counted once).

/** weight ← weight · keep + value · (1 − keep) */
export function movingAverage(weight: usize, value: usize, keep: f32, rest: f32, begin: i32, end: i32): void {
  for (let i = begin; i < end; i++) {
    const at = <usize>i << 2;
    store<f32>(weight + at, load<f32>(weight + at) * keep + load<f32>(value + at) * rest);
  }
}

/** weight ← value */
export function assign(weight: usize, value: usize, begin: i32, end: i32): void {
  memory.copy(weight + (<usize>begin << 2), value + (<usize>begin << 2), <usize>(end - begin) << 2);
}

/** weight ← weight · keep + value · (1 − keep) for the number that `keep` points to; 1 leaves the weight as it is. */
export function blend(weight: usize, value: usize, keep: usize, begin: i32, end: i32): void {
  const k = load<f32>(keep);
  if (k === 1) return;
  for (let i = begin; i < end; i++) {
    const at = <usize>i << 2;
    store<f32>(weight + at, load<f32>(weight + at) * k + load<f32>(value + at) * (1 - k));
  }
}

/** weight ← weight − weight · decay · rate */
export function decayWeight(weight: usize, rate: usize, decay: f32, begin: i32, end: i32): void {
  const share = decay * load<f32>(rate);
  for (let i = begin; i < end; i++) {
    const at = <usize>i << 2;
    const value = load<f32>(weight + at);
    store<f32>(weight + at, value - value * share);
  }
}

/** weight ← weight − rate · gradient */
export function descend(weight: usize, gradient: usize, rate: usize, begin: i32, end: i32): void {
  const step = f32x4.splat(load<f32>(rate));
  let i = begin;
  for (; i < end - 3; i += 4) {
    const at = <usize>i << 2;
    v128.store(weight + at, f32x4.sub(v128.load(weight + at), f32x4.mul(step, v128.load(gradient + at))));
  }
  for (; i < end; i++) {
    const at = <usize>i << 2;
    store<f32>(weight + at, load<f32>(weight + at) - load<f32>(rate) * load<f32>(gradient + at));
  }
}

/** velocity ← momentum · velocity − rate · gradient; weight moves by it, or by one more such step (nesterov). */
export function descendWithMomentum(
  weight: usize, velocity: usize, gradient: usize, rate: usize, momentum: f32, nesterov: i32, begin: i32, end: i32,
): void {
  const keep = f32x4.splat(momentum);
  const by = f32x4.splat(load<f32>(rate));
  for (let i = begin; i < end; i += 4) {
    const at = <usize>i << 2;
    const step = f32x4.mul(by, v128.load(gradient + at));
    const moved = f32x4.sub(f32x4.mul(keep, v128.load(velocity + at)), step);
    const shift = nesterov ? f32x4.sub(f32x4.mul(keep, moved), step) : moved;
    storeUpTo(velocity + at, moved, end - i);
    storeUpTo(weight + at, f32x4.add(v128.load(weight + at), shift), end - i);
  }
}

/** mean ← mean + (g − mean)·(1 − beta1), variance likewise of g², weight ← weight − rate · mean / (√variance + epsilon) */
export function adam(
  weight: usize, mean: usize, variance: usize, gradient: usize, rate: usize, rest1: f32, rest2: f32, epsilon: f32, begin: i32, end: i32,
): void {
  const by1 = f32x4.splat(rest1), by2 = f32x4.splat(rest2), small = f32x4.splat(epsilon);
  const by = f32x4.splat(load<f32>(rate));
  for (let i = begin; i < end; i += 4) {
    const at = <usize>i << 2;
    const g = v128.load(gradient + at);
    let m = v128.load(mean + at);
    let v = v128.load(variance + at);
    m = f32x4.add(m, f32x4.mul(f32x4.sub(g, m), by1));
    v = f32x4.add(v, f32x4.mul(f32x4.sub(f32x4.mul(g, g), v), by2));
    const step = f32x4.div(f32x4.mul(by, m), f32x4.add(f32x4.sqrt(v), small));
    storeUpTo(mean + at, m, end - i);
    storeUpTo(variance + at, v, end - i);
    storeUpTo(weight + at, f32x4.sub(v128.load(weight + at), step), end - i);
  }
}

/** adam with the largest variance so far in the root. */
export function amsgrad(
  weight: usize, mean: usize, variance: usize, largest: usize, gradient: usize, rate: usize, rest1: f32, rest2: f32, epsilon: f32, begin: i32, end: i32,
): void {
  const by1 = f32x4.splat(rest1), by2 = f32x4.splat(rest2), small = f32x4.splat(epsilon);
  const by = f32x4.splat(load<f32>(rate));
  for (let i = begin; i < end; i += 4) {
    const at = <usize>i << 2;
    const g = v128.load(gradient + at);
    let m = v128.load(mean + at);
    let v = v128.load(variance + at);
    m = f32x4.add(m, f32x4.mul(f32x4.sub(g, m), by1));
    v = f32x4.add(v, f32x4.mul(f32x4.sub(f32x4.mul(g, g), v), by2));
    const most = f32x4.max(v128.load(largest + at), v);
    const step = f32x4.div(f32x4.mul(by, m), f32x4.add(f32x4.sqrt(most), small));
    storeUpTo(mean + at, m, end - i);
    storeUpTo(variance + at, v, end - i);
    storeUpTo(largest + at, most, end - i);
    storeUpTo(weight + at, f32x4.sub(v128.load(weight + at), step), end - i);
  }
}

/** square ← rho · square + (1 − rho) · g², …, weight ← weight − rate · g / √(square − mean² + epsilon), with momentum where it is not 0. */
export function rmsprop(
  weight: usize, square: usize, mean: usize, velocity: usize, gradient: usize, rate: usize, rho: f32, rest: f32, momentum: f32, epsilon: f32, centered: i32, begin: i32, end: i32,
): void {
  const keep = f32x4.splat(rho), by = f32x4.splat(rest), small = f32x4.splat(epsilon), inertia = f32x4.splat(momentum);
  const speed = f32x4.splat(load<f32>(rate));
  for (let i = begin; i < end; i += 4) {
    const at = <usize>i << 2;
    const g = v128.load(gradient + at);
    const s = f32x4.add(f32x4.mul(keep, v128.load(square + at)), f32x4.mul(by, f32x4.mul(g, g)));
    storeUpTo(square + at, s, end - i);
    let denominator = f32x4.add(s, small);
    if (centered) {
      const m = f32x4.add(f32x4.mul(keep, v128.load(mean + at)), f32x4.mul(by, g));
      storeUpTo(mean + at, m, end - i);
      denominator = f32x4.sub(denominator, f32x4.mul(m, m));
    }
    let step = f32x4.div(f32x4.mul(speed, g), f32x4.sqrt(denominator));
    if (momentum > 0) {
      step = f32x4.add(f32x4.mul(inertia, v128.load(velocity + at)), step);
      storeUpTo(velocity + at, step, end - i);
    }
    storeUpTo(weight + at, f32x4.sub(v128.load(weight + at), step), end - i);
  }
}

/** Stores the first `count` of four numbers. */
@inline
export function storeUpTo(at: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(at, value);
  else {
    v128.store_lane<f32>(at, value, 0);
    if (count > 1) v128.store_lane<f32>(at, value, 1, 4);
    if (count > 2) v128.store_lane<f32>(at, value, 2, 8);
  }
}

/** weight [outer, group, inner] ← weight · wanted / (norm + 1e-7), norms over the middle axis. Items are outer × inner. */
export function constrainNorm(weight: usize, group: i32, inner: i32, low: f32, high: f32, rate: f32, begin: i32, end: i32): void {
  for (let item = begin; item < end; item++) {
    const first = weight + (<usize>((item / inner) * group * inner + (item % inner)) << 2);
    let sum: f32 = 0;
    for (let k = 0; k < group; k++) {
      const value = load<f32>(first + (<usize>(k * inner) << 2));
      sum += value * value;
    }
    const norm = Mathf.sqrt(sum);
    const wanted = rate * min<f32>(max<f32>(norm, low), high) + (1 - rate) * norm;
    const factor = wanted / (norm + 1e-7);
    for (let k = 0; k < group; k++) {
      const at = first + (<usize>(k * inner) << 2);
      store<f32>(at, load<f32>(at) * factor);
    }
  }
}

/** weight ← max(weight, 0) */
export function constrainNonNegative(weight: usize, begin: i32, end: i32): void {
  for (let i = begin; i < end; i++) {
    const at = <usize>i << 2;
    store<f32>(weight + at, max<f32>(load<f32>(weight + at), 0));
  }
}
