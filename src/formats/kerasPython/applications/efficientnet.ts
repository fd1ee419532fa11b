/** EfficientNet (Tan and Le 2019) and its second version (2021): blocks scaled in width and depth together. */
import type { Literal } from "../../../model/literal";
import type { Tensor } from "../tensors/tensor";
import { divisible, type Builder, type Wanted } from "./builder";

const names = { average: "avg_pool", maximum: "max_pool" };
const swish = "swish";
const letter = (i: number): string => String.fromCharCode(97 + i);

/** Kernel, repeats, filters in and out, expansion, strides. */
const blocks: readonly (readonly [number, number, number, number, number, number])[] = [
  [3, 1, 32, 16, 1, 1], [3, 2, 16, 24, 6, 2], [5, 2, 24, 40, 6, 2], [3, 3, 40, 80, 6, 2], [5, 3, 80, 112, 6, 1],
  [5, 4, 112, 192, 6, 2], [3, 1, 192, 320, 6, 1],
]; // prettier-ignore

export const efficientnet =
  (width: number, depth: number, dropout: number) =>
  (build: Builder, input: Tensor, wanted: Wanted): Tensor => {
    const wide = (filters: number): number => divisible(filters * width);
    let x = build.layer("Rescaling", input, { scale: 1 / 255 });
    x = build.layer("Normalization", x, { axis: build.channelsFirst ? 1 : 3 });
    // The weights that come with Keras were trained with the channels divided once more.
    if (wanted.pretrained)
      x = build.layer("Rescaling", x, { scale: [0.229, 0.224, 0.225].map((each) => 1 / Math.sqrt(each)) });
    x = build.spatial("ZeroPadding2D", x, { padding: build.evenPadding(x, 3), name: "stem_conv_pad" });
    x = build.convolve(x, wide(32), 3, { strides: 2, padding: "valid", use_bias: false, name: "stem_conv" });
    x = build.activate(build.normalize(x, { name: "stem_bn" }), swish, "stem_activation");
    const repeats = blocks.map(([, times]) => Math.ceil(depth * times));
    const count = repeats.reduce((sum, times) => sum + times, 0);
    let done = 0;
    for (const [i, [kernel, , before, after, expansion, strides]] of blocks.entries())
      for (let j = 0; j < repeats[i]!; j++) {
        const name = `block${i + 1}${letter(j)}_`;
        const filters = wide(j === 0 ? before : after);
        const stride = j === 0 ? strides : 1;
        const given = x;
        if (expansion !== 1) {
          x = build.convolve(x, filters * expansion, 1, {
            padding: "same",
            use_bias: false,
            name: `${name}expand_conv`,
          });
          x = build.activate(build.normalize(x, { name: `${name}expand_bn` }), swish, `${name}expand_activation`);
        }
        if (stride === 2)
          x = build.spatial("ZeroPadding2D", x, { padding: build.evenPadding(x, kernel), name: `${name}dwconv_pad` });
        x = build.spatial("DepthwiseConv2D", x, {
          kernel_size: kernel,
          strides: stride,
          padding: stride === 2 ? "valid" : "same",
          use_bias: false,
          name: `${name}dwconv`,
        });
        x = build.activate(build.normalize(x, { name: `${name}bn` }), swish, `${name}activation`);
        x = weigh(build, x, filters, filters * expansion, 0.25, name);
        x = build.convolve(x, wide(after), 1, { padding: "same", use_bias: false, name: `${name}project_conv` });
        x = build.normalize(x, { name: `${name}project_bn` });
        if (stride === 1 && filters === wide(after)) x = joined(build, x, given, (0.2 * done) / count, name);
        done++;
      }
    x = build.convolve(x, wide(1280), 1, { padding: "same", use_bias: false, name: "top_conv" });
    x = build.activate(build.normalize(x, { name: "top_bn" }), swish, "top_activation");
    return finished(build, x, wanted, dropout);
  };

function finished(build: Builder, x: Tensor, wanted: Wanted, dropout: number): Tensor {
  if (!wanted.top) return build.end(x, wanted, names);
  const pooled = build.spatial("GlobalAveragePooling2D", x, { name: "avg_pool" });
  return build.predictions(build.layer("Dropout", pooled, { rate: dropout, name: "top_dropout" }), wanted);
}

function joined(build: Builder, x: Tensor, given: Tensor, rate: number, name: string): Tensor {
  const noise: Literal = [null, 1, 1, 1];
  const kept = rate > 0 ? build.layer("Dropout", x, { rate, noise_shape: noise, name: `${name}drop` }) : x;
  return build.add([kept, given], `${name}add`);
}

/** Squeeze and excite (Hu et al. 2017). */
function weigh(build: Builder, x: Tensor, before: number, filters: number, ratio: number, name: string): Tensor {
  const shape = build.channelsFirst ? [filters, 1, 1] : [1, 1, filters];
  let weights = build.spatial("GlobalAveragePooling2D", x, { name: `${name}se_squeeze` });
  weights = build.layer("Reshape", weights, { target_shape: shape, name: `${name}se_reshape` });
  weights = build.convolve(weights, Math.max(1, Math.trunc(before * ratio)), 1, {
    padding: "same",
    activation: swish,
    name: `${name}se_reduce`,
  });
  weights = build.convolve(weights, filters, 1, { padding: "same", activation: "sigmoid", name: `${name}se_expand` });
  return build.layer("Multiply", [x, weights], { name: `${name}se_excite` });
}

/** Whether convolutions are fused, repeats, filters in and out, expansion, weighed, strides. */
type BlockV2 = readonly [boolean, number, number, number, number, boolean, number];

