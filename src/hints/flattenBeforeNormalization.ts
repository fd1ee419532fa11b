import { showCount } from "../base/figures";
import { defineHint } from "./hint";
import { layoutBefore } from "./layout";
import { after, before, isShared } from "./walk";

export const flattenBeforeNormalization = defineHint({
  id: "flatten-before-normalization",
  severity: "info",
  evidence: "formula",
  title: "Every place normalized on its own",
  docs: `**What.** An image is flattened, and then normalized.

**Why.** After Flatten each pair of place and channel is a feature of its own: BatchNormalization keeps \`4·height·width·channels\` numbers instead of \`4·channels\`, and takes each mean over the samples of the batch alone instead of over all places as well. The statistics are noisier, by about the square root of the number of places, and what a convolution gives at different places is no longer on one scale, although one kernel has made it. Before Flatten the layer does what it is meant for.

**Ignore it when** places have a meaning of their own, such as fixed sensors.`,
  zh: {
    title: "每个位置单独归一化",
    docs: `**现象。** 图像先被展平，然后被归一化。

**原因。** 经过 Flatten 之后，位置与通道的每一个组合都成为独立的特征：BatchNormalization 保存 \`4·height·width·channels\` 个数而不是 \`4·channels\` 个，而且每个均值只对批次中的样本取平均，不再对所有位置取平均。统计量的噪声更大，约为位置个数的平方根倍；同一个卷积核在不同位置给出的结果也不再处于同一尺度。放在 Flatten 之前，该层才做它该做的事。

**何时忽略。** 位置有自己的含义，例如固定的传感器。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(16, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.BatchNormalization(),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(16, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.BatchNormalization(),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      const flatten = before(model, node);
      if (!model.usesBatch(node) || !flatten || !model.has(flatten, "rearranges")) continue;
      const [image, row] = [model.inputShape(flatten), model.shape(flatten)];
      if (image?.length !== 4 || row?.length !== 2 || after(model, flatten) !== node) continue;
      const layout = layoutBefore(model, flatten);
      const [channels, features] = [image[3], row[1]];
      if (layout?.axis !== 3 || typeof channels !== "number" || typeof features !== "number") continue;
      if (features <= channels || isShared(model, node) || isShared(model, flatten)) continue;
      yield {
        node,
        related: [flatten],
        message: t(
          "This keeps statistics for {0} values instead of {1} channels. Every place of the picture is normalized on its own, although one kernel has made them all.",
          showCount(features),
          showCount(channels),
        ),
        fix: {
          title: t("Normalize before {0}", flatten.type),
          edits: [{ kind: "swap", first: flatten.id, second: node.id }],
        },
      };
    }
  },
});
