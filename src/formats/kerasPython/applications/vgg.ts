/** VGG (Simonyan and Zisserman 2014): blocks of 3×3 convolutions. */
import type { Tensor } from "../tensors/tensor";
import type { Builder, Wanted } from "./builder";

/** How many convolutions each block has. */
export const vgg =
  (...repeats: readonly number[]) =>
  (build: Builder, input: Tensor, wanted: Wanted): Tensor => {
    let x = input;
    for (const [i, count] of repeats.entries()) {
      const block = `block${i + 1}`;
      for (let j = 1; j <= count; j++)
        x = build.convolve(x, Math.min(64 << i, 512), [3, 3], {
          activation: "relu",
          padding: "same",
          name: `${block}_conv${j}`,
        });
      x = build.spatial("MaxPooling2D", x, { pool_size: [2, 2], strides: [2, 2], name: `${block}_pool` });
    }
    if (!wanted.top) return build.end(x, wanted);
    x = build.layer("Flatten", x, { name: "flatten" });
    for (const name of ["fc1", "fc2"]) x = build.layer("Dense", x, { units: 4096, activation: "relu", name });
    return build.predictions(x, wanted);
  };
