import type { Node } from "../model/graph";
import { isKerasObject, type KerasObject } from "../model/literal";
import { defineHint, type Model } from "./hint";
import { deviationAtStart } from "./signal";
import { after, isKernel } from "./walk";

/** Inputs up to here are of the size that kernels are made for. */
const USUAL = 20;

export const unscaledInputs = defineHint({
  id: "unscaled-inputs",
  severity: "warning",
  evidence: "formula",
  title: "Inputs that nobody has scaled",
  docs: `**What.** Pictures with values from 0 to 255 go straight into a layer with a kernel.

**Why.** First kernels are drawn so that inputs of size 1 give sums of size 1 (Glorot & Bengio 2010). With inputs of up to 255 the first sums are as many times larger: softmax and sigmoid begin flat, at the loss of a wrong answer, and the gradient of the first kernel, which contains the inputs, is that much larger than all others, so that no learning rate fits both. Dividing by 255, a Rescaling layer, Normalization or BatchNormalization in front puts it right. The range is that of the data that this file loads.

**Ignore it when** the values are made small on the way, where this file does not show it.`,
  zh: {
    title: "未经缩放的输入",
    docs: `**现象。** 数值为 0 到 255 的图片直接进入带权重核的层。

**原因。** 权重核的初始值这样选取：大小为 1 的输入给出大小为 1 的和（Glorot 与 Bengio 2010）。输入最大为 255 时，最初的和也大那么多倍：softmax 和 sigmoid 一开始就处于平坦区，损失相当于答错；而第一个权重核的梯度包含输入，比其他梯度大那么多，没有一个学习率能同时适合二者。除以 255，或在前面放置 Rescaling 层、Normalization 或 BatchNormalization，就可以解决。这里的范围来自此文件加载的数据。

**何时忽略。** 数值在此文件未显示的地方被缩小。`,
  },
  examples: [
    {
      bad: `import keras
from keras import Input, Sequential, layers

(x, y), _ = keras.datasets.cifar10.load_data()
model = Sequential([
    Input((32, 32, 3)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5)
`,
      good: `import keras
from keras import Input, Sequential, layers

(x, y), _ = keras.datasets.cifar10.load_data()
model = Sequential([
    Input((32, 32, 3)),
    layers.Rescaling(1 / 255),
    layers.Conv2D(32, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5)
`,
    },
  ],
  *find(model, t) {
    const { fits = [] } = model.training ?? {};
    const largest = Math.min(...fits.map(({ inputRange }) => inputRange?.[1] ?? 0));
    const [input, ...others] = model.nodes.filter((node) => model.has(node, "input"));
    if (fits.length === 0 || largest <= USUAL || !input || others.length > 0 || model.loadsWeights) return;
    const first = firstKernels(model, input);
    const [node, ...related] = first ?? [];
    if (!node || model.isFrozen(node) || !isDrawn(model, node) || isNormalizedNext(model, node)) return;
    yield {
      node,
      related,
      message: t(
        "Values up to {0} come in here, and this kernel is made for values near 1. Divide them by {0}, or put Rescaling(1 / {0}) in front.",
        largest,
      ),
      ...(related.length === 0 && {
        fix: {
          title: t("Scale the inputs to 0..1"),
          edits: [{ kind: "insertBefore", node: node.id, layer: { type: "Rescaling", args: { scale: 1 / largest } } }],
        },
      }),
    };
  },
});

/** The layers with a kernel that see the data as it comes, if it is nothing else that takes it. */
function firstKernels(model: Model, input: Node): readonly Node[] | undefined {
  const found: Node[] = [];
  const waiting = [...model.next(input)];
  for (let node = waiting.pop(); node; node = waiting.pop())
    if (isKernel(model, node)) found.push(node);
    else if (isAsItComes(model, node)) waiting.push(...model.next(node));
    else return undefined;
  return found;
}

/** Leaves the size of values as it is. */
const isAsItComes = (model: Model, node: Node): boolean =>
  node.inputs.length === 1 &&
  (model.has(node, "rearranges") || (model.has(node, "passes-scale") && !model.has(node, "rescales")));

/** What comes out is brought to a common size before anything is done with it, so that the size of the input does not matter. */
function isNormalizedNext(model: Model, node: Node): boolean {
  let next = model.has(node, "affine") ? after(model, node) : undefined;
  while (next && model.has(next, "passes-scale")) next = after(model, next);
  return next !== undefined && model.has(next, "normalizes");
}

/** Begins with chance values of a size that is known. */
function isDrawn(model: Model, node: Node): boolean {
  const sizes = model.weight(node, "kernel")?.filter((size) => typeof size === "number");
  const initializer = model.config(node)["kernel_initializer"] as KerasObject | undefined;
  if (!sizes || sizes.length < 2 || !initializer || !isKerasObject(initializer)) return false;
  return model.knows(node, "kernel_initializer") && deviationAtStart(initializer, sizes) !== undefined;
}
