import { defineHint } from "./hint";
import { moveArgument, moveLayer, nameOf } from "./moves";
import { after, before, isShared, isWeighted } from "./walk";

export const normalizationAfterActivation = defineHint({
  id: "normalization-after-activation",
  severity: "info",
  refactoring: true,
  evidence: "literature",
  yieldsTo: ["selu-with-normalization"],
  title: "BatchNormalization after the activation",
  docs: `**What.** BatchNormalization stands behind the nonlinearity of the layer that it follows.

**Why.** It was proposed for \`x·W\`, before the nonlinearity: that sum is more symmetric and closer to a normal distribution than what, say, relu leaves of it, so mean and variance describe it better, and the activation then works where it is most useful (Ioffe & Szegedy 2015, §3.2; Goodfellow et al., *Deep Learning*, §8.7.1). Others report the same or better results with the order turned round. So this is a choice, not a fault: move it, train both for a short time on your own data, and keep what is better. Moving also makes the layer's bias superfluous.

**Ignore it when** the order was chosen on purpose, or a published model is followed.`,
  zh: {
    title: "BatchNormalization 位于激活函数之后",
    docs: `**现象。** BatchNormalization 位于其前一层的非线性激活之后。

**原因。** 该方法最初用于 \`x·W\`，即非线性之前：这个和比 relu 等函数的输出更对称、更接近正态分布，因此均值和方差能更好地描述它，激活函数也工作在最有效的区间（Ioffe 与 Szegedy 2015，§3.2；Goodfellow 等《深度学习》§8.7.1）。也有人报告相反的顺序效果相同甚至更好。所以这是一种选择，而不是错误：移动它，用自己的数据对两种顺序各做一次短训练，保留更好的一种。移动之后，该层的偏置也就多余了。

**何时忽略。** 有意选择了这种顺序，或者在复现已发表的模型。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.BatchNormalization(),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(32, 3, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
`,
    },
    {
      bad: `from keras import Input, Model, layers

inputs = Input((20,))
x = layers.Dense(64)(inputs)
x = layers.LeakyReLU(0.1)(x)
x = layers.BatchNormalization()(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = Model(inputs, outputs)
`,
      good: `from keras import Input, Model, layers

inputs = Input((20,))
x = layers.Dense(64, use_bias=False)(inputs)
x = layers.BatchNormalization()(x)
x = layers.LeakyReLU(0.1)(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = Model(inputs, outputs)
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || isShared(model, node)) continue;
      const previous = before(model, node);
      if (!previous || after(model, previous) !== node || isShared(model, previous)) continue;
      if (model.has(previous, "sums-to-one") || !model.has(previous, "nonlinear")) continue;
      const found = isWeighted(model, previous)
        ? { kernel: previous, fix: moveArgument(model, previous, node, t) }
        : moveLayer(model, previous, node, t);
      if (!found) continue;
      yield {
        node,
        related: [found.kernel],
        message: t(
          "This normalization comes after {0}; it usually stands before it. It was made for `x·W`, but both orders are used: measure before you change it.",
          nameOf(model, previous),
        ),
        ...(found.fix && { fix: found.fix }),
      };
    }
  },
});
