import type { Translate } from "../base/fill";
import type { Node } from "../model/graph";
import { defineHint, type Fix, type Model } from "./hint";
import { moveArgument, moveLayer } from "./moves";
import { after, before, isWeighted } from "./walk";

export const normalizationOfProbabilities = defineHint({
  id: "normalization-of-probabilities",
  severity: "warning",
  evidence: "formula",
  yieldsTo: ["normalization-on-output"],
  title: "BatchNormalization of probabilities",
  docs: `**What.** BatchNormalization comes right after softmax.

**Why.** Softmax gives shares of one whole: values between 0 and 1 that sum to 1 in each sample. Normalization subtracts a mean and divides by a deviation for each class on its own: what comes out is negative wherever it was below that mean, sums to nothing in particular, and a class that is rare in the batch is blown up as much as a frequent one is pressed down. Nothing that follows can read it as probabilities or as attention weights. Before the softmax it does no harm, because there values may be of any size.

**Ignore it when** the values are meant as plain features.`,
  zh: {
    title: "对概率做 BatchNormalization",
    docs: `**现象。** BatchNormalization 紧跟在 softmax 之后。

**原因。** softmax 给出的是整体中的份额：每个样本的数值都在 0 与 1 之间，且总和为 1。归一化分别对每个类别减去均值、除以标准差：低于均值处结果为负，总和不再有意义，批次中罕见的类别被放大，常见的类别被压低。之后的任何层都无法再把它当作概率或注意力权重。放在 softmax 之前则无害，因为那里的数值可以是任意大小。

**何时忽略。** 这些数值只是被当作普通特征。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(16, activation="softmax"),
    layers.BatchNormalization(),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(16, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("softmax"),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || model.calls(node).length > 1) continue;
      const previous = before(model, node);
      if (!previous || !model.has(previous, "sums-to-one") || model.calls(previous).length > 1) continue;
      const fix = after(model, previous) === node ? fixOf(model, previous, node, t) : undefined;
      yield {
        node,
        related: [previous],
        message: t(
          "These are probabilities, and normalizing them takes their meaning away. What comes out is negative below the mean of each class, and does not sum to 1.",
        ),
        ...(fix && { fix }),
      };
    }
  },
});

const fixOf = (model: Model, softmax: Node, normalization: Node, t: Translate): Fix | undefined =>
  isWeighted(model, softmax)
    ? moveArgument(model, softmax, normalization, t)
    : moveLayer(model, softmax, normalization, t)?.fix;
