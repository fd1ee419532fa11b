import type { Node } from "../model/graph";
import { defineHint, type Model } from "./hint";
import { normalizedAxis } from "./walk";

export const maskOfOneChannel = defineHint({
  id: "mask-of-one-channel",
  severity: "info",
  evidence: "measured",
  title: "BatchNormalization of one masked channel",
  docs: `**What.** Steps of a sequence are masked as padding, and BatchNormalization behind that takes a single channel.

**Why.** With a mask Keras 3 leaves padded steps out of the mean and variance. When there is only one channel it drops that axis together with the axes it sums over, and the call ends with \`IndexError: tuple index out of range\`: measured with Keras 3.15 on JAX, while TensorFlow accepts it. A single channel can be scaled before it comes into the model, and Normalization with \`adapt\` does it with the exact figures of the whole data set.

**Ignore it when** the model only ever runs on TensorFlow.`,
  zh: {
    title: "对单个带掩码通道的 BatchNormalization",
    docs: `**现象。** 序列中的某些步被标为填充，其后的 BatchNormalization 只接收一个通道。

**原因。** 有掩码时，Keras 3 把填充步排除在均值和方差之外。只有一个通道时，它把该轴连同求和的轴一起去掉，调用以 \`IndexError: tuple index out of range\` 结束：在 Keras 3.15 和 JAX 上实测如此，而 TensorFlow 可以接受。单个通道可以在进入模型之前缩放；带 \`adapt\` 的 Normalization 用整个数据集的精确数值做到这一点。

**何时忽略。** 模型只会在 TensorFlow 上运行。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((30, 1)),
    layers.Masking(),
    layers.BatchNormalization(),
    layers.LSTM(16),
    layers.Dense(1),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((30, 2)),
    layers.Masking(),
    layers.BatchNormalization(),
    layers.LSTM(16),
    layers.Dense(1),
])
`,
    },
  ],
  *find(model, t) {
    const masked = new Map<Node, Node>();
    for (const node of model.nodes) {
      const [first] = model.previous(node);
      const source = model.has(node, "masks") ? node : first && passesMask(model, node) ? masked.get(first) : undefined;
      if (source) masked.set(node, source);
      const axis = normalizedAxis(model, node);
      if (!first || !source || !model.usesBatch(node) || axis === undefined) continue;
      if (model.inputShape(node)?.[axis] !== 1) continue;
      yield {
        node,
        related: [source],
        message: t(
          "Keras 3 on JAX fails at one channel with a mask: tuple index out of range. Scale the channel before the mask, or use Normalization with adapt.",
        ),
      };
    }
  },
});

const passesMask = (model: Model, node: Node): boolean =>
  model.analysis.byId.get(node.id)?.resolved?.layer.mask === "passes";
