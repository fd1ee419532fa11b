import * as kernels from "../kernels.generated";
import type { Emitter } from "./emitter";

const NUMBER = 8;

export const ctc: Emitter = (y, { of, call }) => {
  const { x, labels } = y.inputs;
  const [batch, frames, classes] = x!.shape as [number, number, number];
  const longest = labels!.shape[1]!;
  const scratch = NUMBER * (longest + 1 + (frames + 1) * (2 * longest + 1));
  call(kernels.ctc(of(y), of(x!), of(labels!), frames, classes, longest), batch, 1, scratch);
};

export const ctcGradient: Emitter = (dx, { of, call }) => {
  const { dy, x, labels } = dx.inputs;
  const [batch, frames, classes] = dx.shape as [number, number, number];
  const longest = labels!.shape[1]!;
  const scratch = NUMBER * (6 * (longest + 1) + (frames + 1) * (2 * longest + 1));
  call(kernels.ctcGradient(of(dx), of(dy!), of(x!), of(labels!), frames, classes, longest), batch, 1, scratch);
};