const b: readonly BlockV2[] = [
  [true, 1, 32, 16, 1, false, 1], [true, 2, 16, 32, 4, false, 2], [true, 2, 32, 48, 4, false, 2],
  [false, 3, 48, 96, 4, true, 2], [false, 5, 96, 112, 6, true, 1], [false, 8, 112, 192, 6, true, 2],
]; // prettier-ignore
const larger: Readonly<Record<string, readonly BlockV2[]>> = {
  s: [
    [true, 2, 24, 24, 1, false, 1], [true, 4, 24, 48, 4, false, 2], [true, 4, 48, 64, 4, false, 2],
    [false, 6, 64, 128, 4, true, 2], [false, 9, 128, 160, 6, true, 1], [false, 15, 160, 256, 6, true, 2],
  ], // prettier-ignore
  m: [
    [true, 3, 24, 24, 1, false, 1], [true, 5, 24, 48, 4, false, 2], [true, 5, 48, 80, 4, false, 2],
    [false, 7, 80, 160, 4, true, 2], [false, 14, 160, 176, 6, true, 1], [false, 18, 176, 304, 6, true, 2],
    [false, 5, 304, 512, 6, true, 1],
  ], // prettier-ignore
  l: [
    [true, 4, 32, 32, 1, false, 1], [true, 7, 32, 64, 4, false, 2], [true, 7, 64, 96, 4, false, 2],
    [false, 10, 96, 192, 4, true, 2], [false, 19, 192, 224, 6, true, 1], [false, 25, 224, 384, 6, true, 2],
    [false, 7, 384, 640, 6, true, 1],
  ], // prettier-ignore
};

const momentum = 0.9;

export const efficientnetV2 =
  (size: string, width = 1, depth = 1) =>
  (build: Builder, input: Tensor, wanted: Wanted): Tensor => {
    // These round without caring how much is lost.
    const wide = (filters: number): number => Math.max(8, Math.floor(Math.trunc(filters * width + 4) / 8) * 8);
    const list = larger[size] ?? b;
    let x = input;
    if (wanted.more["include_preprocessing"] !== false) x = prepared(build, x, size.startsWith("b"));
    x = build.convolve(x, wide(list[0]![2]), 3, { strides: 2, padding: "same", use_bias: false, name: "stem_conv" });
    x = build.activate(build.normalize(x, { momentum, name: "stem_bn" }), swish, "stem_activation");
    const count = list.reduce((sum, [, times]) => sum + times, 0);
    let done = 0;
    for (const [i, [fused, times, before, after, expansion, weighed, strides]] of list.entries())
      for (let j = 0; j < Math.ceil(depth * times); j++) {
        const filters = wide(j === 0 ? before : after);
        const stride = j === 0 ? strides : 1;
        const name = `block${i + 1}${letter(j)}_`;
        const given = x;
        x = (fused ? fusedBlock : splitBlock)(build, x, filters, wide(after), expansion, weighed, stride, name);
        if (stride === 1 && filters === wide(after)) x = joined(build, x, given, (0.2 * done) / count, name);
        done++;
      }
    x = build.convolve(x, wide(1280), 1, { padding: "same", use_bias: false, name: "top_conv" });
    x = build.activate(build.normalize(x, { momentum, name: "top_bn" }), swish, "top_activation");
    return finished(build, x, wanted, 0.2);
  };

function prepared(build: Builder, x: Tensor, normalized: boolean): Tensor {
  if (!normalized || build.channels(x) !== 3) return build.layer("Rescaling", x, { scale: 1 / 128, offset: -1 });
  return build.layer("Normalization", build.layer("Rescaling", x, { scale: 1 / 255 }), {
    mean: [0.485, 0.456, 0.406],
    variance: [0.229 ** 2, 0.224 ** 2, 0.225 ** 2],
    axis: build.channelsFirst ? 1 : 3,
  });
}

function splitBlock(
  build: Builder,
  input: Tensor,
  filters: number,
  after: number,
  expansion: number,
  weighed: boolean,
  strides: number,
  name: string,
): Tensor {
  const plain = { padding: "same", use_bias: false };
  let x = input;
  if (expansion !== 1) {
    x = build.convolve(x, filters * expansion, 1, { ...plain, name: `${name}expand_conv` });
    x = build.activate(build.normalize(x, { momentum, name: `${name}expand_bn` }), swish, `${name}expand_activation`);
  }
  x = build.spatial("DepthwiseConv2D", x, { kernel_size: 3, strides, ...plain, name: `${name}dwconv2` });
  x = build.activate(build.normalize(x, { momentum, name: `${name}bn` }), swish, `${name}activation`);
  if (weighed) x = weigh(build, x, filters, filters * expansion, 0.25, name);
  x = build.convolve(x, after, 1, { ...plain, name: `${name}project_conv` });
  return build.normalize(x, { momentum, name: `${name}project_bn` });
}

function fusedBlock(
  build: Builder,
  input: Tensor,
  filters: number,
  after: number,
  expansion: number,
  weighed: boolean,
  strides: number,
  name: string,
): Tensor {
  const plain = { padding: "same", use_bias: false };
  const expands = expansion !== 1;
  let x = input;
  if (expands) {
    x = build.convolve(x, filters * expansion, 3, { strides, ...plain, name: `${name}expand_conv` });
    x = build.activate(build.normalize(x, { momentum, name: `${name}expand_bn` }), swish, `${name}expand_activation`);
  }
  if (weighed) x = weigh(build, x, filters, filters * expansion, 0.25, name);
  const last = expands ? { strides: 1 } : { strides };
  x = build.convolve(x, after, expands ? 1 : 3, { ...last, ...plain, name: `${name}project_conv` });
  x = build.normalize(x, { momentum, name: `${name}project_bn` });
  return expands ? x : build.activate(x, swish, `${name}project_activation`);
}
