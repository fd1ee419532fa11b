import { defineHint } from "./hint";
import { isNull } from "./walk";

export const renormalizationUnbounded = defineHint({
  id: "renormalization-unbounded",
  severity: "info",
  evidence: "literature",
  title: "Batch renormalization without bounds",
  docs: `**What.** BatchNormalization has \`renorm=True\` and no \`renorm_clipping\`.

**Why.** Batch renormalization corrects each batch towards the moving statistics by \`r = σ_batch / σ\` and \`d = (μ_batch − μ) / σ\`. At the start these statistics are 0 and 1 and know nothing of the data, so that the correction undoes the normalization, and what it undoes has no gradient that could bring it back. Ioffe 2017 (arXiv 1702.03275, §3) therefore begins with \`rmax = 1\` and \`dmax = 0\`, which is plain BatchNormalization, and widens the bounds to 3 and 5 over thousands of steps. Without bounds training with a usual learning rate often fails.

**Ignore it when** weights with settled statistics are loaded first.`,
  zh: {
    title: "没有界限的批重归一化",
    docs: `**现象。** BatchNormalization 使用 \`renorm=True\`，却没有 \`renorm_clipping\`。

**原因。** 批重归一化用 \`r = σ_batch / σ\` 和 \`d = (μ_batch − μ) / σ\` 把每个批次校正到移动统计量。开始时这些统计量是 0 和 1，对数据一无所知，因此校正抵消了归一化，而被抵消的部分没有梯度能把它拉回来。所以 Ioffe 2017（arXiv 1702.03275，§3）从 \`rmax = 1\` 和 \`dmax = 0\` 开始，即普通的批归一化，再用数千步把界限放宽到 3 和 5。没有界限时，使用通常的学习率训练常常失败。

**何时忽略。** 会先加载统计量已稳定的权重。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64),
    layers.BatchNormalization(renorm=True),
    layers.Activation("relu"),
    layers.Dense(1),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64),
    layers.BatchNormalization(renorm=True, renorm_clipping={"rmin": 0.33, "rmax": 3.0, "dmax": 5.0}),
    layers.Activation("relu"),
    layers.Dense(1),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || model.config(node)["renorm"] !== true || model.calls(node)[0] !== node) continue;
      if (!model.knows(node, "renorm") || !isNull(model, node, "renorm_clipping")) continue;
      yield {
        node,
        message: t(
          "Without `renorm_clipping` the first steps undo the normalization. The moving statistics know nothing yet: bound the correction, as the paper does (rmax 3, dmax 5).",
        ),
      };
    }
  },
});
