import { defineHint } from "./hint";

/** From here on it is no longer small beside a variance of 1. */
const LARGE = 0.1;

export const epsilonOutOfRange = defineHint({
  id: "epsilon-out-of-range",
  severity: "warning",
  evidence: "formula",
  title: "An epsilon that breaks the normalization",
  docs: `**What.** BatchNormalization has an \`epsilon\` of 0 or less, or of 0.1 and more.

**Why.** The layer computes \`(x − μ) / √(σ² + ε)\`. A channel that is the same for a whole batch has \`σ² = 0\`, as behind a relu that gives zeros only: without \`epsilon\` that is 0 divided by 0, which is NaN, and NaN spreads through the whole model. A negative one is the root of a negative number. A large one works the other way: channels with a variance below it are hardly scaled at all, and how much depends on their size, which normalization is there to remove. Keras takes \`1e-3\`, other libraries \`1e-5\`.

**Ignore it when** the weights come from a model that has the same number.`,
  zh: {
    title: "使归一化失效的 epsilon",
    docs: `**现象。** BatchNormalization 的 \`epsilon\` 不大于 0，或者不小于 0.1。

**原因。** 该层计算 \`(x − μ) / √(σ² + ε)\`。如果某个通道在整个批次上都相同，则 \`σ² = 0\`，例如在只输出零的 relu 之后：没有 \`epsilon\` 时就是 0 除以 0，即 NaN，并会传遍整个模型。负的 epsilon 则是对负数开方。很大的 epsilon 作用相反：方差小于它的通道几乎不被缩放，缩放多少又取决于其大小，而归一化本来就是要消除大小的影响。Keras 使用 \`1e-3\`，其他库使用 \`1e-5\`。

**何时忽略。** 权重来自使用同一数值的模型。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(epsilon=0),
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
    for (const node of model.nodes) {
      const { epsilon } = model.config(node);
      if (!model.has(node, "batch-statistics") || !model.knows(node, "epsilon") || model.calls(node)[0] !== node)
        continue;
      if (typeof epsilon !== "number" || (epsilon > 0 && epsilon < LARGE)) continue;
      const fix = {
        title: t("Use the default epsilon"),
        edits: [{ kind: "removeParam" as const, node: node.id, param: "epsilon" }],
      };
      if (epsilon <= 0)
        yield {
          node,
          message: t(
            "A channel without variance becomes NaN here. With epsilon={0} nothing keeps it from 0 / 0.",
            epsilon,
          ),
          fix,
        };
      else if (!model.loadsWeights)
        yield {
          node,
          severity: "info",
          message: t(
            "Channels with a variance below {0} are hardly normalized. The default of 0.001 only keeps from dividing by zero.",
            epsilon,
          ),
          fix,
        };
    }
  },
});
