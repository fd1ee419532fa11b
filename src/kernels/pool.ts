// Pooling of images [images, height, width, channels] by windows, and of whole images; with gradients.
//
// Bound by memory: each input is loaded once for windows that do not overlap. Channels go four at a time; the last one to three go
// through the same code with lanes that are not stored.

/** Stores up to four numbers. */
@inline
function storeLanes(at: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(at, value);
  else {
    v128.store_lane<f32>(at, value, 0);
    if (count > 1) v128.store_lane<f32>(at, value, 1, 4);
    if (count > 2) v128.store_lane<f32>(at, value, 2, 8);
  }
}

/** y = the largest of each window; padding never wins. Items are output rows of all images. */
export function maxPool(
  y: usize, x: usize, yHeight: i32, yWidth: i32, height: i32, width: i32, channels: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>width * pixel;
  for (let item = begin; item < end; item++) {
    const image = x + <usize>(item / yHeight) * <usize>height * rowBytes;
    const top = (item % yHeight) * strideY - padTop;
    const top0 = max(0, top), top1 = min(height, top + sizeY);
    let to = y + <usize>item * <usize>yWidth * pixel;
    for (let column = 0; column < yWidth; column++) {
      const left = column * strideX - padLeft;
      const left0 = max(0, left), left1 = min(width, left + sizeX);
      const corner = image + <usize>top0 * rowBytes + <usize>left0 * pixel;
      for (let c = 0; c < channels; c += 4) {
        let best = f32x4.splat(f32.NEGATIVE_INFINITY);
        let rowAt = corner + (<usize>c << 2);
        for (let i = top0; i < top1; i++) {
          let at = rowAt;
          for (let j = left0; j < left1; j++) {
            best = f32x4.max(best, v128.load(at));
            at += pixel;
          }
          rowAt += rowBytes;
        }
        storeLanes(to + (<usize>c << 2), best, channels - c);
      }
      to += pixel;
    }
  }
}

/** dx = dy at the first place of each window that holds its largest value, else 0. Items are images. */
export function maxPoolGradient(
  dx: usize, dy: usize, x: usize, y: usize, yHeight: i32, yWidth: i32, height: i32, width: i32, channels: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>width * pixel;
  const imageBytes = <usize>height * rowBytes;
  for (let item = begin; item < end; item++) {
    const image = x + <usize>item * imageBytes;
    const gradient = dx + <usize>item * imageBytes;
    memory.fill(gradient, 0, imageBytes);
    let from = <usize>item * <usize>yHeight * <usize>yWidth * pixel;
    for (let row = 0; row < yHeight; row++) {
      const top = row * strideY - padTop;
      const top0 = max(0, top), top1 = min(height, top + sizeY);
      for (let column = 0; column < yWidth; column++) {
        const left = column * strideX - padLeft;
        const left0 = max(0, left), left1 = min(width, left + sizeX);
        const corner = <usize>top0 * rowBytes + <usize>left0 * pixel;
        for (let c = 0; c < channels; c += 4) {
          const largest = v128.load(y + from + (<usize>c << 2));
          let open = v128.load(dy + from + (<usize>c << 2)); // the lanes that have not found their place
          let rowAt = corner + (<usize>c << 2);
          for (let i = top0; i < top1; i++) {
            let at = rowAt;
            for (let j = left0; j < left1; j++) {
              const found = v128.and(open, f32x4.eq(v128.load(image + at), largest));
              open = v128.andnot(open, f32x4.eq(v128.load(image + at), largest));
              storeLanes(gradient + at, f32x4.add(v128.load(gradient + at), found), channels - c);
              at += pixel;
            }
            rowAt += rowBytes;
          }
        }
        from += pixel;
      }
    }
  }
}

/** y = the mean of each window; padding does not count. Items are output rows of all images. */
export function averagePool(
  y: usize, x: usize, yHeight: i32, yWidth: i32, height: i32, width: i32, channels: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>width * pixel;
  for (let item = begin; item < end; item++) {
    const image = x + <usize>(item / yHeight) * <usize>height * rowBytes;
    const top = (item % yHeight) * strideY - padTop;
    const top0 = max(0, top), top1 = min(height, top + sizeY);
    let to = y + <usize>item * <usize>yWidth * pixel;
    for (let column = 0; column < yWidth; column++) {
      const left = column * strideX - padLeft;
      const left0 = max(0, left), left1 = min(width, left + sizeX);
      const corner = image + <usize>top0 * rowBytes + <usize>left0 * pixel;
      const share = f32x4.splat(1 / <f32>((top1 - top0) * (left1 - left0)));
      for (let c = 0; c < channels; c += 4) {
        let sum = f32x4.splat(0);
        let rowAt = corner + (<usize>c << 2);
        for (let i = top0; i < top1; i++) {
          let at = rowAt;
          for (let j = left0; j < left1; j++) {
            sum = f32x4.add(sum, v128.load(at));
            at += pixel;
          }
          rowAt += rowBytes;
        }
        storeLanes(to + (<usize>c << 2), f32x4.mul(sum, share), channels - c);
      }
      to += pixel;
    }
  }
}

