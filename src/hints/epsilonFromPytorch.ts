import { defineHint } from "./hint";

/** PyTorch's own. */
const PYTORCH = 1e-5;

export const epsilonFromPytorch = defineHint({
  id: "epsilon-from-pytorch",
  severity: "info",
  evidence: "formula",
  title: "Another epsilon than the model that is brought over",
  docs: `**What.** The file says that weights or layers come from PyTorch, and its BatchNormalization layers have Keras's own \`epsilon\`.

**Why.** Both compute \`gamma · (x − μ) / √(σ² + ε) + beta\`, with an \`epsilon\` of \`1e-3\` in Keras and of \`1e-5\` in PyTorch. Where a channel's variance is 0.01, the one gives values that are 5 % smaller than the other, and where it is 0.001, 30 %: over many layers the converted model answers visibly otherwise, though every weight is right. The number is no weight, so it does not come along.

**Ignore it when** the other model was made with \`eps=1e-3\`, or the weights are learned anew.`,
  zh: {
    title: "与被移植的模型不同的 epsilon",
    docs: `**现象。** 文件说明权重或层来自 PyTorch，而其中的 BatchNormalization 使用 Keras 自己的 \`epsilon\`。

**原因。** 两者都计算 \`gamma · (x − μ) / √(σ² + ε) + beta\`，而 \`epsilon\` 在 Keras 中为 \`1e-3\`，在 PyTorch 中为 \`1e-5\`。当某个通道的方差为 0.01 时，前者的结果比后者小 5 %；方差为 0.001 时小 30 %。经过许多层之后，即使每个权重都正确，转换得到的模型给出的结果也会明显不同。这个数不是权重，因此不会随之转移。

**何时忽略。** 原模型使用 \`eps=1e-3\`，或者权重将重新学习。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

# converted from PyTorch, layer by layer
model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dense(1),
])
`,
      good: `from keras import Input, Sequential, layers

# converted from PyTorch, layer by layer
model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(epsilon=1e-05),
    layers.Activation("relu"),
    layers.Dense(1),
])
`,
    },
  ],
  *find(model, t) {
    if (!model.analysis.graph.around?.fromPytorch) return;
    const all = model.nodes.filter((node) => model.has(node, "batch-statistics") && model.calls(node)[0] === node);
    // who has thought of it at one place has at the others
    if (all.some((node) => node.args["epsilon"] !== undefined)) return;
    const [node, ...related] = all;
    if (!node) return;
    yield {
      node,
      related,
      message: t(
        "Weights from PyTorch were learned with an epsilon of 1e-5; here it is {0}. Channels with a small variance come out smaller than there.",
        Number(model.config(node)["epsilon"]),
      ),
      fix: {
        title: t("Take PyTorch's epsilon"),
        edits: all.map(({ id }) => ({ kind: "setParam" as const, node: id, param: "epsilon", value: PYTORCH })),
      },
    };
  },
});
