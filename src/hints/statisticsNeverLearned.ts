import { statisticsStay } from "./absorb";
import { defineHint } from "./hint";

export const statisticsNeverLearned = defineHint({
  id: "statistics-never-learned",
  severity: "warning",
  evidence: "theorem",
  title: "BatchNormalization that never sees a batch",
  docs: `**What.** BatchNormalization is called with \`training=False\` in a model that is trained from the start.

**Why.** With \`training=False\` the layer uses its moving statistics and does not move them. In a new model they are 0 and 1, and stay so for ever: \`(x − 0) / √(1 + ε)\` is \`x\` in all but name, and only \`gamma\` and \`beta\` are left of the layer. The argument belongs to fine-tuning, where the statistics have been learned before and must not be spoiled by a small new data set. Without it Keras itself normalizes by the batch in \`fit\` and by the moving statistics in \`predict\`.

**Ignore it when** the weights come from a file that this one does not show.`,
  zh: {
    title: "从不接触批次的 BatchNormalization",
    docs: `**现象。** 在一个从头训练的模型中，BatchNormalization 以 \`training=False\` 调用。

**原因。** 使用 \`training=False\` 时，该层使用移动统计量而不更新它们。在新模型中它们是 0 和 1，并将永远如此：\`(x − 0) / √(1 + ε)\` 实际上就是 \`x\`，该层只剩下 \`gamma\` 和 \`beta\`。这个参数是为微调准备的：那时统计量早已学好，不应被小的新数据集破坏。没有它时，Keras 自己会在 \`fit\` 中按批次归一化，在 \`predict\` 中使用移动统计量。

**何时忽略。** 权重来自此文件未显示的另一个文件。`,
  },
  examples: [
    {
      bad: `import numpy as np
from keras import Input, Model, layers

inputs = Input((20,))
x = layers.Dense(64)(inputs)
x = layers.BatchNormalization()(x, training=False)
x = layers.Activation("relu")(x)
outputs = layers.Dense(1)(x)
model = Model(inputs, outputs)
model.compile("adam", "mean_squared_error")
model.fit(np.zeros((1000, 20)), np.zeros(1000), epochs=20)
`,
      good: `import numpy as np
from keras import Input, Model, layers

inputs = Input((20,))
x = layers.Dense(64, use_bias=False)(inputs)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
outputs = layers.Dense(1)(x)
model = Model(inputs, outputs)
model.compile("adam", "mean_squared_error")
model.fit(np.zeros((1000, 20)), np.zeros(1000), epochs=20)
`,
    },
  ],
  *find(model, t) {
    if (!model.training?.fits.length || model.loadsWeights) return;
    for (const node of model.nodes) {
      const calls = model.calls(node);
      if (calls[0] !== node || !model.has(node, "batch-statistics") || model.isFrozen(node)) continue;
      if (!calls.every(({ training }) => training === false) || model.goesOn(node)) continue;
      yield {
        node,
        message: t(
          "This normalization stays at mean 0 and variance 1 for ever. `training=False` keeps it from learning its statistics, and no weights are loaded.",
        ),
        claim: statisticsStay(node),
      };
    }
  },
});
