/** ResNet (He et al. 2015) and its second version (2016), which normalizes before it convolves. */
import type { Tensor } from "../tensors/tensor";
import type { Builder, Wanted } from "./builder";

const epsilon = 1.001e-5;
const names = { average: "avg_pool", maximum: "max_pool" };

function begin(build: Builder, input: Tensor, normalized: boolean, biased = true): Tensor {
  let x = build.spatial("ZeroPadding2D", input, { padding: [[3, 3], [3, 3]], name: "conv1_pad" }); // prettier-ignore
  x = build.convolve(x, 64, 7, { strides: 2, ...(!biased && { use_bias: false }), name: "conv1_conv" });
  if (normalized) x = normalizeAndActivate(build, x, "conv1", "_bn", "_relu");
  x = build.spatial("ZeroPadding2D", x, { padding: [[1, 1], [1, 1]], name: "pool1_pad" }); // prettier-ignore
  return build.spatial("MaxPooling2D", x, { pool_size: 3, strides: 2, name: "pool1_pool" });
}

const normalizeAndActivate = (build: Builder, x: Tensor, name: string, bn = "_bn", relu = "_relu"): Tensor =>
  build.activate(build.normalize(x, { epsilon, name: name + bn }), "relu", name + relu);

/** How many blocks each of the four stages has. */
export const resnet =
  (...repeats: readonly number[]) =>
  (build: Builder, input: Tensor, wanted: Wanted): Tensor => {
    let x = begin(build, input, true);
    for (const [i, count] of repeats.entries()) x = stack(build, x, 64 << i, count, i > 0 ? 2 : 1, `conv${i + 2}`);
    return build.end(x, wanted, names);
  };

/** One stage: its first block may halve the image. */
export function stack(
  build: Builder,
  x: Tensor,
  filters: number,
  count: number,
  strides: number,
  name: string,
): Tensor {
  for (let j = 1; j <= count; j++) x = block(build, x, filters, j === 1 ? strides : 1, j === 1, `${name}_block${j}`);
  return x;
}

function block(build: Builder, input: Tensor, filters: number, strides: number, widens: boolean, name: string): Tensor {
  let shortcut = input;
  if (widens) {
    shortcut = build.convolve(input, 4 * filters, 1, { strides, name: `${name}_0_conv` });
    shortcut = build.normalize(shortcut, { epsilon, name: `${name}_0_bn` });
  }
  let x = build.convolve(input, filters, 1, { strides, name: `${name}_1_conv` });
  x = normalizeAndActivate(build, x, `${name}_1`);
  x = build.convolve(x, filters, 3, { padding: "same", name: `${name}_2_conv` });
  x = normalizeAndActivate(build, x, `${name}_2`);
  x = build.convolve(x, 4 * filters, 1, { name: `${name}_3_conv` });
  x = build.normalize(x, { epsilon, name: `${name}_3_bn` });
  return build.activate(build.add([shortcut, x], `${name}_add`), "relu", `${name}_out`);
}

export const resnetV2 =
  (...repeats: readonly number[]) =>
  (build: Builder, input: Tensor, wanted: Wanted): Tensor => {
    let x = begin(build, input, false);
    for (const [i, count] of repeats.entries()) x = stackV2(build, x, 64 << i, count, i < 3 ? 2 : 1, `conv${i + 2}`);
    x = normalizeAndActivate(build, x, "post");
    return build.end(x, wanted, names);
  };

/** One stage: its last block may halve the image. */
export function stackV2(
  build: Builder,
  x: Tensor,
  filters: number,
  count: number,
  strides: number,
  name: string,
): Tensor {
  for (let j = 1; j <= count; j++)
    x = blockV2(build, x, filters, j === count ? strides : 1, j === 1, `${name}_block${j}`);
  return x;
}

/** `resnet.ResNet(stack_fn, preact, use_bias)`: the common begin and end, with the stages that somebody else writes down. */
export const residual =
  (stages: (x: Tensor) => Tensor, normalizedFirst: boolean, biased: boolean) =>
  (build: Builder, input: Tensor, wanted: Wanted): Tensor => {
    const x = stages(begin(build, input, !normalizedFirst, biased));
    return build.end(normalizedFirst ? normalizeAndActivate(build, x, "post") : x, wanted, names);
  };

function blockV2(
  build: Builder,
  input: Tensor,
  filters: number,
  strides: number,
  widens: boolean,
  name: string,
): Tensor {
  const before = normalizeAndActivate(build, input, `${name}_preact`);
  const shortcut = widens
    ? build.convolve(before, 4 * filters, 1, { strides, name: `${name}_0_conv` })
    : strides > 1
      ? build.spatial("MaxPooling2D", input, { pool_size: 1, strides })
      : input;
  let x = build.convolve(before, filters, 1, { use_bias: false, name: `${name}_1_conv` });
  x = normalizeAndActivate(build, x, `${name}_1`);
  x = build.spatial("ZeroPadding2D", x, { padding: [[1, 1], [1, 1]], name: `${name}_2_pad` }); // prettier-ignore
  x = build.convolve(x, filters, 3, { strides, use_bias: false, name: `${name}_2_conv` });
  x = normalizeAndActivate(build, x, `${name}_2`);
  x = build.convolve(x, 4 * filters, 1, { name: `${name}_3_conv` });
  return build.add([shortcut, x], `${name}_out`);
}
