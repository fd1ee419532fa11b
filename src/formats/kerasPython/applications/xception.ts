/** Xception (Chollet 2016): separable convolutions with residual connections. */
import type { Tensor } from "../tensors/tensor";
import type { Builder, Wanted } from "./builder";

export function xception(build: Builder, input: Tensor, wanted: Wanted): Tensor {
  const activate = (x: Tensor, name: string): Tensor => build.activate(x, "relu", `${name}_act`);
  const separable = (x: Tensor, filters: number, name: string): Tensor => {
    const made = build.spatial("SeparableConv2D", x, {
      filters,
      kernel_size: [3, 3],
      padding: "same",
      use_bias: false,
      name,
    });
    return build.normalize(made, { name: `${name}_bn` });
  };
  const narrower = (x: Tensor, filters: number): Tensor =>
    build.normalize(build.convolve(x, filters, [1, 1], { strides: [2, 2], padding: "same", use_bias: false }));
  const smaller = (x: Tensor, name: string): Tensor =>
    build.spatial("MaxPooling2D", x, { pool_size: [3, 3], strides: [2, 2], padding: "same", name });

  let x = build.convolve(input, 32, [3, 3], { strides: [2, 2], use_bias: false, name: "block1_conv1" });
  x = activate(build.normalize(x, { name: "block1_conv1_bn" }), "block1_conv1");
  x = build.convolve(x, 64, [3, 3], { use_bias: false, name: "block1_conv2" });
  x = activate(build.normalize(x, { name: "block1_conv2_bn" }), "block1_conv2");
  for (const [i, filters] of [128, 256, 728].entries()) {
    const name = `block${i + 2}_sepconv`;
    const residual = narrower(x, filters);
    if (i > 0) x = activate(x, `${name}1`);
    x = separable(x, filters, `${name}1`);
    x = separable(activate(x, `${name}2`), filters, `${name}2`);
    x = build.add([smaller(x, `block${i + 2}_pool`), residual]);
  }
  for (let i = 5; i <= 12; i++) {
    const residual = x;
    for (const part of [1, 2, 3]) {
      const name = `block${i}_sepconv${part}`;
      x = separable(activate(x, name), 728, name);
    }
    x = build.add([x, residual]);
  }
  const residual = narrower(x, 1024);
  x = separable(activate(x, "block13_sepconv1"), 728, "block13_sepconv1");
  x = separable(activate(x, "block13_sepconv2"), 1024, "block13_sepconv2");
  x = build.add([smaller(x, "block13_pool"), residual]);
  for (const [name, filters] of [
    ["block14_sepconv1", 1536],
    ["block14_sepconv2", 2048],
  ] as const)
    // prettier-ignore
    x = activate(separable(x, filters, name), name);
  return build.end(x, wanted);
}
