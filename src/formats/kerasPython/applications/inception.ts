/** Inception, third version (Szegedy et al. 2015), and Inception-ResNet (2016): branches side by side. */
import type { Tensor } from "../tensors/tensor";
import type { Builder, Wanted } from "./builder";

type Size = readonly [number, number];

/** Convolution, normalization and activation without names. */
const unit =
  (build: Builder) =>
  (x: Tensor, filters: number, size: Size | number, valid = false, strides = 1): Tensor => {
    const args = { strides, padding: valid ? "valid" : "same", use_bias: false };
    const kernel = typeof size === "number" ? [size, size] : size;
    const made = build.convolve(x, filters, kernel, args);
    return build.activate(build.normalize(made, { scale: false }), "relu");
  };

const pooled = (build: Builder, type: "AveragePooling2D" | "MaxPooling2D", x: Tensor): Tensor =>
  type === "AveragePooling2D"
    ? build.spatial(type, x, { pool_size: [3, 3], strides: [1, 1], padding: "same" })
    : build.spatial(type, x, { pool_size: [3, 3], strides: [2, 2] });

function stem(build: Builder, input: Tensor): Tensor {
  const conv = unit(build);
  let x = conv(input, 32, 3, true, 2);
  x = conv(x, 32, 3, true);
  x = pooled(build, "MaxPooling2D", conv(x, 64, 3));
  x = conv(x, 80, 1, true);
  return pooled(build, "MaxPooling2D", conv(x, 192, 3, true));
}

export function inceptionV3(build: Builder, input: Tensor, wanted: Wanted): Tensor {
  const conv = unit(build);
  const through = (x: Tensor, ...steps: readonly (readonly [number, Size | number])[]): Tensor =>
    steps.reduce((made, [filters, size]) => conv(made, filters, size), x);
  const average = (x: Tensor, filters: number): Tensor => conv(pooled(build, "AveragePooling2D", x), filters, 1);
  const row: Size = [1, 7];
  const column: Size = [7, 1];

  let x = stem(build, input);
  for (const [i, filters] of [32, 64, 64].entries()) {
    const branches = [through(x, [64, 1]), through(x, [48, 1], [64, 5]), through(x, [64, 1], [96, 3], [96, 3])];
    x = build.concatenate([...branches, average(x, filters)], `mixed${i}`);
  }
  const first = conv(x, 384, 3, true, 2);
  const second = conv(through(x, [64, 1], [96, 3]), 96, 3, true, 2);
  x = build.concatenate([first, second, pooled(build, "MaxPooling2D", x)], "mixed3");
  for (const [i, n] of [128, 160, 160, 192].entries()) {
    const branches = [
      through(x, [192, 1]),
      through(x, [n, 1], [n, row], [192, column]),
      through(x, [n, 1], [n, column], [n, row], [n, column], [192, row]),
    ];
    x = build.concatenate([...branches, average(x, 192)], `mixed${i + 4}`);
  }
  const narrow = conv(conv(x, 192, 1), 320, 3, true, 2);
  const wide = conv(through(x, [192, 1], [192, row], [192, column]), 192, 3, true, 2);
  x = build.concatenate([narrow, wide, pooled(build, "MaxPooling2D", x)], "mixed8");
  for (const i of [0, 1]) {
    const one = conv(x, 320, 1);
    const three = conv(x, 384, 1);
    const both = build.concatenate([conv(three, 384, [1, 3]), conv(three, 384, [3, 1])], `mixed9_${i}`);
    const twice = through(x, [448, 1], [384, 3]);
    const others = build.concatenate([conv(twice, 384, [1, 3]), conv(twice, 384, [3, 1])]);
    x = build.concatenate([one, both, others, average(x, 192)], `mixed${9 + i}`);
  }
  return build.end(x, wanted);
}

export function inceptionResnetV2(build: Builder, input: Tensor, wanted: Wanted): Tensor {
  const conv = unit(build);
  let x = stem(build, input);
  const branches = [conv(x, 96, 1), conv(conv(x, 48, 1), 64, 5), conv(conv(conv(x, 64, 1), 96, 3), 96, 3)];
  x = build.concatenate([...branches, conv(pooled(build, "AveragePooling2D", x), 64, 1)], "mixed_5b");
  for (let i = 1; i <= 10; i++)
    x = residual(build, x, `block35_${i}`, [
      conv(x, 32, 1),
      conv(conv(x, 32, 1), 32, 3),
      conv(conv(conv(x, 32, 1), 48, 3), 64, 3),
    ]);
  const smaller = [conv(x, 384, 3, true, 2), conv(conv(conv(x, 256, 1), 256, 3), 384, 3, true, 2)];
  x = build.concatenate([...smaller, pooled(build, "MaxPooling2D", x)], "mixed_6a");
  for (let i = 1; i <= 20; i++)
    x = residual(build, x, `block17_${i}`, [conv(x, 192, 1), conv(conv(conv(x, 128, 1), 160, [1, 7]), 192, [7, 1])]);
  const smallest = [
    conv(conv(x, 256, 1), 384, 3, true, 2),
    conv(conv(x, 256, 1), 288, 3, true, 2),
    conv(conv(conv(x, 256, 1), 288, 3), 320, 3, true, 2),
  ];
  x = build.concatenate([...smallest, pooled(build, "MaxPooling2D", x)], "mixed_7a");
  for (let i = 1; i <= 10; i++) {
    const parts = [conv(x, 192, 1), conv(conv(conv(x, 192, 1), 224, [1, 3]), 256, [3, 1])];
    x = residual(build, x, `block8_${i}`, parts, i < 10);
  }
  x = build.convolve(x, 1536, 1, { padding: "same", use_bias: false, name: "conv_7b" });
  x = build.activate(build.normalize(x, { scale: false, name: "conv_7b_bn" }), "relu", "conv_7b_ac");
  return build.end(x, wanted);
}

function residual(build: Builder, x: Tensor, name: string, branches: readonly Tensor[], active = true): Tensor {
  const mixed = build.concatenate(branches, `${name}_mixed`);
  const up = build.convolve(mixed, build.channels(x), 1, { padding: "same", name: `${name}_conv` });
  const sum = build.own("CustomScaleLayer", [x, up]);
  return active ? build.activate(sum, "relu", `${name}_ac`) : sum;
}
