import { defineHint } from "./hint";

export const neighbourNormalization = defineHint({
  id: "neighbour-normalization",
  severity: "info",
  evidence: "literature",
  title: "Local response normalization beside BatchNormalization",
  docs: `**What.** A model with BatchNormalization also has local response normalization.

**Why.** Local response normalization divides each value by the size of its neighbours in other channels. AlexNet had it (Krizhevsky et al. 2012) to keep values of relu in bounds. BatchNormalization does that for every channel with figures of its own, and Ioffe and Szegedy removed the other when they put it in: "Remove Local Response Normalization. While Inception and other networks benefit from it, we found that with Batch Normalization it is not necessary" (2015, arXiv 1502.03167, §4.2.1). It costs time and, in this order, changes what the normalization has set.

**Ignore it when** an old model is to be rebuilt as it was.`,
  zh: {
    title: "与 BatchNormalization 并用的局部响应归一化",
    docs: `**现象。** 一个带有 BatchNormalization 的模型还使用局部响应归一化。

**原因。** 局部响应归一化把每个值除以其他通道中相邻值的大小。AlexNet（Krizhevsky 等 2012）用它来约束 relu 的数值。BatchNormalization 用每个通道自己的数值做到这一点，Ioffe 与 Szegedy 在加入它时去掉了前者：“去掉局部响应归一化。虽然 Inception 等网络从中受益，但我们发现有了批归一化就不再需要它”（2015，arXiv 1502.03167，§4.2.1）。它耗费时间，而且按此顺序会改变归一化已设定的数值。

**何时忽略。** 要原样重建一个旧模型。`,
  },
  examples: [
    {
      bad: `import tensorflow as tf
from tensorflow.keras import Input, Model, layers

inputs = Input((32, 32, 3))
x = layers.Conv2D(32, 3, use_bias=False)(inputs)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
x = tf.nn.local_response_normalization(x)
x = layers.GlobalAveragePooling2D()(x)
model = Model(inputs, layers.Dense(10, activation="softmax")(x))
`,
      good: `import tensorflow as tf
from tensorflow.keras import Input, Model, layers

inputs = Input((32, 32, 3))
x = layers.Conv2D(32, 3, use_bias=False)(inputs)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
x = layers.GlobalAveragePooling2D()(x)
model = Model(inputs, layers.Dense(10, activation="softmax")(x))
`,
    },
  ],
  *find(model, t) {
    const normalizations = model.nodes.filter((node) => model.usesBatch(node));
    if (normalizations.length === 0 || model.loadsWeights) return;
    for (const node of model.nodes)
      if (model.has(node, "normalizes-neighbours"))
        yield {
          node,
          related: normalizations,
          message: t(
            "BatchNormalization makes local response normalization unnecessary. Its paper leaves it out: remove this step.",
          ),
        };
  },
});
