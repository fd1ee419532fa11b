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
