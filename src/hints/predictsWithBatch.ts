import { defineHint } from "./hint";

export const predictsWithBatch = defineHint({
  id: "predicts-with-batch",
  severity: "warning",
  evidence: "theorem",
  title: "Predictions that depend on the rest of the batch",
  docs: `**What.** BatchNormalization is called with \`training=True\`, so that it works on the statistics of the batch even when the model predicts.

**Why.** What one sample gets then depends on the samples that happen to come with it: the same picture alone, with its neighbours, or sorted by class gives different predictions, and a batch of one can only give \`beta\` where there are no places to average over. The moving statistics are learned, saved and never used. Keras chooses by itself when nothing is said: the batch in \`fit\`, the moving statistics in \`predict\`.

**Ignore it when** that is the method, as in some image translation networks or test-time adaptation. For Monte-Carlo dropout say \`training=True\` to the Dropout layers alone.`,
  zh: {
    title: "依赖批次其余样本的预测",
    docs: `**现象。** BatchNormalization 以 \`training=True\` 调用，因此即使在预测时也使用批次的统计量。

**原因。** 于是一个样本的结果取决于恰好与它同批的样本：同一张图片单独输入、与相邻图片一起输入、或按类别排序后输入，预测各不相同；在没有位置可以平均的情况下，只有一个样本的批次只能得到 \`beta\`。移动统计量被学习、被保存，却从不使用。不作说明时，Keras 会自行选择：在 \`fit\` 中用批次，在 \`predict\` 中用移动统计量。

**何时忽略。** 方法本身如此，例如某些图像转换网络或测试时自适应。对于蒙特卡洛 Dropout，只需对 Dropout 层使用 \`training=True\`。`,
  },
  examples: [
    {
      bad: `from keras import Input, Model, layers

inputs = Input((20,))
x = layers.Dense(64, use_bias=False)(inputs)
x = layers.BatchNormalization()(x, training=True)
x = layers.Activation("relu")(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = Model(inputs, outputs)
`,
      good: `from keras import Input, Model, layers

inputs = Input((20,))
x = layers.Dense(64, use_bias=False)(inputs)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = Model(inputs, outputs)
`,
    },
  ],
  *find(model, t) {
    // noise while predicting is a method, which the normalization then is part of
    if (model.nodes.some((node) => model.has(node, "drops") && node.training === true)) return;
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || node.training !== true || model.calls(node)[0] !== node) continue;
      yield {
        node,
        message: t(
          "Predictions for one sample depend on the others in its batch. `training=True` makes this normalization use the batch always, and its moving statistics never.",
        ),
        claim: { kind: "mixes", at: node.id },
      };
    }
  },
});