/** dx = the sum over windows of dy / (number of the window's places). Items are images. */
export function averagePoolGradient(
  dx: usize, dy: usize, yHeight: i32, yWidth: i32, height: i32, width: i32, channels: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>width * pixel;
  const imageBytes = <usize>height * rowBytes;
  for (let item = begin; item < end; item++) {
    const gradient = dx + <usize>item * imageBytes;
    memory.fill(gradient, 0, imageBytes);
    let from = dy + <usize>item * <usize>yHeight * <usize>yWidth * pixel;
    for (let row = 0; row < yHeight; row++) {
      const top = row * strideY - padTop;
      const top0 = max(0, top), top1 = min(height, top + sizeY);
      for (let column = 0; column < yWidth; column++) {
        const left = column * strideX - padLeft;
        const left0 = max(0, left), left1 = min(width, left + sizeX);
        const share = f32x4.splat(1 / <f32>((top1 - top0) * (left1 - left0)));
        const corner = gradient + <usize>top0 * rowBytes + <usize>left0 * pixel;
        for (let c = 0; c < channels; c += 4) {
          const part = f32x4.mul(v128.load(from + (<usize>c << 2)), share);
          let rowAt = corner + (<usize>c << 2);
          for (let i = top0; i < top1; i++) {
            let at = rowAt;
            for (let j = left0; j < left1; j++) {
              storeLanes(at, f32x4.add(v128.load(at), part), channels - c);
              at += pixel;
            }
            rowAt += rowBytes;
          }
        }
        from += pixel;
      }
    }
  }
}

/** y [images, channels] = means over places; sums of 64 places are added up. Items are images. */
export function globalAveragePool(y: usize, x: usize, places: i32, channels: i32, begin: i32, end: i32): void {
  const pixel = <usize>channels << 2;
  const share = f32x4.splat(1 / <f32>places);
  for (let item = begin; item < end; item++) {
    const image = x + <usize>item * <usize>places * pixel;
    for (let c = 0; c < channels; c += 4) {
      let at = image + (<usize>c << 2);
      let total = f32x4.splat(0);
      for (let first = 0; first < places; first += 64) {
        const last = min(first + 64, places);
        let sum = f32x4.splat(0);
        for (let place = first; place < last; place++) {
          sum = f32x4.add(sum, v128.load(at));
          at += pixel;
        }
        total = f32x4.add(total, sum);
      }
      storeLanes(y + <usize>item * pixel + (<usize>c << 2), f32x4.mul(total, share), channels - c);
    }
  }
}

/** dx [images, places, channels] = dy / places. Items are images. */
export function globalAveragePoolGradient(dx: usize, dy: usize, places: i32, channels: i32, begin: i32, end: i32): void {
  const pixel = <usize>channels << 2;
  const share = f32x4.splat(1 / <f32>places);
  for (let item = begin; item < end; item++) {
    for (let c = 0; c < channels; c += 4) {
      const value = f32x4.mul(v128.load(dy + <usize>item * pixel + (<usize>c << 2)), share);
      let at = dx + <usize>item * <usize>places * pixel + (<usize>c << 2);
      for (let place = 0; place < places; place++) {
        storeLanes(at, value, channels - c);
        at += pixel;
      }
    }
  }
}

/** y [images, channels] = the largest over places. Items are images. */
export function globalMaxPool(y: usize, x: usize, places: i32, channels: i32, begin: i32, end: i32): void {
  const pixel = <usize>channels << 2;
  for (let item = begin; item < end; item++)
    for (let c = 0; c < channels; c += 4) {
      let at = x + <usize>item * <usize>places * pixel + (<usize>c << 2);
      let best = f32x4.splat(f32.NEGATIVE_INFINITY);
      for (let place = 0; place < places; place++) {
        best = f32x4.max(best, v128.load(at));
        at += pixel;
      }
      storeLanes(y + <usize>item * pixel + (<usize>c << 2), best, channels - c);
    }
}

/** dx = dy shared equally among the places that hold the largest value. Items are images. */
export function globalMaxPoolGradient(dx: usize, dy: usize, x: usize, y: usize, places: i32, channels: i32, begin: i32, end: i32): void {
  const pixel = <usize>channels << 2;
  const one = f32x4.splat(1);
  for (let item = begin; item < end; item++)
    for (let c = 0; c < channels; c += 4) {
      const mine = <usize>item * pixel + (<usize>c << 2);
      const first = <usize>item * <usize>places * pixel + (<usize>c << 2);
      const best = v128.load(y + mine);
      let ties = f32x4.splat(0);
      let at = first;
      for (let place = 0; place < places; place++) {
        ties = f32x4.add(ties, v128.and(one, f32x4.eq(v128.load(x + at), best)));
        at += pixel;
      }
      const share = f32x4.div(v128.load(dy + mine), ties);
      at = first;
      for (let place = 0; place < places; place++) {
        storeLanes(dx + at, v128.and(share, f32x4.eq(v128.load(x + at), best)), channels - c);
        at += pixel;
      }
    }
}
