import { defineHint } from "./hint";

export const lostBranch = defineHint({
  id: "lost-branch",
  severity: "warning",
  evidence: "theorem",
  unproven: {
    en: "The layer is not in the model: there is nothing to compare.",
    zh: "该层不在模型之中：没有可比较的东西。",
  },
  title: "A result that reaches no output",
  docs: `**What.** A layer is called on something of a model, and nobody takes its result: the variable is not used again, or gets something else at once.

**Why.** A functional model consists of what lies between its inputs and its outputs. What reaches no output is not in it: it does not show in \`summary()\`, has no part in any prediction, gets no gradient, and nothing says that it is missing. Usually the next line should have taken this result and takes an earlier one: \`x = Conv2D(32, 3)(inputs)\`, then \`x = Conv2D(64, 3)(inputs)\` once more. Sometimes it is a branch that was never joined to the others.

**Ignore it when** the lines only show what the layer gives.`,
  zh: {
    title: "没有到达任何输出的结果",
    docs: `**现象。** 在模型的某个张量上调用了一个层，却没有人使用它的结果：变量之后不再出现，或者马上被赋予别的值。

**原因。** 函数式模型由位于输入与输出之间的部分组成。没有到达输出的东西不在其中：\`summary()\` 不显示它，它不参与任何预测，也得不到梯度，而且没有任何提示说它缺失。通常是下一行本应使用这个结果，却用了更早的张量：先是 \`x = Conv2D(32, 3)(inputs)\`，接着又是 \`x = Conv2D(64, 3)(inputs)\`。有时是一条从未与其他分支汇合的分支。

**何时忽略。** 这几行只是用来展示该层的输出。`,
  },
  examples: [
    {
      bad: `import keras
from keras import layers

inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(32, 3, activation="relu")(inputs)
x = layers.Conv2D(64, 3, activation="relu")(inputs)
x = layers.GlobalAveragePooling2D()(x)
model = keras.Model(inputs, layers.Dense(10)(x))
`,
      good: `import keras
from keras import layers

inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(32, 3, activation="relu")(inputs)
x = layers.Conv2D(64, 3, activation="relu")(x)
x = layers.GlobalAveragePooling2D()(x)
model = keras.Model(inputs, layers.Dense(10)(x))
`,
    },
  ],
  *find(model, t) {
    for (const { type, span, node: id, attribute, variable } of model.analysis.graph.unused ?? []) {
      const node = model.nodes.find((one) => one.id === id);
      if (!node || attribute !== undefined || variable !== undefined) continue;
      yield {
        node,
        at: span,
        message: t(
          "Nobody takes what this {0} gives. It reaches no output, so that the model is without it; perhaps the next layer should take it.",
          type,
        ),
      };
    }
  },
});
