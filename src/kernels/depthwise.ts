// Convolutions in which each channel has a filter of its own: depthwise ones, alone and in separable layers.
//
// Two tables say what a window sees: for each row of the output and each row of the window the byte offset of the image's row, for columns alike, −1
// outside of the image. So strides, dilation, padding and the gradient of the image are one loop. Sums run over taps, or over pixels, in order.
// Channels are a multiple of 4, sixteen go together. Bound by loads: two vectors for each multiply-add.
// `npm run bench -- --workload D1` times it beside the rivals: as fast as PyTorch where V8 widens it.

/** y = Σ over taps of x · w, where w is [taps][channels]. Items are rows of all output images. */
export function depthwise(
  y: usize, x: usize, w: usize, height: i32, width: i32, channels: i32, imageBytes: usize, rowOffsets: usize, columnOffsets: usize,
  sizeY: i32, sizeX: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let item = begin; item < end; item++) {
    const image = x + <usize>(item / height) * imageBytes;
    const rows = rowOffsets + <usize>((item % height) * sizeY) * 4;
    let to = y + <usize>item * <usize>width * pixel;
    let columns = columnOffsets;
    for (let column = 0; column < width; column++) {
      let c: usize = 0;
      for (; c + 63 < pixel; c += 64) windowOfSixteen(to + c, image + c, w + c, rows, columns, sizeY, sizeX, pixel);
      for (; c < pixel; c += 16) windowOfFour(to + c, image + c, w + c, rows, columns, sizeY, sizeX, pixel);
      to += pixel;
      columns += <usize>sizeX << 2;
    }
  }
}

@inline
function windowOfSixteen(y: usize, image: usize, w: usize, rows: usize, columns: usize, sizeY: i32, sizeX: i32, pixel: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (let i = 0; i < sizeY; i++) {
    const row = load<i32>(rows + (<usize>i << 2));
    if (row >= 0)
      for (let j = 0; j < sizeX; j++) {
        const column = load<i32>(columns + (<usize>j << 2));
        if (column < 0) continue;
        const from = image + row + column, tap = w + <usize>j * pixel;
        a = f32x4.add(a, f32x4.mul(v128.load(from), v128.load(tap)));
        b = f32x4.add(b, f32x4.mul(v128.load(from, 16), v128.load(tap, 16)));
        c = f32x4.add(c, f32x4.mul(v128.load(from, 32), v128.load(tap, 32)));
        d = f32x4.add(d, f32x4.mul(v128.load(from, 48), v128.load(tap, 48)));
      }
    w += <usize>sizeX * pixel;
  }
  v128.store(y, b, 16);
  v128.store(y, a);
  v128.store(y, d, 48);
  v128.store(y, c, 32);
}

@inline
function windowOfFour(y: usize, image: usize, w: usize, rows: usize, columns: usize, sizeY: i32, sizeX: i32, pixel: usize): void {
  let sum = f32x4.splat(0);
  for (let i = 0; i < sizeY; i++) {
    const row = load<i32>(rows + (<usize>i << 2));
    if (row >= 0)
      for (let j = 0; j < sizeX; j++) {
        const column = load<i32>(columns + (<usize>j << 2));
        if (column >= 0) sum = f32x4.add(sum, f32x4.mul(v128.load(image + row + column), v128.load(w + <usize>j * pixel)));
      }
    w += <usize>sizeX * pixel;
  }
  v128.store(y, sum);
}

/**
 * Gradient of the filters, [parts][taps][channels]: partial sums over equal shares of all (image, block of `blockRows` output rows), to be added up by
 * `sumParts`. Items are parts.
 */
export function depthwiseKernelGradient(
  dw: usize, x: usize, dy: usize, parts: i32, images: i32, height: i32, width: i32, channels: i32, imageBytes: usize,
  rowOffsets: usize, columnOffsets: usize, sizeY: i32, sizeX: i32, blockRows: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const blocks = (height + blockRows - 1) / blockRows;
  const units = images * blocks;
  const sumsBytes = <usize>(sizeY * sizeX) * pixel;
  for (let part = begin; part < end; part++) {
    const sums = dw + <usize>part * sumsBytes;
    memory.fill(sums, 0, sumsBytes);
    const from = <i32>(<i64>units * part / parts);
    const to = <i32>(<i64>units * (part + 1) / parts);
    for (let unit = from; unit < to; unit++) {
      const image = x + <usize>(unit / blocks) * imageBytes;
      const first = (unit % blocks) * blockRows;
      for (let row = first; row < min(first + blockRows, height); row++) {
        const gradient = dy + <usize>((unit / blocks) * height + row) * <usize>width * pixel;
        for (let i = 0; i < sizeY; i++) {
          const offset = load<i32>(rowOffsets + (<usize>(row * sizeY + i) << 2));
          if (offset < 0) continue;
          for (let j = 0; j < sizeX; j++) {
            const tap = sums + <usize>(i * sizeX + j) * pixel;
            const columns = columnOffsets + (<usize>j << 2);
            let c: usize = 0;
            for (; c + 63 < pixel; c += 64) addSixteen(tap + c, image + offset + c, gradient + c, columns, sizeX, width, pixel);
            for (; c < pixel; c += 16) addFour(tap + c, image + offset + c, gradient + c, columns, sizeX, width, pixel);
          }
        }
      }
    }
  }
}

@inline
function addSixteen(sums: usize, row: usize, dy: usize, columns: usize, sizeX: i32, width: i32, pixel: usize): void {
  let a = v128.load(sums), b = v128.load(sums, 16), c = v128.load(sums, 32), d = v128.load(sums, 48);
  for (let n = 0; n < width; n++) {
    const column = load<i32>(columns);
    if (column >= 0) {
      const from = row + column;
      a = f32x4.add(a, f32x4.mul(v128.load(from), v128.load(dy)));
      b = f32x4.add(b, f32x4.mul(v128.load(from, 16), v128.load(dy, 16)));
      c = f32x4.add(c, f32x4.mul(v128.load(from, 32), v128.load(dy, 32)));
      d = f32x4.add(d, f32x4.mul(v128.load(from, 48), v128.load(dy, 48)));
    }
    columns += <usize>sizeX << 2;
    dy += pixel;
  }
  v128.store(sums, b, 16);
  v128.store(sums, a);
  v128.store(sums, d, 48);
  v128.store(sums, c, 32);
}

@inline
function addFour(sums: usize, row: usize, dy: usize, columns: usize, sizeX: i32, width: i32, pixel: usize): void {
  let sum = v128.load(sums);
  for (let n = 0; n < width; n++) {
    const column = load<i32>(columns);
    if (column >= 0) sum = f32x4.add(sum, f32x4.mul(v128.load(row + column), v128.load(dy)));
    columns += <usize>sizeX << 2;
    dy += pixel;
  }
  v128.store(sums, sum);
}
