import { defineHint } from "./hint";
import { batchSizeOf } from "./steps";

/** From so many samples on the rule is silent. */
const ENOUGH = 8;
const SEVERAL = 3;

export const smallBatch = defineHint({
  id: "small-batch",
  severity: "info",
  evidence: "measured",
  yieldsTo: ["batch-of-one"],
  title: "BatchNormalization with small batches",
  docs: `**What.** The model is trained with fewer than 8 samples in a batch, and has three or more BatchNormalization layers.

**Why.** Mean and variance of a few samples are rough guesses, and they change from batch to batch: a deviation from 4 values is off by about 41 %, from 32 values by about 13 %. Wu and He 2018 (arXiv 1803.08494) measured it on ImageNet: with 32 samples an error of 23.6 %, with 2 samples 34.7 %, while GroupNormalization stayed at 24.1 % for every batch size. On images the values of all places count as well, so that the harm is smaller in early layers.

**Ignore it when** memory allows no more and a trial with GroupNormalization was no better.`,
  zh: {
    title: "小批次的 BatchNormalization",
    docs: `**现象。** 模型以少于 8 个样本的批次训练，并有三个或更多 BatchNormalization 层。

**原因。** 少数样本的均值和方差只是粗略的估计，而且随批次变化：由 4 个值得到的标准差误差约为 41%，由 32 个值得到的约为 13%。Wu 与 He 2018（arXiv 1803.08494）在 ImageNet 上做过测量：32 个样本时错误率为 23.6%，2 个样本时为 34.7%，而 GroupNormalization 在任何批次大小下都保持在 24.1% 左右。对于图像，所有位置的值也会计入，因此前面各层受到的损害较小。

**何时忽略。** 内存不允许更大的批次，而且使用 GroupNormalization 的试验并没有更好。`,
  },
  examples: [
    {
      bad: `import numpy as np
from keras import Input, Sequential, layers

model = Sequential([Input((20,))])
for units in (64, 64, 64):
    model.add(layers.Dense(units, use_bias=False))
    model.add(layers.BatchNormalization())
    model.add(layers.Activation("relu"))
model.add(layers.Dense(1))
model.compile("adam", "mean_squared_error")
model.fit(np.zeros((1000, 20)), np.zeros(1000), batch_size=4, epochs=5)
`,
      good: `import numpy as np
from keras import Input, Sequential, layers

model = Sequential([Input((20,))])
for units in (64, 64, 64):
    model.add(layers.Dense(units, use_bias=False))
    model.add(layers.BatchNormalization())
    model.add(layers.Activation("relu"))
model.add(layers.Dense(1))
model.compile("adam", "mean_squared_error")
model.fit(np.zeros((1000, 20)), np.zeros(1000), batch_size=10, epochs=5)
`,
    },
  ],
  *find(model, t) {
    const { fits = [], isOpenEnded } = model.training ?? {};
    if (isOpenEnded || model.loadsWeights) return;
    const sizes = fits.map((fit) => batchSizeOf(fit));
    const largest = Math.max(...sizes.map((size) => size ?? Infinity));
    const [node, ...related] = model.nodes.filter((one) => model.usesBatch(one));
    if (fits.length === 0 || largest >= ENOUGH || !node || related.length + 1 < SEVERAL) return;
    yield {
      node,
      related,
      message: t(
        "Batches of {0} are small for BatchNormalization. The mean and variance of so few samples are rough guesses: use 8 or more, or GroupNormalization, which needs no batch.",
        largest,
      ),
    };
  },
});
