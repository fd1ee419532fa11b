import type { Value } from "../../ops/op";
import type { Pool } from "../../ops/pool2d";
import * as kernels from "../kernels.generated";
import { rowsOf, type Emitter } from "./emitter";

type PoolArguments = readonly [number, number, number, number, number, number, number, number, number, number, number];

/** Sizes of the image and of its windows, as the pooling kernels take them. */
function argumentsOf(x: Value["shape"], y: Value["shape"], attrs: Value["attrs"]): PoolArguments {
  const { size, strides, pads } = attrs as unknown as Pool;
  return [y[1]!, y[2]!, x[1]!, x[2]!, x[3]!, size[0], size[1], strides[0], strides[1], pads[0], pads[2]];
}

const byRows =
  (kernel: typeof kernels.maxPool): Emitter =>
  (y, { of, call }) => {
    const x = y.inputs["x"]!;
    const rowNumbers = x.shape[2]! * x.shape[3]! * (y.attrs as unknown as Pool).strides[0];
    call(
      kernel(of(y), of(x), ...argumentsOf(x.shape, y.shape, y.attrs)),
      y.shape[0]! * y.shape[1]!,
      rowsOf(rowNumbers),
    );
  };

export const maxPool2d = byRows(kernels.maxPool);
export const averagePool2d = byRows(kernels.averagePool);

const imagesOf = (shape: readonly number[]): number =>
  rowsOf(shape.slice(1).reduce((product, size) => product * size, 1));

export const maxPool2dGradient: Emitter = (dx, { of, call }) => {
  const { dy, x, y } = dx.inputs;
  call(
    kernels.maxPoolGradient(of(dx), of(dy!), of(x!), of(y!), ...argumentsOf(dx.shape, y!.shape, dx.attrs)),
    dx.shape[0]!,
    imagesOf(dx.shape),
  );
};

export const averagePool2dGradient: Emitter = (dx, { of, call }) => {
  const { dy } = dx.inputs;
  call(
    kernels.averagePoolGradient(of(dx), of(dy!), ...argumentsOf(dx.shape, dy!.shape, dx.attrs)),
    dx.shape[0]!,
    imagesOf(dx.shape),
  );
};

export const globalAveragePool: Emitter = (y, { of, call }) => {
  const x = y.inputs["x"]!;
  call(kernels.globalAveragePool(of(y), of(x), x.shape[1]!, x.shape[2]!), x.shape[0]!, imagesOf(x.shape));
};

export const globalAveragePoolGradient: Emitter = (dx, { of, call }) =>
  call(
    kernels.globalAveragePoolGradient(of(dx), of(dx.inputs["dy"]!), dx.shape[1]!, dx.shape[2]!),
    dx.shape[0]!,
    imagesOf(dx.shape),
  );

export const globalMaxPool: Emitter = (y, { of, call }) => {
  const x = y.inputs["x"]!;
  call(kernels.globalMaxPool(of(y), of(x), x.shape[1]!, x.shape[2]!), x.shape[0]!, imagesOf(x.shape));
};

export const globalMaxPoolGradient: Emitter = (dx, { of, call }) => {
  const { dy, x, y } = dx.inputs;
  call(
    kernels.globalMaxPoolGradient(of(dx), of(dy!), of(x!), of(y!), dx.shape[1]!, dx.shape[2]!),
    dx.shape[0]!,
    imagesOf(dx.shape),
  );
};
