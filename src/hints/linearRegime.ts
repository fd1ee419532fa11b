import { defineHint } from "./hint";
import { after, isActivation, isShared } from "./walk";

export const linearRegime = defineHint({
  id: "linear-regime",
  severity: "info",
  evidence: "formula",
  everywhere: true,
  title: "An activation that is kept where it is straight",
  docs: `**What.** BatchNormalization without \`gamma\` and \`beta\` stands before sigmoid or tanh.

**Why.** Every channel then has mean 0 and deviation 1: two thirds of the values lie between −1 and 1, where these functions are nearly a straight line. A layer that bends little adds little to what a linear model can do. The paper gives \`gamma\` and \`beta\` to the normalization for this reason, so that the model can choose how much of the curve it uses (Ioffe & Szegedy 2015, arXiv 1502.03167, §3). For relu \`beta\` alone matters.

**Ignore it when** values near the middle are what you want.`,
  zh: {
    title: "激活被限制在直线部分",
    docs: `**现象。** 没有 \`gamma\` 和 \`beta\` 的 BatchNormalization 位于 sigmoid 或 tanh 之前。

**原因。** 此时每个通道的均值为 0，标准差为 1：三分之二的数值在 −1 与 1 之间，而这些函数在那里几乎是直线。弯曲很小的层对线性模型的能力增益不大。论文正是为此给归一化加上 \`gamma\` 和 \`beta\`，使模型可以选择使用多少弯曲（Ioffe 与 Szegedy 2015，arXiv 1502.03167，§3）。对 relu 来说，只有 \`beta\` 重要。

**何时忽略。** 您要的就是中间附近的数值。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(center=False, scale=False),
    layers.Activation("tanh"),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("tanh"),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      const { center, scale } = model.config(node);
      if (!model.usesBatch(node) || isShared(model, node) || !model.knows(node, "center", "scale")) continue;
      if (center !== false || scale !== false) continue;
      const activation = after(model, node);
      if (!activation || !model.has(activation, "saturates") || !isActivation(model, activation)) continue;
      yield {
        node,
        related: [activation],
        message: t(
          "Here the activation works mostly where it is a straight line. Without `gamma` and `beta` two thirds of its inputs lie between −1 and 1, and the layer hardly bends.",
        ),
        fix: {
          title: t("Let the normalization learn a factor and an offset"),
          edits: ["center", "scale"].map((param) => ({ kind: "removeParam" as const, node: node.id, param })),
        },
      };
    }
  },
});
