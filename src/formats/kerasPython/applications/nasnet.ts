/** NASNet (Zoph et al. 2017): cells that were found by search. */
import type { Tensor } from "../tensors/tensor";
import type { Builder, Wanted } from "./builder";

const slow = { momentum: 0.9997, epsilon: 1e-3 };

interface Plan {
  readonly penultimate: number;
  readonly repeats: number;
  readonly stem: number;
  readonly skips: boolean;
}

export const nasnet =
  ({ penultimate, repeats, stem, skips }: Plan) =>
  (build: Builder, input: Tensor, wanted: Wanted): Tensor => {
    const cells = new Cells(build);
    const filters = Math.floor(penultimate / 24);
    let x = build.convolve(input, stem, [3, 3], { strides: [2, 2], use_bias: false, name: "stem_conv1" });
    x = build.normalize(x, { ...slow, name: "stem_bn1" });
    let before: Tensor | undefined;
    const reduce = (width: number, id: string): Tensor | undefined => {
      const given = x;
      x = cells.reduction(x, before, width, id);
      return given;
    };
    before = reduce(Math.floor(filters / 4), "stem_1");
    before = reduce(Math.floor(filters / 2), "stem_2");
    for (const stage of [0, 1, 2]) {
      if (stage > 0) {
        const given = reduce(filters * 2 ** stage, `reduce_${stage * repeats}`);
        if (!skips) before = given;
      }
      for (let i = 0; i < repeats; i++) {
        const given = x;
        x = cells.normal(x, before, filters * 2 ** stage, String(stage === 0 ? i : stage * repeats + i + 1));
        before = given;
      }
    }
    x = build.activate(x, "relu");
    if (!wanted.top) return build.end(x, wanted);
    return build.predictions(build.spatial("GlobalAveragePooling2D", x), wanted);
  };

class Cells {
  constructor(private readonly build: Builder) {}

  /** Two separable convolutions, each behind an activation. */
  private separable(input: Tensor, filters: number, size: number, id: string, strides = 1): Tensor {
    const { build } = this;
    let x = build.activate(input, "relu");
    if (strides === 2)
      x = build.spatial("ZeroPadding2D", x, {
        padding: build.evenPadding(x, size),
        name: `separable_conv_1_pad_${id}`,
      });
    const plain = { filters, kernel_size: [size, size], use_bias: false };
    const padding = strides === 2 ? "valid" : "same";
    const steps = [strides, strides];
    x = build.spatial("SeparableConv2D", x, { ...plain, strides: steps, padding, name: `separable_conv_1_${id}` });
    x = build.activate(build.normalize(x, { ...slow, name: `separable_conv_1_bn_${id}` }), "relu");
    x = build.spatial("SeparableConv2D", x, { ...plain, padding: "same", name: `separable_conv_2_${id}` });
    return build.normalize(x, { ...slow, name: `separable_conv_2_bn_${id}` });
  }

  /** What came before, in the size and width of what comes now. */
  private adjusted(before: Tensor | undefined, x: Tensor, filters: number, id: string): Tensor {
    const { build } = this;
    if (!before) return x;
    const normalize = (made: Tensor): Tensor => build.normalize(made, { ...slow, name: `adjust_bn_${id}` });
    if (build.side(before) !== build.side(x)) {
      const active = build.activate(before, "relu", `adjust_relu_1_${id}`);
      const half = (made: Tensor, part: number): Tensor => {
        const pool = { pool_size: [1, 1], strides: [2, 2], name: `adjust_avg_pool_${part}_${id}` };
        const smaller = build.spatial("AveragePooling2D", made, pool);
        const plain = { padding: "same", use_bias: false, name: `adjust_conv_${part}_${id}` };
        return build.convolve(smaller, Math.floor(filters / 2), [1, 1], plain);
      };
      const first = half(active, 1);
      const padded = build.spatial("ZeroPadding2D", active, { padding: [[0, 1], [0, 1]] }); // prettier-ignore
      const cropped = build.spatial("Cropping2D", padded, { cropping: [[1, 0], [1, 0]] }); // prettier-ignore
      return normalize(build.concatenate([first, half(cropped, 2)]));
    }
    if (build.channels(before) === filters) return before;
    const active = build.activate(before, "relu");
    const plain = { padding: "same", use_bias: false, name: `adjust_conv_projection_${id}` };
    return normalize(build.convolve(active, filters, [1, 1], plain));
  }

  private begun(x: Tensor, filters: number, kind: "normal" | "reduction", id: string): Tensor {
    const { build } = this;
    const plain = { padding: "same", use_bias: false, name: `${kind}_conv_1_${id}` };
    const made = build.convolve(build.activate(x, "relu"), filters, [1, 1], plain);
    return build.normalize(made, { ...slow, name: `${kind}_bn_1_${id}` });
  }

  private pooled(type: string, x: Tensor, strides: number, name: string): Tensor {
    const padding = strides === 1 ? "same" : "valid";
    return this.build.spatial(type, x, { pool_size: [3, 3], strides: [strides, strides], padding, name });
  }

  normal(x: Tensor, before: Tensor | undefined, filters: number, id: string): Tensor {
    const { build } = this;
    const p = this.adjusted(before, x, filters, id);
    const h = this.begun(x, filters, "normal", id);
    const separable = (from: Tensor, size: number, name: string): Tensor =>
      this.separable(from, filters, size, `normal_${name}_${id}`);
    const average = (from: Tensor, name: string): Tensor =>
      this.pooled("AveragePooling2D", from, 1, `normal_${name}_${id}`);
    const add = (parts: readonly Tensor[], i: number): Tensor => build.add(parts, `normal_add_${i}_${id}`);
    const sums = [
      add([separable(h, 5, "left1"), separable(p, 3, "right1")], 1),
      add([separable(p, 5, "left2"), separable(p, 3, "right2")], 2),
      add([average(h, "left3"), p], 3),
      add([average(p, "left4"), average(p, "right4")], 4),
      add([separable(h, 3, "left5"), h], 5),
    ];
    return build.concatenate([p, ...sums], `normal_concat_${id}`);
  }

  reduction(x: Tensor, before: Tensor | undefined, filters: number, id: string): Tensor {
    const { build } = this;
    const p = this.adjusted(before, x, filters, id);
    const h = this.begun(x, filters, "reduction", id);
    const padded = build.spatial("ZeroPadding2D", h, {
      padding: build.evenPadding(h, 3),
      name: `reduction_pad_1_${id}`,
    });
    const separable = (from: Tensor, size: number, name: string, strides = 2): Tensor =>
      this.separable(from, filters, size, `reduction_${name}_${id}`, strides);
    const pool = (type: string, name: string): Tensor => this.pooled(type, padded, 2, `reduction_${name}_${id}`);
    const first = build.add([separable(h, 5, "left1"), separable(p, 7, "right1")], `reduction_add_1_${id}`);
    const second = build.add([pool("MaxPooling2D", "left2"), separable(p, 7, "right2")], `reduction_add_2_${id}`);
    const third = build.add([pool("AveragePooling2D", "left3"), separable(p, 5, "right3")], `reduction_add3_${id}`);
    const average = this.pooled("AveragePooling2D", first, 1, `reduction_left4_${id}`);
    const fourth = build.add([second, average]);
    const left = separable(first, 3, "left4", 1);
    const fifth = build.add([left, pool("MaxPooling2D", "right5")], `reduction_add4_${id}`);
    return build.concatenate([second, third, fourth, fifth], `reduction_concat_${id}`);
  }
}
