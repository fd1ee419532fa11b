/** DenseNet (Huang et al. 2016): every layer of a block takes what all before it give. */
import type { Tensor } from "../tensors/tensor";
import type { Builder, Wanted } from "./builder";

const epsilon = 1.001e-5;
const growth = 32;

const normalizeAndActivate = (build: Builder, x: Tensor, name: string): Tensor =>
  build.activate(build.normalize(x, { epsilon, name: `${name}bn` }), "relu", `${name}relu`);

export const densenet =
  (...repeats: readonly number[]) =>
  (build: Builder, input: Tensor, wanted: Wanted): Tensor => {
    let x = build.spatial("ZeroPadding2D", input, { padding: [[3, 3], [3, 3]] }); // prettier-ignore
    x = build.convolve(x, 64, 7, { strides: 2, use_bias: false, name: "conv1_conv" });
    x = normalizeAndActivate(build, x, "conv1_");
    x = build.spatial("ZeroPadding2D", x, { padding: [[1, 1], [1, 1]] }); // prettier-ignore
    x = build.spatial("MaxPooling2D", x, { pool_size: 3, strides: 2, name: "pool1" });
    for (const [i, count] of repeats.entries()) {
      if (i > 0) x = transition(build, x, `pool${i + 1}_`);
      for (let j = 1; j <= count; j++) x = block(build, x, `conv${i + 2}_block${j}_`);
    }
    x = normalizeAndActivate(build, x, "");
    return build.end(x, wanted, { average: "avg_pool", maximum: "max_pool" });
  };

function transition(build: Builder, input: Tensor, name: string): Tensor {
  let x = normalizeAndActivate(build, input, name);
  x = build.convolve(x, Math.floor(build.channels(x) / 2), 1, { use_bias: false, name: `${name}conv` });
  return build.spatial("AveragePooling2D", x, { pool_size: 2, strides: 2, name: `${name}pool` });
}

function block(build: Builder, input: Tensor, name: string): Tensor {
  let x = normalizeAndActivate(build, input, `${name}0_`);
  x = build.convolve(x, 4 * growth, 1, { use_bias: false, name: `${name}1_conv` });
  x = normalizeAndActivate(build, x, `${name}1_`);
  x = build.convolve(x, growth, 3, { padding: "same", use_bias: false, name: `${name}2_conv` });
  return build.concatenate([input, x], `${name}concat`);
}
