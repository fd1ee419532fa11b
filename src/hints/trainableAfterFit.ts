import { defineHint } from "./hint";

export const trainableAfterFit = defineHint({
  id: "trainable-after-fit",
  severity: "warning",
  evidence: "theorem",
  unproven: {
    en: "It is about when Keras reads `trainable`: in `compile`. Nothing is computed differently until then.",
    zh: "这里说的是 Keras 何时读取 `trainable`：在 `compile` 中。在那之前，计算没有任何变化。",
  },
  title: "Layers frozen or unfrozen after training has begun",
  docs: `**What.** \`trainable\` was changed after a \`fit\`, and the next \`fit\` comes without \`compile\` in between.

**Why.** Keras makes its training step once, at the first \`fit\` after \`compile\`, with the weights that are trainable then. With TensorFlow the change is without effect: what was frozen goes on being moved, what was unfrozen stays as it was, and nothing says so. With JAX the optimizer refuses with an error about its variables. For BatchNormalization the change also decides whether it learns statistics. Call \`compile\` again after each change, for fine-tuning with a smaller learning rate.

**Ignore it when** the step is compiled again in code that this file does not show.`,
  zh: {
    title: "训练开始之后才冻结或解冻的层",
    docs: `**现象。** 在一次 \`fit\` 之后改变了 \`trainable\`，而下一次 \`fit\` 之前没有 \`compile\`。

**原因。** Keras 只在 \`compile\` 之后的第一次 \`fit\` 时构造一次训练步，使用当时可训练的权重。使用 TensorFlow 时，这一改动不起作用：被冻结的继续变动，被解冻的保持不变，而且没有任何提示。使用 JAX 时，优化器会报关于其变量的错误。对 BatchNormalization 来说，这一改动还决定它是否学习统计量。每次改动后都要再次调用 \`compile\`；微调时使用较小的学习率。

**何时忽略。** 在此文件未显示的代码中会重新编译。`,
  },
  examples: [
    {
      bad: `import numpy as np
from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1),
])
x, y = np.zeros((1000, 20)), np.zeros(1000)
model.compile("adam", "mean_squared_error")
model.fit(x, y, epochs=5)
model.layers[0].trainable = False
model.fit(x, y, epochs=5)
`,
      good: `import numpy as np
from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1),
])
x, y = np.zeros((1000, 20)), np.zeros(1000)
model.compile("adam", "mean_squared_error")
model.fit(x, y, epochs=5)
model.layers[0].trainable = False
model.compile("adam", "mean_squared_error")
model.fit(x, y, epochs=5)
`,
    },
  ],
  *find(model, t) {
    const changed = model.nodes.filter(({ frozen }) => frozen !== undefined);
    const [node = model.nodes[0], ...related] = changed;
    if (!node) return;
    for (const { ignoresTrainable, span } of model.training?.fits ?? [])
      if (ignoresTrainable)
        yield {
          node,
          at: span,
          related,
          message: t(
            "This goes on training the layers of the fit before. A change of `trainable` counts from the next `compile` on: call it before this.",
          ),
        };
  },
});
