import { defineHint } from "./hint";

/** The distance from 1 to the next number: half of it is lost when a number is rounded. */
const STEPS: Readonly<Record<string, number>> = { float16: 2 ** -10, bfloat16: 2 ** -7 };

export const halfPrecisionStatistics = defineHint({
  id: "half-precision-statistics",
  severity: "warning",
  evidence: "formula",
  title: "Moving statistics in half precision",
  docs: `**What.** BatchNormalization is made with \`dtype="float16"\` or \`dtype="bfloat16"\`.

**Why.** Keras computes the batch's mean and variance in float32 but keeps \`gamma\`, \`beta\` and the moving statistics in the layer's own type. A moving average changes by \`(1 − momentum) · (batch − average)\` in a step. In bfloat16 numbers near 1 lie \`2 ** -7\` apart, in float16 \`2 ** -10\`: a change of less than half of that is rounded away, so that the averages stop some way from where they should be. Predictions use them. With \`mixed_float16\` or \`mixed_bfloat16\` the layer computes fast and keeps its numbers in float32.

**Ignore it when** the model only predicts.`,
  zh: {
    title: "半精度的移动统计量",
    docs: `**现象。** BatchNormalization 以 \`dtype="float16"\` 或 \`dtype="bfloat16"\` 创建。

**原因。** Keras 以 float32 计算批次的均值和方差，却以该层自己的类型保存 \`gamma\`、\`beta\` 和移动统计量。移动平均值每一步改变 \`(1 − momentum) · (batch − average)\`。在 bfloat16 中，1 附近的数相距 \`2 ** -7\`，在 float16 中相距 \`2 ** -10\`：小于其一半的改变会被舍入掉，于是平均值停在离目标还有一段距离的地方，而预测要用到它。使用 \`mixed_float16\` 或 \`mixed_bfloat16\` 时，该层计算得快，数值仍以 float32 保存。

**何时忽略。** 模型只用于预测。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(dtype="bfloat16"),
    layers.Activation("relu"),
    layers.Dense(1),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(dtype="mixed_bfloat16"),
    layers.Activation("relu"),
    layers.Dense(1),
])
`,
    },
  ],
  *find(model, t) {
    for (const node of model.nodes) {
      const type = node.args["dtype"]?.value;
      const { momentum } = model.config(node);
      if (typeof type !== "string") continue;
      const step = STEPS[type];
      if (step === undefined || typeof momentum !== "number" || momentum >= 1 || !model.knows(node, "momentum"))
        continue;
      if (!model.usesBatch(node) || model.calls(node)[0] !== node) continue;
      const lost = Number(((100 * step) / 2 / (1 - momentum)).toPrecision(2));
      yield {
        node,
        message: t(
          'The moving statistics are kept in {0}, and stop up to {1} % short. Smaller changes are rounded away: `dtype="mixed_{0}"` keeps them in float32.',
          type,
          lost,
        ),
        fix: {
          title: t("Keep the statistics in float32"),
          edits: [{ kind: "setParam", node: node.id, param: "dtype", value: `mixed_${type}` }],
        },
      };
    }
  },
});
