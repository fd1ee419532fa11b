import type { Node } from "../model/graph";
import type { Dim } from "../model/shape";
import { defineHint, type Model } from "./hint";
import { layoutBefore } from "./layout";
import { axisText, normalizedAxis } from "./walk";

export const axisNotChannels = defineHint({
  id: "axis-not-channels",
  severity: "warning",
  evidence: "formula",
  title: "BatchNormalization over another axis than the channels",
  docs: `**What.** The layers before have their channels on the last axis, and BatchNormalization is told to keep statistics for another.

**Why.** \`axis\` names the axis that keeps its own mean and variance; all others are averaged over. On an image \`(batch, height, width, channels)\`, \`axis=1\` gives each row of the picture its own statistics and mixes the channels, which are the features that the next layer sums up with one kernel everywhere. Channels stay on very different scales, which is just what normalization should remove, and the weights fit no other picture size. \`axis=1\` often comes from code for \`channels_first\`. The default, −1, is right here.

**Ignore it when** rows or columns have a meaning of their own, such as the frequency bands of a spectrogram.`,
  zh: {
    title: "BatchNormalization 作用于通道以外的轴",
    docs: `**现象。** 前面各层的通道在最后一个轴，而 BatchNormalization 被要求为另一个轴保存统计量。

**原因。** \`axis\` 指定哪个轴保留各自的均值和方差，其余的轴都被平均掉。对形状为 \`(批次, 高, 宽, 通道)\` 的图像，\`axis=1\` 使图片的每一行拥有自己的统计量，并把通道混在一起；而通道正是下一层用同一个卷积核在各处求和的特征。各通道的尺度依旧相差很大，这恰恰是归一化应当消除的，而且权重不适用于其他图片尺寸。\`axis=1\` 往往来自为 \`channels_first\` 编写的代码。这里默认值 −1 才是正确的。

**何时忽略。** 行或列本身有含义，例如频谱图的频带。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((32, 32, 3)),
    layers.Conv2D(16, 3, use_bias=False),
    layers.BatchNormalization(axis=1),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((32, 32, 3)),
    layers.Conv2D(16, 3, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    if (model.nodes.some((node) => comesChannelsFirst(model, node))) return;
    for (const node of model.nodes) {
      if (!model.has(node, "batch-statistics")) continue;
      const axis = normalizedAxis(model, node);
      const rank = model.inputShape(node)?.length ?? 0;
      // an axis that is not there, or is that of the samples, is another mistake
      if (axis === undefined || rank < 4 || axis <= 0 || axis >= rank - 1) continue;
      const layout = layoutBefore(model, node);
      if (layout?.axis !== rank - 1) continue;
      yield {
        node,
        related: [layout.source],
        message: t(
          "The channels are on axis {0}, but this normalizes {1}. It gives each place along that axis its own statistics, and the channels of “{2}” none.",
          rank - 1,
          axisText(model, node, axis, t),
          layout.source.name,
        ),
        fix: { title: t("Normalize the channels"), edits: [{ kind: "removeParam", node: node.id, param: "axis" }] },
      };
    }
  },
});

/** Channels of pictures. */
const isFew = (size: Dim | undefined): boolean => size === 1 || size === 3 || size === 4;

/** Pictures whose sizes say that their channels come first: then the layers are told so elsewhere, as in Keras's own configuration file. */
function comesChannelsFirst(model: Model, node: Node): boolean {
  const shape = model.has(node, "input") ? model.shape(node) : undefined;
  return shape?.length === 4 && isFew(shape[1]) && !isFew(shape[3]);
}
