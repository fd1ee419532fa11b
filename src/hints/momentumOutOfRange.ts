import type { Translate } from "../base/fill";
import { statisticsStay } from "./absorb";
import { defineHint } from "./hint";

export const momentumOutOfRange = defineHint({
  id: "momentum-out-of-range",
  severity: "error",
  evidence: "theorem",
  unproven: {
    en: "With 1 it is checked that training does not move the statistics. With other values they go further away with every step, which no comparison of two models shows.",
    zh: "取 1 时，检验训练确实不会移动这些统计量。取其他值时，它们每一步都离得更远，比较两个模型看不出这一点。",
  },
  title: "A momentum that cannot work",
  docs: `**What.** The \`momentum\` of a BatchNormalization is 1 or larger, or negative.

**Why.** After each step the moving average is \`momentum · old + (1 − momentum) · new\`. With 1 it never moves: predictions use the mean 0 and the variance 1 that it began with, as if nothing had been learned. Above 1 what is wrong in it grows with each step instead of fading. Below 0 every batch is overshot, and a variance can become negative. Keras takes such values without a word. A usual value is 0.99, or 0.9 for short trainings.

**Ignore it when** the statistics are set by hand.`,
  zh: {
    title: "无法工作的 momentum",
    docs: `**现象。** BatchNormalization 的 \`momentum\` 不小于 1，或者为负。

**原因。** 每一步之后，移动平均值为 \`momentum · old + (1 − momentum) · new\`。取 1 时它永远不动：预测使用的仍是初始的均值 0 和方差 1，好像什么都没学到。大于 1 时，误差随每一步增大而不是消退。小于 0 时，每个批次都会被过度修正，方差甚至会变为负数。Keras 会默默接受这样的值。常用值是 0.99，训练较短时用 0.9。

**何时忽略。** 统计量由手工设定。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(momentum=1.0),
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
      const { momentum } = model.config(node);
      if (!model.usesBatch(node) || !model.knows(node, "momentum") || typeof momentum !== "number") continue;
      if (momentum >= 0 && momentum < 1) continue;
      // with 1, statistics that were learned elsewhere are kept
      if (model.calls(node)[0] !== node || (momentum === 1 && model.loadsWeights)) continue;
      yield {
        node,
        message: messageOf(momentum, t),
        fix: {
          title: t("Use the default momentum"),
          edits: [{ kind: "removeParam", node: node.id, param: "momentum" }],
        },
        ...(momentum === 1 && { claim: statisticsStay(node) }),
      };
    }
  },
});

function messageOf(momentum: number, t: Translate): string {
  if (momentum === 1)
    return t(
      "With `momentum=1` these statistics never move. Predictions use the mean 0 and the variance 1 of the start.",
    );
  return momentum > 1
    ? t("With `momentum={0}` these statistics grow without end. Each step enlarges what is wrong in them.", momentum)
    : t(
        "With `momentum={0}` these statistics overshoot every batch. Old and new are weighted with different signs.",
        momentum,
      );
}
