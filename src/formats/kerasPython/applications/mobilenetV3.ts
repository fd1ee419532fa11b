/** MobileNet, third version (Howard et al. 2019). */
import type { Literal } from "../../../model/literal";
import { float } from "../../../python/value";
import type { Tensor } from "../tensors/tensor";
import { divisible, type Builder, type Wanted } from "./builder";

/** Expansion, filters, kernel, strides, whether channels are weighed, whether the activation is `hard_swish`. */
type Block = readonly [number, number, number, number, boolean, boolean];

const small: readonly Block[] = [
  [1, 16, 3, 2, true, false], [72 / 16, 24, 3, 2, false, false], [88 / 24, 24, 3, 1, false, false], [4, 40, 5, 2, true, true],
  [6, 40, 5, 1, true, true], [6, 40, 5, 1, true, true], [3, 48, 5, 1, true, true], [3, 48, 5, 1, true, true],
  [6, 96, 5, 2, true, true], [6, 96, 5, 1, true, true], [6, 96, 5, 1, true, true],
]; // prettier-ignore
const large: readonly Block[] = [
  [1, 16, 3, 1, false, false], [4, 24, 3, 2, false, false], [3, 24, 3, 1, false, false], [3, 40, 5, 2, true, false],
  [3, 40, 5, 1, true, false], [3, 40, 5, 1, true, false], [6, 80, 3, 2, false, true], [2.5, 80, 3, 1, false, true],
  [2.3, 80, 3, 1, false, true], [2.3, 80, 3, 1, false, true], [6, 112, 3, 1, true, true], [6, 112, 3, 1, true, true],
  [6, 160, 5, 2, true, true], [6, 160, 5, 1, true, true], [6, 160, 5, 1, true, true],
]; // prettier-ignore

const slow = { epsilon: 1e-3, momentum: 0.999 };

export const mobilenetV3 =
  (size: "small" | "large") =>
  (build: Builder, input: Tensor, wanted: Wanted): Tensor => {
    const { more } = wanted;
    const alpha = typeof more["alpha"] === "number" ? more["alpha"] : 1;
    const plain = more["minimalistic"] === true;
    const activate = (x: Tensor, hard: boolean): Tensor =>
      hard && !plain ? build.activate(x, "hard_swish") : build.layer("ReLU", x);
    const normalize = (x: Tensor, name: string): Tensor => build.normalize(x, { ...slow, name });
    let x = input;
    if (more["include_preprocessing"] !== false) x = build.layer("Rescaling", x, { scale: 1 / 127.5, offset: -1 });
    x = build.convolve(x, 16, 3, { strides: [2, 2], padding: "same", use_bias: false, name: "conv" });
    x = activate(normalize(x, "conv_bn"), true);
    for (const [i, block] of (size === "small" ? small : large).entries()) {
      const [expansion, filters, kernel, strides, weighed, hard] = block;
      const given = x;
      const name = i === 0 ? "expanded_conv_" : `expanded_conv_${i}_`;
      const width = divisible(build.channels(x) * expansion);
      if (i > 0) {
        x = build.convolve(x, width, 1, { padding: "same", use_bias: false, name: `${name}expand` });
        x = activate(normalize(x, `${name}expand_bn`), hard);
      }
      const own = plain ? 3 : kernel;
      if (strides === 2)
        x = build.spatial("ZeroPadding2D", x, { padding: build.evenPadding(x, own), name: `${name}depthwise_pad` });
      x = build.spatial("DepthwiseConv2D", x, {
        kernel_size: own,
        strides,
        padding: strides === 1 ? "same" : "valid",
        use_bias: false,
        name: `${name}depthwise`,
      });
      x = activate(normalize(x, `${name}depthwise_bn`), hard);
      if (weighed && !plain) x = weigh(build, x, width, `${name}squeeze_excite_`);
      const after = divisible(filters * alpha);
      x = build.convolve(x, after, 1, { padding: "same", use_bias: false, name: `${name}project` });
      x = normalize(x, `${name}project_bn`);
      if (strides === 1 && build.channels(given) === after) x = build.add([given, x], `${name}add`);
    }
    x = build.convolve(x, divisible(build.channels(x) * 6), 1, { padding: "same", use_bias: false, name: "conv_1" });
    x = activate(normalize(x, "conv_1_bn"), true);
    if (!wanted.top) return build.end(x, wanted, { average: "avg_pool", maximum: "max_pool" });
    const last = size === "small" ? 1024 : 1280;
    x = build.spatial("GlobalAveragePooling2D", x, { keepdims: true });
    x = build.convolve(x, alpha > 1 ? divisible(last * alpha) : last, 1, { padding: "same", name: "conv_2" });
    x = activate(x, true);
    const rate: Literal = more["dropout_rate"] ?? 0.2;
    if (rate !== 0) x = build.layer("Dropout", x, { rate });
    x = build.convolve(x, wanted.classes, 1, { padding: "same", name: "logits" });
    return build.activate(build.layer("Flatten", x), wanted.activation, "predictions");
  };

/** Squeeze and excite (Hu et al. 2017), with a hard sigmoid made of steps. */
function weigh(build: Builder, input: Tensor, filters: number, name: string): Tensor {
  let x = build.spatial("GlobalAveragePooling2D", input, { keepdims: true, name: `${name}avg_pool` });
  x = build.convolve(x, divisible(filters * 0.25), 1, { padding: "same", name: `${name}conv` });
  x = build.layer("ReLU", x, { name: `${name}relu` });
  x = build.convolve(x, filters, 1, { padding: "same", name: `${name}conv_1` });
  x = build.operator("+", x, float(3));
  x = build.operator("*", build.layer("ReLU", x, { max_value: 6 }), float(1 / 6));
  return build.layer("Multiply", [input, x], { name: `${name}mul` });
}
