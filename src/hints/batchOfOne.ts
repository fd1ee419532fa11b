import type { Node } from "../model/graph";
import { defineHint, type Model } from "./hint";
import { batchSizeOf } from "./steps";
import { normalizedAxis } from "./walk";

export const batchOfOne = defineHint({
  id: "batch-of-one",
  severity: "error",
  evidence: "theorem",
  title: "BatchNormalization with one value in a batch",
  docs: `**What.** The model is trained with \`batch_size=1\`, and BatchNormalization has one value for each channel to take statistics from.

**Why.** The mean of one value is that value, and its variance is 0. So while training every channel becomes \`(x − x) / √(0 + ε) = 0\`, and the layer gives exactly \`beta\`, whatever comes in. No gradient passes: the layers before it learn nothing. PyTorch refuses to run this; Keras trains without a word. Images are another case, because there the mean is taken over all places as well.

**Ignore it when** the layers before it are not meant to learn. A batch of 2 or more helps, or LayerNormalization, which needs no batch.`,
  zh: {
    title: "批次中只有一个值的 BatchNormalization",
    docs: `**现象。** 模型以 \`batch_size=1\` 训练，而 BatchNormalization 的每个通道只有一个值可用来计算统计量。

**原因。** 一个值的均值就是它自己，方差为 0。因此训练时每个通道都变成 \`(x − x) / √(0 + ε) = 0\`，无论输入是什么，该层都恰好输出 \`beta\`。梯度无法通过：它之前的层什么也学不到。PyTorch 会拒绝运行，Keras 则默默地训练。图像的情况不同，因为那里还会对所有位置取平均。

**何时忽略。** 它之前的层本来就不需要学习。使用 2 或更大的批次，或不需要批次的 LayerNormalization，都可以解决问题。`,
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
model.fit(np.zeros((1000, 20)), np.zeros(1000), batch_size=1, epochs=5)
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
model.fit(np.zeros((1000, 20)), np.zeros(1000), batch_size=10, epochs=5)
`,
    },
  ],
  *find(model, t) {
    const { fits = [], isOpenEnded } = model.training ?? {};
    if (isOpenEnded || fits.length === 0 || !fits.every((fit) => batchSizeOf(fit) === 1)) return;
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || normalizedAxis(model, node) === undefined) continue;
      if (model.calls(node).length > 1 || !hasOneValue(model, node)) continue;
      yield {
        node,
        message: t(
          "In a batch of one this normalization gives 0 for everything. One value less its own mean is 0: the layers before learn nothing. Use a larger batch, or LayerNormalization.",
        ),
        claim: { kind: "constant", at: node.id, alone: true },
      };
    }
  },
});

/** Of each channel in each sample. */
function hasOneValue(model: Model, node: Node): boolean {
  const axis = normalizedAxis(model, node);
  return model.inputShape(node)?.every((size, i) => i === 0 || i === axis || size === 1) === true;
}
