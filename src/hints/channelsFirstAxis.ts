import { defineHint } from "./hint";
import { layoutBefore } from "./layout";
import { axisText, normalizedAxis } from "./walk";

export const channelsFirstAxis = defineHint({
  id: "channels-first-axis",
  severity: "warning",
  evidence: "formula",
  title: "BatchNormalization with channels first",
  docs: `**What.** The layer before has its channels on axis 1 (\`data_format="channels_first"\`), and BatchNormalization keeps its default \`axis=-1\`.

**Why.** With channels first an image is \`(batch, channels, height, width)\`. Axis −1 is then the width: the layer learns one mean and variance for each column of the picture, mixes all channels into them, and has as many parameters as the picture is wide. It trains, and even shifts brightness between columns, but it does not do what BatchNormalization is for, and the weights fit no other picture size. \`axis=1\` says where the channels are; the Keras documentation of \`axis\` names this case.

**Ignore it when** statistics for each column are what you want.`,
  zh: {
    title: "通道在前时的 BatchNormalization",
    docs: `**现象。** 前一层的通道位于轴 1（\`data_format="channels_first"\`），而 BatchNormalization 仍使用默认的 \`axis=-1\`。

**原因。** 通道在前时，图像的形状是 \`(批次, 通道, 高, 宽)\`，轴 −1 是宽度：该层为图片的每一列学习一个均值和方差，把所有通道混在一起，参数个数取决于图片宽度。它仍能训练，甚至会在列与列之间改变亮度，但它做的不是 BatchNormalization 该做的事，而且权重不适用于其他图片尺寸。\`axis=1\` 指明通道的位置；Keras 文档在 \`axis\` 参数处提到了这种情况。

**何时忽略。** 您确实需要按列统计。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((3, 32, 32)),
    layers.Conv2D(16, 3, use_bias=False, data_format="channels_first"),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((3, 32, 32)),
    layers.Conv2D(16, 3, use_bias=False, data_format="channels_first"),
    layers.BatchNormalization(axis=1),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    for (const node of model.nodes) {
      if (!model.has(node, "batch-statistics")) continue;
      const axis = normalizedAxis(model, node);
      const rank = model.inputShape(node)?.length ?? 0;
      if (axis === undefined || axis === 1 || rank < 3) continue;
      const layout = layoutBefore(model, node);
      if (layout?.axis !== 1 || !model.has(layout.source, "channels-first")) continue;
      yield {
        node,
        related: [layout.source],
        message: t(
          "The channels are on axis 1, but this normalizes {0}. “{1}” works with `channels_first`: `axis=1` keeps statistics for its channels.",
          axisText(model, node, axis, t),
          layout.source.name,
        ),
        fix: { title: t("Set axis to 1"), edits: [{ kind: "setParam", node: node.id, param: "axis", value: 1 }] },
      };
    }
  },
});
