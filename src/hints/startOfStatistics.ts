import { isKerasObject, type Literal } from "../model/literal";
import { defineHint } from "./hint";

export const startOfStatistics = defineHint({
  id: "start-of-statistics",
  severity: "warning",
  evidence: "formula",
  title: "Moving statistics that begin at a variance of zero",
  docs: `**What.** \`moving_variance_initializer\` is zeros.

**Why.** Until enough batches have been seen, predictions and validation use averages that are still near their start. With a variance of 0 the layer divides by \`√ε\`, which is 0.03 for the default \`epsilon\`: values come out some thirty times too large, and each further BatchNormalization multiplies them again. Validation in the first epochs is meaningless, and early stopping or a learning-rate schedule that watches it acts on nonsense. The default of ones leaves values as they are.

**Ignore it when** the statistics are set from elsewhere before the model predicts.`,
  zh: {
    title: "从方差零开始的移动统计量",
    docs: `**现象。** \`moving_variance_initializer\` 为 zeros。

**原因。** 在见过足够多的批次之前，预测和验证使用的移动平均值仍接近初始值。方差为 0 时，该层除以 \`√ε\`，对默认的 \`epsilon\` 来说是 0.03：输出的数值大了约三十倍，之后的每个 BatchNormalization 再乘一次。前几轮的验证没有意义，依据它的提前停止或学习率调度也就依据了毫无意义的数。默认的 ones 使数值保持原样。

**何时忽略。** 在模型预测之前，统计量会从别处设置。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(moving_variance_initializer="zeros"),
    layers.Activation("relu"),
    layers.Dense(1),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dense(1),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      const { moving_variance_initializer: start, epsilon } = model.config(node);
      if (!model.has(node, "batch-statistics") || model.calls(node)[0] !== node) continue;
      if (!isZeros(start as Literal | undefined) || !model.knows(node, "moving_variance_initializer", "epsilon"))
        continue;
      if (typeof epsilon !== "number" || epsilon <= 0) continue;
      yield {
        node,
        message: t(
          "Predictions begin {0} times too large: the moving variance starts at 0. The default of ones leaves values as they are.",
          Math.round(1 / Math.sqrt(epsilon)),
        ),
        fix: {
          title: t("Begin at a variance of 1"),
          edits: [{ kind: "removeParam", node: node.id, param: "moving_variance_initializer" }],
        },
      };
    }
  },
});

const isZeros = (start: Literal | undefined): boolean =>
  start !== undefined &&
  isKerasObject(start) &&
  (start.class_name === "Zeros" || (start.class_name === "Constant" && (start.config["value"] ?? 0) === 0));
