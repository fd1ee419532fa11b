import type { Node } from "../model/graph";
import { isKerasObject, type Literal } from "../model/literal";
import { twiceTheKernel } from "./absorb";
import { defineHint, type Model } from "./hint";
import { endsBehind, removesMeanOf } from "./walk";

export const penaltyBeforeNormalization = defineHint({
  id: "penalty-before-normalization",
  severity: "info",
  evidence: "theorem",
  onRequest: true,
  everywhere: true,
  title: "A penalty on weights whose size has no effect",
  docs: `**What.** A kernel has an L2 penalty, and the layer's result goes straight into BatchNormalization.

**Why.** Normalization divides by the deviation, so a kernel twice as large gives the same result: \`W\` and \`2·W\` are one model. The penalty cannot make the function simpler. It makes the kernel small, and a small kernel turns further with the same step: what is changed is the learning rate in effect (van Laarhoven 2017, arXiv 1706.05350). Ioffe and Szegedy weakened L2 five times when they added BatchNormalization (arXiv 1502.03167, §4.2.1).

**Ignore it when** that is wanted: as a slow growth of the effective learning rate it is part of many good recipes.`,
  zh: {
    title: "对大小不起作用的权重施加惩罚",
    docs: `**现象。** 权重核带有 L2 惩罚，而该层的结果直接进入 BatchNormalization。

**原因。** 归一化会除以标准差，因此权重核放大一倍，结果不变：\`W\` 与 \`2·W\` 是同一个模型。惩罚无法使函数更简单。它只是使权重核变小，而小的权重核在同样的步长下转得更多：改变的其实是有效学习率（van Laarhoven 2017，arXiv 1706.05350）。Ioffe 与 Szegedy 在加入 BatchNormalization 时把 L2 减弱为五分之一（arXiv 1502.03167，§4.2.1）。

**何时忽略。** 这正是您想要的：作为有效学习率的缓慢增长，它是许多好方案的一部分。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False, kernel_regularizer="l2"),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    for (const node of model.nodes) {
      if (model.calls(node)[0] !== node || !hasPenalty(model, node)) continue;
      const ends = model
        .calls(node)
        .map((call) =>
          endsBehind(model, call, (one) => model.has(one, "passes-shift") && model.has(one, "passes-scale")),
        );
      if (!ends.every((some) => some?.every((end) => removesMeanOf(model, end, node)))) continue;
      yield {
        node,
        related: ends.flatMap((some) => some ?? []),
        message: t(
          "This penalty makes no simpler function. The normalization divides the size of the kernel out again: only the effective learning rate changes.",
        ),
        fix: {
          title: t("Remove the penalty"),
          edits: [{ kind: "removeParam", node: node.id, param: "kernel_regularizer" }],
        },
        claim: twiceTheKernel(
          model,
          node,
          ends.flatMap((some) => some ?? []),
        ),
      };
    }
  },
});

function hasPenalty(model: Model, node: Node): boolean {
  const penalty = model.config(node)["kernel_regularizer"] as Literal | undefined;
  return (
    model.has(node, "affine") &&
    model.knows(node, "kernel_regularizer") &&
    penalty !== undefined &&
    isKerasObject(penalty) &&
    ["L2", "L1L2"].includes(penalty.class_name)
  );
}
