import { defineHint } from "./hint";

/** Larger ones may be meant as they are. */
const LARGEST = 0.2;

export const momentumFromPytorch = defineHint({
  id: "momentum-from-pytorch",
  severity: "warning",
  evidence: "formula",
  title: "A momentum that is meant the other way round",
  docs: `**What.** The \`momentum\` of a BatchNormalization is 0.2 or smaller.

**Why.** In Keras \`momentum\` is the weight of the past: \`momentum · old + (1 − momentum) · new\`. In PyTorch it is the weight of the new batch, and its default of 0.1 is 0.9 in Keras. Taken over as it is, 0.1 gives the last batch 90 % of the moving statistics: predictions depend on which samples happened to come last, and accuracy jumps from epoch to epoch. With 0.9 about ten batches count, which is what the other library does.

**Ignore it when** the statistics of the last batch are what you want; \`momentum=0\` says that openly.`,
  zh: {
    title: "含义相反的 momentum",
    docs: `**现象。** BatchNormalization 的 \`momentum\` 不大于 0.2。

**原因。** 在 Keras 中，\`momentum\` 是过去的权重：\`momentum · old + (1 − momentum) · new\`。在 PyTorch 中，它是新批次的权重，其默认值 0.1 相当于 Keras 的 0.9。若原样照搬，0.1 会使移动统计量的 90% 来自最后一个批次：预测取决于最后恰好来了哪些样本，准确率在各轮之间跳动。取 0.9 时约有十个批次起作用，与另一个库的行为一致。

**何时忽略。** 您要的就是最后一个批次的统计量；\`momentum=0\` 可以明确地说明这一点。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(momentum=0.1),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(momentum=0.9),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    for (const node of model.nodes) {
      const { momentum } = model.config(node);
      if (!model.usesBatch(node) || !model.knows(node, "momentum") || typeof momentum !== "number") continue;
      if (momentum <= 0 || momentum > LARGEST || model.calls(node)[0] !== node) continue;
      const other = Number((1 - momentum).toPrecision(6));
      yield {
        node,
        message: t(
          "The last batch alone makes {0} % of these statistics. In Keras `momentum` is the weight of the past: PyTorch's {1} is {2} here.",
          Math.round(100 * (1 - momentum)),
          momentum,
          other,
        ),
        fix: {
          title: t("Set momentum to {0}", other),
          edits: [{ kind: "setParam", node: node.id, param: "momentum", value: other }],
        },
      };
    }
  },
});
