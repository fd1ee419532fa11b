/** Operations that move numbers: each is a copy between two layouts. */
import { sizeOf, type Sizes, type Value } from "../../ops/op";
import { at, type Ref } from "../call";
import * as kernels from "../kernels.generated";
import { NUMBERS, type Emission, type Emitter } from "./emitter";

const AXES = 6;

/** Byte steps between neighbours along each axis of a tensor that lies row-major. */
const stepsOf = (shape: Sizes): number[] => shape.map((_, axis) => 4 * sizeOf(shape.slice(axis + 1)));

interface Layout {
  readonly sizes: readonly number[];
  readonly ySteps: readonly number[];
  readonly xSteps: readonly number[];
}

/** Joins neighbouring axes that are one stretch in both layouts, so that the innermost is as long as can be. */
function join({ sizes, ySteps, xSteps }: Layout): Layout {
  const joined: { size: number; y: number; x: number }[] = [];
  sizes.forEach((size, axis) => {
    const next = { size, y: ySteps[axis]!, x: xSteps[axis]! };
    const last = joined[joined.length - 1];
    if (size === 1 && joined.length > 0) return;
    if (last?.size === 1) joined[joined.length - 1] = next;
    else if (last?.y === next.y * size && last.x === next.x * size)
      joined[joined.length - 1] = { ...next, size: last.size * size };
    else joined.push(next);
  });
  return { sizes: joined.map(({ size }) => size), ySteps: joined.map(({ y }) => y), xSteps: joined.map(({ x }) => x) };
}

/** As the kernel reads it: 6 sizes, 6 steps in y, 6 in x, with axes of size 1 where there are fewer. `missing` of them come before the last. */
function tableOf({ sizes, ySteps, xSteps }: Layout): readonly number[] {
  if (sizes.length > AXES) throw new Error(`more than ${AXES} axes`);
  const missing = AXES - sizes.length;
  const spread = (list: readonly number[], filler: number): number[] => {
    // the first two axes are the items, so that there are many of them
    const front = list.slice(0, Math.min(2, list.length - 1));
    return [...front, ...Array<number>(missing).fill(filler), ...list.slice(front.length)];
  };
  return [...spread(sizes, 1), ...spread(ySteps, 0), ...spread(xSteps, 0)];
}

/** y = x, or with `addStrided` y += x. */
function copy(y: Ref, x: Ref, layout: Layout, { table, call }: Emission, kernel = kernels.copyStrided): void {
  const words = tableOf(join(layout));
  const items = words[0]! * words[1]!;
  call(kernel(y, x, table(words)), items, Math.max(1, Math.floor((NUMBERS * items) / sizeOf(layout.sizes))));
}

export const transpose: Emitter = (y, emission) => {
  const x = y.inputs["x"]!;
  const steps = stepsOf(x.shape);
  const axes = y.attrs["axes"] as readonly number[];
  copy(
    emission.of(y),
    emission.of(x),
    { sizes: y.shape, ySteps: stepsOf(y.shape), xSteps: axes.map((axis) => steps[axis]!) },
    emission,
  );
};

/** Copies all of `part` into or out of `whole`, whose place for it begins at `begin` along `axis`. */
function place(part: Value, whole: Value, axis: number, begin: number, into: boolean, emission: Emission): void {
  const wholeSteps = stepsOf(whole.shape);
  const partSteps = stepsOf(part.shape);
  const inWhole = at(emission.of(whole), begin * wholeSteps[axis]!);
  if (into) copy(inWhole, emission.of(part), { sizes: part.shape, ySteps: wholeSteps, xSteps: partSteps }, emission);
  else copy(emission.of(part), inWhole, { sizes: part.shape, ySteps: partSteps, xSteps: wholeSteps }, emission);
}

export const concatenate: Emitter = (y, emission) => {
  const { a, b } = y.inputs;
  const axis = y.attrs["axis"] as number;
  place(a!, y, axis, 0, true, emission);
  place(b!, y, axis, a!.shape[axis]!, true, emission);
};

export const slice: Emitter = (y, emission) =>
  place(y, y.inputs["x"]!, y.attrs["axis"] as number, y.attrs["begin"] as number, false, emission);

