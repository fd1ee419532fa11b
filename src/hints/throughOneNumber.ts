import { responseOf, layerResponse, type Response } from "../layers/response";
import { isKerasObject, type Literal } from "../model/literal";
import type { Node } from "../model/graph";
import { defineHint, type Model } from "./hint";
import { after, before, isActivation, isKernel } from "./walk";

export const throughOneNumber = defineHint({
  id: "through-one-number",
  severity: "info",
  evidence: "formula",
  title: "All that the model knows through one number",
  docs: `**What.** A hidden layer has a single unit with an activation like relu, and everything goes through it.

**Why.** relu gives 0 for all sums below 0, and its slope there is 0. With many units some are always on; with one, a start with the wrong sign gives 0 for nearly every sample, about half of all starts. Then the layers behind it see a constant, those before it get no gradient, and the model stays at guessing the mean: a dead width. Also when it is on, what the layers before have found is pressed into one number for each place. Often a number of units has been mistaken for a number of layers, or the unit was meant to be the output.

**Ignore it when** the one number is what the model is to find, as in some autoencoders.`,
  zh: {
    title: "模型的全部信息都经过一个数",
    docs: `**现象。** 某个隐藏层只有一个单元，使用 relu 之类的激活，而所有信息都要经过它。

**原因。** 对所有小于 0 的和，relu 给出 0，斜率也是 0。单元很多时，总有一些是开启的；只有一个时，如果初始符号不对，几乎对每个样本都给出 0，这大约占所有初始情况的一半。于是后面的层看到一个常数，前面的层得不到梯度，模型停留在猜测均值：宽度已死。即使它是开启的，前面各层找到的东西也被压成每个位置一个数。常见的原因是把单元数与层数弄混，或者这个单元本应是输出。

**何时忽略。** 这个数正是模型要寻找的，例如某些自编码器。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1, activation="relu"),
    layers.Dense(3, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(8, activation="relu"),
    layers.Dense(3, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    for (const node of model.nodes) {
      if (!isKernel(model, node) || model.isFrozen(node) || model.calls(node).length > 1) continue;
      const shape = model.shape(node);
      const channels = shape?.[model.has(node, "channels-first") ? 1 : shape.length - 1];
      if (channels !== 1 || shape?.length !== 2 || !isOnlyWay(model, node)) continue;
      const response = activationOf(model, node);
      // zero, and flat, for what is below zero
      if (response?.(Float64Array.of(-3, -1, 2))?.every((value, i) => (i < 2 ? value === 0 : value > 0)) !== true)
        continue;
      yield {
        node,
        message: t(
          "All that the model knows goes through this one number. Where its sum is below 0 it gives 0 and learns nothing: give it more units.",
        ),
      };
    }
  },
});

/** What is applied to the layer's sums, by itself or by the layer that follows. */
function activationOf(model: Model, node: Node): Response | undefined {
  const next = after(model, node);
  const resolved = next && isActivation(model, next) && model.analysis.byId.get(next.id)?.resolved;
  if (resolved && model.has(node, "affine")) return layerResponse(resolved);
  const activation = model.config(node)["activation"] as Literal | undefined;
  return activation !== undefined && isKerasObject(activation) && model.knows(node, "activation")
    ? responseOf(activation)
    : undefined;
}

/** Whether one way leads from an input here, and one on from here to another kernel. */
function isOnlyWay(model: Model, node: Node): boolean {
  let start: Node | undefined = node;
  while (start && !model.has(start, "input")) {
    const previous = before(model, start);
    start = previous && after(model, previous) === start ? previous : undefined;
  }
  let end = after(model, node);
  while (end && !isKernel(model, end)) end = after(model, end);
  return start !== undefined && end !== undefined;
}
