/** What a convolution computes, whichever way it goes: `conv2d.ts`, `depthwise.ts` and `winograd.ts` take it. */
import type { Window } from "../../ops/conv2d";
import type { Value } from "../../ops/op";

/** y = x convolved with the kernel, plus a bias where there is one, then max(·, 0) when `relu`. */
export interface Convolution {
  readonly y: Value;
  readonly x: Value;
  readonly kernel: Value;
  readonly bias?: Value | undefined;
  readonly relu?: boolean;
  readonly window: Window;
}

export const convolutionOf = (y: Value): Convolution => ({
  y,
  x: y.inputs["x"]!,
  kernel: y.inputs["kernel"]!,
  bias: y.inputs["bias"],
  relu: y.attrs["relu"] === true,
  window: y.attrs as unknown as Window,
});
