import { sizeOf } from "../../ops/op";
import type { Sampling } from "../../ops/sample";
import { fillModes, type Warp } from "../../ops/warp";
import * as kernels from "../kernels.generated";
import { rowsOf, type Emitter } from "./emitter";

export const warp: Emitter = (y, { of, call }) => {
  const { x, m } = y.inputs;
  const { height, width, mode, fill, smooth } = y.attrs as unknown as Warp;
  const [batch, rows, columns, channels] = x!.shape as [number, number, number, number];
  const number = fillModes.indexOf(mode);
  call(
    kernels.warp(of(y), of(x!), of(m!), height, width, rows, columns, channels, number, fill, Number(smooth)),
    batch * height,
    rowsOf(8 * width * channels),
  );
};

export const warpGradient: Emitter = (dx, { of, call }) => {
  const { dy, m } = dx.inputs;
  const { mode, smooth } = dx.attrs as unknown as Warp;
  const [, height, width] = dy!.shape as [number, number, number, number];
  const [batch, rows, columns, channels] = dx.shape as [number, number, number, number];
  const number = fillModes.indexOf(mode);
  call(
    kernels.warpGradient(of(dx), of(dy!), of(m!), height, width, rows, columns, channels, number, Number(smooth)),
    batch,
    1,
  );
};

export const sample: Emitter = (y, { of, call }) => {
  const { x, down, across } = y.inputs;
  const { mode, fill, smooth } = y.attrs as unknown as Sampling;
  const [batch, rows, columns, channels] = x!.shape as [number, number, number, number];
  const [all, number] = [sizeOf(down!.shape), fillModes.indexOf(mode)];
  call(
    kernels.sample(
      of(y),
      of(x!),
      of(down!),
      of(across!),
      all / batch,
      rows,
      columns,
      channels,
      number,
      fill,
      Number(smooth),
    ),
    all,
    rowsOf(8 * channels),
  );
};

export const sampleGradient: Emitter = (dx, { of, call }) => {
  const { dy, down, across } = dx.inputs;
  const { mode, smooth } = dx.attrs as unknown as Sampling;
  const [batch, rows, columns, channels] = dx.shape as [number, number, number, number];
  const [pixels, number] = [sizeOf(down!.shape) / batch, fillModes.indexOf(mode)];
  call(
    kernels.sampleGradient(
      of(dx),
      of(dy!),
      of(down!),
      of(across!),
      pixels,
      rows,
      columns,
      channels,
      number,
      Number(smooth),
    ),
    batch,
    1,
  );
};
