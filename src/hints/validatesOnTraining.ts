import { defineHint } from "./hint";

export const validatesOnTraining = defineHint({
  id: "validates-on-training",
  severity: "warning",
  evidence: "theorem",
  unproven: {
    en: "It is about the data: validation with samples that are trained on says how well they are learned, whatever the model.",
    zh: "这里说的是数据：用训练样本做验证，无论什么模型，说明的都只是这些样本学得多好。",
  },
  title: "Validation with the data that is trained on",
  docs: `**What.** \`validation_data\` is the very data that \`fit\` trains on.

**Why.** Validation is there to tell how the model does on samples that it has not seen. On those that it is trained with it only tells once more how well it remembers them: the figure rises while the model overfits, and early stopping, checkpoints of the best model and learning-rate schedules that watch it choose by the wrong thing. \`validation_split=0.1\` keeps the last tenth apart, \`train_test_split\` a random part; labels sorted by class need the second.

**Ignore it when** the aim is to see that the model can remember the data at all.`,
  zh: {
    title: "用训练数据做验证",
    docs: `**现象。** \`validation_data\` 正是 \`fit\` 用来训练的数据。

**原因。** 验证的目的是看模型在没有见过的样本上表现如何。用训练过的样本，只会再次说明模型记住了多少：过拟合时这个数还会上升，而依据它的提前停止、最佳模型检查点和学习率调度都选错了依据。\`validation_split=0.1\` 留出最后十分之一，\`train_test_split\` 留出随机的一部分；按类别排序的标签需要后者。

**何时忽略。** 目的就是看模型究竟能否记住这些数据。`,
  },
  examples: [
    {
      bad: `import numpy as np
from keras import Input, Sequential, layers

model = Sequential([Input((20,)), layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile("adam", "mean_squared_error")
x, y = np.zeros((1000, 20)), np.zeros(1000)
model.fit(x, y, epochs=5, validation_data=(x, y))
`,
      good: `import numpy as np
from keras import Input, Sequential, layers

model = Sequential([Input((20,)), layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile("adam", "mean_squared_error")
x, y = np.zeros((1000, 20)), np.zeros(1000)
model.fit(x, y, epochs=5, validation_split=0.1)
`,
    },
  ],
  *find(model, t) {
    const [node] = model.nodes;
    if (!node) return;
    for (const { validatesOnTraining: isSame, span } of model.training?.fits ?? [])
      if (isSame)
        yield {
          node,
          at: span,
          message: t(
            "This validates with the samples that it trains on. Keep some apart: `validation_split=0.1`, or data of their own.",
          ),
        };
  },
});
