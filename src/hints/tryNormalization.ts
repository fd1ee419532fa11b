import type { Translate } from "../base/fill";
import type { Setback } from "../model/job";
import type { Node } from "../model/graph";
import { isCritic } from "./adversary";
import { defineHint, type Model } from "./hint";
import { normalizedBehind } from "./moves";
import { isKernel, isShared, outputsBehind } from "./walk";

/** With fewer hidden layers something else is the matter. */
const SEVERAL = 4;

export const tryNormalization = defineHint({
  id: "try-normalization",
  severity: "info",
  evidence: "literature",
  afterRun: true,
  title: "A training that normalization may help",
  docs: `**What.** The last training of this model ended in values that are not numbers, or its loss grew a hundredfold within 50 steps, or fell by less than 2 % over 5 epochs; and its four or more hidden layers have no normalization.

**Why.** Each layer multiplies what the next one gets, so that sizes grow or shrink like a power of the number of layers, and every step of one layer changes what all later ones must fit. BatchNormalization before each activation gives every layer inputs of a fixed size: training bears larger rates and takes fewer steps (Ioffe & Szegedy 2015, arXiv 1502.03167, §1 and §4).

**Ignore it when** the learning rate was too large, the data or labels are wrong, or the batches are very small. It goes when the model changes.`,
  zh: {
    title: "归一化或许有助于这次训练",
    docs: `**现象。** 此模型的上一次训练以非数值告终，或者损失在 50 步之内增大了一百倍，或者在 5 轮中下降不到 2 %；而它的四个以上隐藏层都没有归一化。

**原因。** 每一层都会放大或缩小传给下一层的数值，因此其大小随层数按乘方增长或缩小；某一层的每一步更新也会改变其后各层所要适应的输入。在每个激活之前放置 BatchNormalization，会使每一层的输入保持固定的大小：训练可以承受更大的学习率，所需步数也更少（Ioffe 与 Szegedy 2015，arXiv 1502.03167，§1 与 §4）。

**何时忽略。** 学习率过大、数据或标签有误，或者批次非常小。模型改变之后，此提示自行消失。`,
  },
  examples: [
    {
      setback: "slow",
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((16,)),
    layers.Dense(32, activation="tanh"),
    layers.Dense(32, activation="tanh"),
    layers.Dense(32),
    layers.LeakyReLU(0.1),
    layers.Dense(32, activation="tanh"),
    layers.Dense(1),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((16,)),
    layers.Dense(32, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("tanh"),
    layers.Dense(32, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("tanh"),
    layers.Dense(32, use_bias=False),
    layers.BatchNormalization(),
    layers.LeakyReLU(0.1),
    layers.Dense(32, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("tanh"),
    layers.Dense(1),
])
`,
    },
  ],
  *find(model, t) {
    const { setback, nodes } = model;
    if (!setback || model.loadsWeights || nodes.some((node) => isAnotherMatter(model, node))) return;
    // the penalty of WGAN-GP is one of each sample
    if (model.analysis.graph.around?.penalizesGradients && isCritic(model)) return;
    const hidden = nodes.filter((node) => isKernel(model, node) && outputsBehind(model, node) === undefined);
    const [node, ...related] = hidden;
    if (!node || hidden.length < SEVERAL) return;
    yield {
      node,
      related,
      message: messageOf(setback, hidden.length, t),
      fix: {
        title: t("Normalize before each activation"),
        edits: hidden.flatMap((kernel) => normalizedBehind(model, kernel)),
      },
    };
  },
});

/** Something is normalized already or keeps its size by itself, repeats along a sequence, learns nothing, or is not known. */
const isAnotherMatter = (model: Model, node: Node): boolean =>
  node.inner !== undefined ||
  (node.opaque !== undefined && node.operation !== true) ||
  isShared(model, node) ||
  model.isFrozen(node) ||
  (["normalizes", "recurs", "self-normalizes", "attends"] as const).some((trait) => model.has(node, trait));

function messageOf(setback: Setback, layers: number, t: Translate): string {
  switch (setback) {
    case "broken":
      return t(
        "The last training ended in NaN: values grew out of range. Nothing holds the size of what the {0} hidden layers pass on: BatchNormalization before each activation does. A smaller learning rate may help as well.",
        layers,
      );
    case "grown":
      return t(
        "In the last training the loss grew a hundredfold within 50 steps. Nothing holds the size of what the {0} hidden layers pass on: BatchNormalization before each activation does. A smaller learning rate may help as well.",
        layers,
      );
    case "slow":
      return t(
        "In the last training the loss fell by less than 2 % over 5 epochs. BatchNormalization before each activation of the {0} hidden layers often makes such a model learn.",
        layers,
      );
  }
}
