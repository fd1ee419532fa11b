import { defineHint } from "./hint";
import { crossentropyOf } from "./loss";

export const unshuffledTraining = defineHint({
  id: "unshuffled-training",
  severity: "info",
  evidence: "literature",
  title: "Training without shuffling",
  docs: `**What.** A classifier with BatchNormalization is trained with \`shuffle=False\`.

**Why.** Batches are then the same in every epoch, in the order of the file. Where the samples are sorted, by class or by the day they were taken, a batch holds a few kinds only, and its mean and variance are theirs and not those of the data: each batch is normalized to look average, and what makes its class different is removed. Ioffe and Szegedy shuffle more thoroughly with BatchNormalization and report about 1 % more accuracy (2015, arXiv 1502.03167, §4.2.1); Wu and Johnson 2021 (arXiv 2105.07576) show what other compositions of a batch do.

**Ignore it when** the samples have been shuffled before, or their order has a meaning.`,
  zh: {
    title: "不打乱顺序的训练",
    docs: `**现象。** 带有 BatchNormalization 的分类器以 \`shuffle=False\` 训练。

**原因。** 这样每一轮的批次都相同，按文件中的顺序排列。如果样本是按类别或拍摄日期排序的，一个批次就只含少数几类，其均值和方差属于它们而不属于整个数据：每个批次都被归一化成平均的样子，使类别有别的东西随之消失。Ioffe 与 Szegedy 在使用 BatchNormalization 时更彻底地打乱样本，准确率提高约 1%（2015，arXiv 1502.03167，§4.2.1）；Wu 与 Johnson 2021（arXiv 2105.07576）展示了不同批次构成的影响。

**何时忽略。** 样本事先已打乱，或者顺序本身有意义。`,
  },
  examples: [
    {
      bad: `import numpy as np
from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(np.zeros((9000, 20)), np.zeros(9000), epochs=5, shuffle=False)
`,
      good: `import numpy as np
from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(np.zeros((9000, 20)), np.zeros(9000), epochs=5)
`,
    },
  ],
  *find(model, t) {
    // what goes through sequences may have to see them in order
    if (!crossentropyOf(model) || model.nodes.some((node) => model.has(node, "recurs"))) return;
    const [node, ...related] = model.nodes.filter((one) => model.usesBatch(one));
    if (!node) return;
    for (const { shuffle, labels, span } of model.training?.fits ?? [])
      // generators shuffle by themselves
      if (shuffle === false && labels)
        yield {
          node,
          at: span,
          related,
          message: t(
            "Each batch holds neighbours of the file, and is normalized by their mean alone. If samples are sorted, classes are normalized away: leave `shuffle` on.",
          ),
        };
  },
});
