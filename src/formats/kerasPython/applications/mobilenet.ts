/** MobileNet (Howard et al. 2017) and its second version (Sandler et al. 2018). */
import type { Tensor } from "../tensors/tensor";
import { divisible, type Builder, type Wanted } from "./builder";

const relu6 = (build: Builder, x: Tensor, name: string): Tensor => build.layer("ReLU", x, { max_value: 6, name });

const numberOf = ({ more }: Wanted, name: string, preset: number): number => {
  const given = more[name];
  return typeof given === "number" ? given : preset;
};

/** Filters of each block; those with strides of 2 are negative. */
const blocks = [64, -128, 128, -256, 256, -512, 512, 512, 512, 512, 512, -1024, 1024];

export function mobilenet(build: Builder, input: Tensor, wanted: Wanted): Tensor {
  const alpha = numberOf(wanted, "alpha", 1);
  let x = build.convolve(input, Math.trunc(32 * alpha), [3, 3], {
    padding: "same",
    use_bias: false,
    strides: [2, 2],
    name: "conv1",
  });
  x = relu6(build, build.normalize(x, { name: "conv1_bn" }), "conv1_relu");
  for (const [i, filters] of blocks.entries()) {
    const id = i + 1;
    if (filters < 0) x = build.spatial("ZeroPadding2D", x, { padding: [[0, 1], [0, 1]], name: `conv_pad_${id}` }); // prettier-ignore
    x = build.spatial("DepthwiseConv2D", x, {
      kernel_size: [3, 3],
      padding: filters < 0 ? "valid" : "same",
      depth_multiplier: numberOf(wanted, "depth_multiplier", 1),
      strides: filters < 0 ? [2, 2] : [1, 1],
      use_bias: false,
      name: `conv_dw_${id}`,
    });
    x = relu6(build, build.normalize(x, { name: `conv_dw_${id}_bn` }), `conv_dw_${id}_relu`);
    x = build.convolve(x, Math.trunc(Math.abs(filters) * alpha), [1, 1], {
      padding: "same",
      use_bias: false,
      name: `conv_pw_${id}`,
    });
    x = relu6(build, build.normalize(x, { name: `conv_pw_${id}_bn` }), `conv_pw_${id}_relu`);
  }
  if (!wanted.top) return build.end(x, wanted);
  x = build.spatial("GlobalAveragePooling2D", x, { keepdims: true });
  x = build.layer("Dropout", x, { rate: numberOf(wanted, "dropout", 0.001), name: "dropout" });
  x = build.convolve(x, wanted.classes, [1, 1], { padding: "same", name: "conv_preds" });
  x = build.layer("Reshape", x, { target_shape: [wanted.classes], name: "reshape_2" });
  return build.activate(x, wanted.activation, "predictions");
}

/** Filters, strides and expansion of each block. */
const invertedBlocks: readonly (readonly [number, number, number])[] = [
  [16, 1, 1], [24, 2, 6], [24, 1, 6], [32, 2, 6], [32, 1, 6], [32, 1, 6], [64, 2, 6], [64, 1, 6], [64, 1, 6], [64, 1, 6],
  [96, 1, 6], [96, 1, 6], [96, 1, 6], [160, 2, 6], [160, 1, 6], [160, 1, 6], [320, 1, 6],
]; // prettier-ignore

const slow = { epsilon: 1e-3, momentum: 0.999 };

export function mobilenetV2(build: Builder, input: Tensor, wanted: Wanted): Tensor {
  const alpha = numberOf(wanted, "alpha", 1);
  let x = build.convolve(input, divisible(32 * alpha), 3, {
    strides: [2, 2],
    padding: "same",
    use_bias: false,
    name: "Conv1",
  });
  x = relu6(build, build.normalize(x, { ...slow, name: "bn_Conv1" }), "Conv1_relu");
  for (const [i, [filters, strides, expansion]] of invertedBlocks.entries())
    x = inverted(build, x, divisible(Math.trunc(filters * alpha)), strides, expansion, i);
  x = build.convolve(x, alpha > 1 ? divisible(1280 * alpha) : 1280, 1, { use_bias: false, name: "Conv_1" });
  x = relu6(build, build.normalize(x, { ...slow, name: "Conv_1_bn" }), "out_relu");
  if (!wanted.top) return build.end(x, wanted);
  return build.predictions(build.spatial("GlobalAveragePooling2D", x), wanted);
}

function inverted(
  build: Builder,
  input: Tensor,
  filters: number,
  strides: number,
  expansion: number,
  id: number,
): Tensor {
  const name = id === 0 ? "expanded_conv_" : `block_${id}_`;
  let x = input;
  if (id > 0) {
    x = build.convolve(x, expansion * build.channels(input), 1, {
      padding: "same",
      use_bias: false,
      name: `${name}expand`,
    });
    x = relu6(build, build.normalize(x, { ...slow, name: `${name}expand_BN` }), `${name}expand_relu`);
  }
  if (strides === 2) x = build.spatial("ZeroPadding2D", x, { padding: build.evenPadding(x, 3), name: `${name}pad` });
  x = build.spatial("DepthwiseConv2D", x, {
    kernel_size: 3,
    strides,
    use_bias: false,
    padding: strides === 1 ? "same" : "valid",
    name: `${name}depthwise`,
  });
  x = relu6(build, build.normalize(x, { ...slow, name: `${name}depthwise_BN` }), `${name}depthwise_relu`);
  x = build.convolve(x, filters, 1, { padding: "same", use_bias: false, name: `${name}project` });
  x = build.normalize(x, { ...slow, name: `${name}project_BN` });
  return strides === 1 && build.channels(input) === filters ? build.add([input, x], `${name}add`) : x;
}
