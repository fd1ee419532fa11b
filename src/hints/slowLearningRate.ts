import type { Node } from "../model/graph";
import { isKerasObject, type Literal } from "../model/literal";
import { defineHint } from "./hint";
import { endsBehind, isActivation } from "./walk";

/** Normalizations that make a normalized model, and the share of its hidden layers that they follow. */
const SEVERAL = 3;
const MOST = 0.8;

export const slowLearningRate = defineHint({
  id: "slow-learning-rate",
  severity: "info",
  evidence: "literature",
  title: "A small learning rate in a normalized model",
  docs: `**What.** Nearly all layers with a kernel are normalized, the model is trained from the start, and the learning rate is very small: 1e-5 or less, or 1e-4 or less with SGD.

**Why.** Normalized layers do not mind the size of their kernels, so that a large step cannot blow values up: Ioffe and Szegedy trained with rates 5 and 30 times as large as before, and reached the same accuracy in a fraction of the steps (2015, arXiv 1502.03167, §4.2.1). Very small rates are meant for fine-tuning. From a random start they cost many epochs, and often end in a worse minimum.

**Ignore it when** the rate was found by trials, or the rewards or gradients are noisy, as in reinforcement learning.`,
  zh: {
    title: "归一化模型中的小学习率",
    docs: `**现象。** 几乎所有带权重核的层都已归一化，模型从头训练，而学习率很小：不大于 1e-5，使用 SGD 时不大于 1e-4。

**原因。** 归一化的层不在意权重核的大小，大的步长不会使数值爆炸：Ioffe 与 Szegedy 使用了 5 倍和 30 倍的学习率，只用一小部分步数就达到同样的准确率（2015，arXiv 1502.03167，§4.2.1）。很小的学习率是为微调准备的。从随机初始值出发时，它会耗费许多轮，而且往往停在较差的极小值。

**何时忽略。** 学习率由试验得出，或者奖励或梯度噪声很大，例如强化学习。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers, optimizers

model = Sequential([Input((20,))])
for units in (64, 64, 64):
    model.add(layers.Dense(units, use_bias=False))
    model.add(layers.BatchNormalization())
    model.add(layers.Activation("relu"))
model.add(layers.Dense(1))
model.compile(optimizers.Adam(1e-6), "mean_squared_error")
`,
      good: `from keras import Input, Sequential, layers, optimizers

model = Sequential([Input((20,))])
for units in (64, 64, 64):
    model.add(layers.Dense(units, use_bias=False))
    model.add(layers.BatchNormalization())
    model.add(layers.Activation("relu"))
model.add(layers.Dense(1))
model.compile(optimizers.Adam(1e-3), "mean_squared_error")
`,
    },
  ],
  *find(model, t) {
    const rate = slowRate(model.training?.compile?.optimizer);
    if (rate === undefined || model.loadsWeights) return;
    if (model.nodes.some((node) => model.isFrozen(node) || node.inner !== undefined || node.opaque !== undefined))
      return;
    const normalizations = model.nodes.filter((node) => model.usesBatch(node));
    const hidden = model.nodes.filter((node) => model.has(node, "mixes-channels") && !model.isOutput(node));
    const isNormalized = (node: Node): boolean => {
      const ends = endsBehind(model, node, (one) => isActivation(model, one) || model.has(one, "pools"));
      return ends?.some((end) => model.usesBatch(end)) === true;
    };
    const [node, ...related] = normalizations;
    if (!node || normalizations.length < SEVERAL || hidden.filter(isNormalized).length < MOST * hidden.length) return;
    yield {
      node,
      related,
      message: t(
        "A learning rate of {0} is very small for a normalized model. With normalization larger steps are safe, and usually train faster: try ten times as much.",
        rate,
      ),
    };
  },
});

/** A constant learning rate that is slow for its optimizer; undefined when it is not, or not known. */
function slowRate(optimizer: Literal | undefined): number | undefined {
  if (optimizer === undefined || !isKerasObject(optimizer)) return undefined;
  const rate = optimizer.config["learning_rate"];
  const limit = optimizer.class_name === "SGD" ? 1e-4 : 1e-5;
  return typeof rate === "number" && rate > 0 && rate <= limit ? rate : undefined;
}