export const sliceGradient: Emitter = (dx, emission) => {
  emission.call(kernels.clear(emission.of(dx)), sizeOf(dx.shape), NUMBERS);
  place(dx.inputs["dy"]!, dx, dx.attrs["axis"] as number, dx.attrs["begin"] as number, true, emission);
};

export const addSlice: Emitter = (y, emission) => {
  const { x, dy } = y.inputs as Readonly<Record<"x" | "dy", Value>>;
  const { axis, begin } = y.attrs as { axis: number; begin: number };
  const [to, from] = [emission.of(y), emission.of(x)];
  if (to.buffer !== from.buffer) emission.call(kernels.assign(to, from), sizeOf(y.shape), NUMBERS);
  const steps = stepsOf(y.shape);
  const layout = { sizes: dy.shape, ySteps: steps, xSteps: stepsOf(dy.shape) };
  copy(at(to, begin * steps[axis]!), emission.of(dy), layout, emission, kernels.addStrided);
};

/** The byte offset of the inside of a padded image. */
const insideOf = (padded: Value, pads: readonly number[]): number => {
  const steps = stepsOf(padded.shape);
  return pads[0]! * steps[1]! + pads[2]! * steps[2]!;
};

export const pad2d: Emitter = (y, emission) => {
  const x = y.inputs["x"]!;
  emission.call(kernels.clear(emission.of(y)), sizeOf(y.shape), NUMBERS);
  const inside = at(emission.of(y), insideOf(y, y.attrs["pads"] as readonly number[]));
  copy(inside, emission.of(x), { sizes: x.shape, ySteps: stepsOf(y.shape), xSteps: stepsOf(x.shape) }, emission);
};

export const crop2d: Emitter = (y, emission) => {
  const x = y.inputs["x"]!;
  const inside = at(emission.of(x), insideOf(x, y.attrs["pads"] as readonly number[]));
  copy(emission.of(y), inside, { sizes: y.shape, ySteps: stepsOf(y.shape), xSteps: stepsOf(x.shape) }, emission);
};

/** Steps of a tensor that is repeated to a larger shape: 0 along the repeated axes. */
const repeatedSteps = (small: Sizes, large: Sizes): number[] =>
  stepsOf(small).map((step, axis) => (small[axis] === 1 && large[axis] !== 1 ? 0 : step));

export const broadcast: Emitter = (y, emission) => {
  const x = y.inputs["x"]!;
  copy(
    emission.of(y),
    emission.of(x),
    { sizes: y.shape, ySteps: stepsOf(y.shape), xSteps: repeatedSteps(x.shape, y.shape) },
    emission,
  );
};

/** Axes that stay are joined to at most two, axes that are summed to at most four. */
export const sumTo: Emitter = (y, { of, table, call }) => {
  const x = y.inputs["x"]!;
  const [ySteps, xSteps] = [stepsOf(y.shape), stepsOf(x.shape)];
  const axes = x.shape.map((size, axis) => ({ size, axis })).filter(({ size }) => size > 1);
  const layoutOf = (kept: boolean): Layout => {
    const some = axes.filter(({ size, axis }) => (y.shape[axis] === size) === kept);
    return join({
      sizes: some.map(({ size }) => size),
      ySteps: some.map(({ axis }) => ySteps[axis]!),
      xSteps: some.map(({ axis }) => xSteps[axis]!),
    });
  };
  const [kept, summed] = [layoutOf(true), layoutOf(false)];
  if (kept.sizes.length > 2 || summed.sizes.length > 4) throw new Error("too many axes to sum over");
  const words = (own: (layout: Layout) => readonly number[], filler: number): number[] => [
    ...own(kept),
    ...Array<number>(2 - kept.sizes.length).fill(filler),
    ...Array<number>(4 - summed.sizes.length).fill(filler),
    ...own(summed),
  ];
  const items = sizeOf(y.shape);
  call(
    kernels.sumStrided(
      of(y),
      of(x),
      table([...words(({ sizes }) => sizes, 1), ...words((one) => one.ySteps, 0), ...words((one) => one.xSteps, 0)]),
    ),
    items,
    Math.max(1, Math.floor((NUMBERS * items) / sizeOf(x.shape))),
  );
};
