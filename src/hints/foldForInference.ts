import { foldsOf } from "./fold";
import { defineHint } from "./hint";

export const foldForInference = defineHint({
  id: "fold-for-inference",
  severity: "info",
  onRequest: true,
  evidence: "theorem",
  title: "A normalization that the layer before can take in",
  docs: `**What.** BatchNormalization stands right behind a Dense layer or a convolution without an activation.

**Why.** When predicting, it multiplies each channel by a constant and adds another, and the layer before does the same with its kernel and bias: \`W′ = W·γ/√(σ² + ε)\` and \`b′ = (b − μ)·γ/√(σ² + ε) + β\` (Jacob et al. 2018, arXiv 1712.05877, §3.2). So a trained model can be written without it: fewer layers, weights and passes over memory, and the same predictions. While training it cannot: the numbers are those of each batch. \`batchwise fold RUN\` writes such a model, with the check.

**Ignore it when** the model is to be trained further.`,
  zh: {
    title: "可以并入前一层的归一化",
    docs: `**现象。** BatchNormalization 紧跟在没有激活函数的 Dense 层或卷积层之后。

**原因。** 预测时，它把每个通道乘以一个常数再加上另一个常数，而前一层可以用自己的权重核和偏置做到同样的事：\`W′ = W·γ/√(σ² + ε)\`，\`b′ = (b − μ)·γ/√(σ² + ε) + β\`（Jacob 等 2018，arXiv 1712.05877，§3.2）。因此训练好的模型可以写成没有它的形式：层、权重和内存访问都更少，预测结果相同。训练时则不行：所用的数值来自每个批次。\`batchwise fold RUN\` 会写出这样的模型，并附上检验。

**何时忽略。** 模型还要继续训练。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((32, 32, 3)),
    layers.Conv2D(16, 3, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((32, 32, 3)),
    layers.Conv2D(16, 3, use_bias=True),
    layers.Activation("relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10),
])
`,
    },
  ],
  *find(model, t) {
    for (const { kernel, normalization, move, edits } of foldsOf(model))
      yield {
        node: normalization,
        related: [kernel],
        message: t(
          "“{0}” can take this normalization in for prediction. Its kernel and bias then do the same with one layer less: `batchwise fold` writes such a model of a run.",
          kernel.name,
        ),
        claim: {
          kind: "same",
          moves: [move],
          at: [normalization.id],
          instead: [kernel.id],
          change: edits,
          only: "inference",
        },
      };
  },
});
