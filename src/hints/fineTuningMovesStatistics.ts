import type { Graph, Node } from "../model/graph";
import { layerTraits } from "./model";
import { defineHint } from "./hint";

export const fineTuningMovesStatistics = defineHint({
  id: "fine-tuning-moves-statistics",
  severity: "info",
  evidence: "literature",
  title: "Fine-tuning that moves learned statistics",
  docs: `**What.** A model with learned weights and BatchNormalization is part of this one, is trainable, and is called without \`training=False\`.

**Why.** While \`fit\` runs, its BatchNormalization takes mean and variance from the small new batches and moves the remembered ones towards them. The learned layers were made for the old statistics; a few steps are enough to spoil what they know, and accuracy drops when fine-tuning begins. Keras's own guide to transfer learning calls the base with \`training=False\`: then its statistics stay, even when its weights are unfrozen later.

**Ignore it when** there are plenty of new data and the whole model is trained anew.`,
  zh: {
    title: "使已学统计量移动的微调",
    docs: `**现象。** 一个带有已学权重和 BatchNormalization 的模型是此模型的一部分，它可训练，而且调用时没有 \`training=False\`。

**原因。** 在 \`fit\` 运行时，其中的 BatchNormalization 使用新的小批次的均值和方差，并使记住的统计量向它们移动。已学的各层是为旧统计量准备的；几步就足以破坏它们所学，微调一开始准确率就下降。Keras 自己的迁移学习指南以 \`training=False\` 调用基础模型：这样即使之后解冻权重，统计量也保持不变。

**何时忽略。** 新数据很多，整个模型重新训练。`,
  },
  examples: [
    {
      bad: `import numpy as np
from keras import Input, Model, applications, layers

base = applications.MobileNetV2(input_shape=(96, 96, 3), include_top=False, pooling="avg")
inputs = Input((96, 96, 3))
x = base(inputs)
outputs = layers.Dense(2, activation="softmax")(x)
model = Model(inputs, outputs)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(np.zeros((500, 96, 96, 3)), np.zeros(500), epochs=20)
`,
      good: `import numpy as np
from keras import Input, Model, applications, layers

base = applications.MobileNetV2(input_shape=(96, 96, 3), include_top=False, pooling="avg")
inputs = Input((96, 96, 3))
x = base(inputs, training=False)
outputs = layers.Dense(2, activation="softmax")(x)
model = Model(inputs, outputs)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(np.zeros((500, 96, 96, 3)), np.zeros(500), epochs=20)
`,
    },
  ],
  *find(model, t) {
    const { fits = [] } = model.training ?? {};
    if (fits.length === 0) return;
    for (const node of model.nodes) {
      const { inner, training } = node;
      if (!inner?.loadsWeights || training !== undefined || model.isFrozen(node) || node.frozen === true) continue;
      const count = movingIn(inner);
      if (count === 0) continue;
      yield {
        node,
        message: t(
          "Training moves the statistics that this model has learned. Call it with `training=False`: its {0} normalizations then keep them, also when its weights are trained.",
          count,
        ),
      };
    }
  },
});

/** How many normalizations of a model, and of those in it, would learn new statistics. */
const movingIn = (graph: Graph): number => graph.nodes.reduce((sum, node) => sum + movingAt(node), 0);

function movingAt(node: Node): number {
  if (node.frozen === true || node.training !== undefined) return 0;
  if (node.inner) return movingIn(node.inner);
  return layerTraits(node)?.has("batch-statistics") ? 1 : 0;
}
