/** ConvNeXt (Liu et al. 2022): convolutions in the manner of transformers. */
import type { Tensor } from "../tensors/tensor";
import type { Builder, Wanted } from "./builder";

const epsilon = 1e-6;

export const convnext =
  (name: string, repeats: readonly number[], widths: readonly number[]) =>
  (build: Builder, input: Tensor, wanted: Wanted): Tensor => {
    let x = input;
    if (wanted.more["include_preprocessing"] !== false && build.channels(x) === 3)
      x = build.layer("Normalization", x, {
        mean: [0.485, 0.456, 0.406].map((each) => each * 255),
        variance: [0.229, 0.224, 0.225].map((each) => (each * 255) ** 2),
        name: `${name}_prestem_normalization`,
      });
    for (const [i, width] of widths.entries()) {
      x = smaller(build, x, name, i, width);
      for (let j = 0; j < repeats[i]!; j++) x = block(build, x, width, `${name}_stage_${i}_block_${j}`);
    }
    if (wanted.top) {
      x = build.spatial("GlobalAveragePooling2D", x, { name: `${name}_head_gap` });
      x = build.layer("LayerNormalization", x, { epsilon, name: `${name}_head_layernorm` });
      const { classes: units, activation } = wanted;
      return build.layer("Dense", x, { units, activation, name: `${name}_head_dense` });
    }
    return build.layer("LayerNormalization", build.end(x, wanted), { epsilon });
  };

function smaller(build: Builder, x: Tensor, name: string, i: number, filters: number): Tensor {
  const part = i === 0 ? `${name}_stem` : `${name}_downsampling`;
  const number = i === 0 ? "" : `_${i - 1}`;
  const size = i === 0 ? 4 : 2;
  const normalize = ["LayerNormalization", { epsilon, name: `${part}_layernorm${number}` }] as const;
  const convolve = ["Conv2D", { filters, kernel_size: size, strides: size, name: `${part}_conv${number}` }] as const;
  return build.block(
    i === 0 ? part : `${part}_block${number}`,
    i === 0 ? [convolve, normalize] : [normalize, convolve],
    x,
  );
}

function block(build: Builder, input: Tensor, width: number, name: string): Tensor {
  let x = build.convolve(input, width, 7, { padding: "same", groups: width, name: `${name}_depthwise_conv` });
  x = build.layer("LayerNormalization", x, { epsilon, name: `${name}_layernorm` });
  x = build.layer("Dense", x, { units: 4 * width, name: `${name}_pointwise_conv_1` });
  x = build.activate(x, "gelu", `${name}_gelu`);
  x = build.layer("Dense", x, { units: width, name: `${name}_pointwise_conv_2` });
  x = build.own("LayerScale", x, `${name}_layer_scale`, [{ name: "variable", shape: [width], trainable: true }]);
  return build.operator("+", input, build.activate(x, "linear", `${name}_identity`));
}
