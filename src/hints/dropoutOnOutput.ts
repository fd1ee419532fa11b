import { defineHint } from "./hint";
import { outputsBehind } from "./walk";

export const dropoutOnOutput = defineHint({
  id: "dropout-on-output",
  severity: "warning",
  evidence: "theorem",
  unproven: {
    en: "Which answers are set to 0 is drawn anew in every step: there is nothing that two computations could agree on.",
    zh: "哪些输出被置为 0，每一步都重新抽取：没有两次计算可以一致的东西。",
  },
  title: "Dropout on the model's output",
  docs: `**What.** Dropout is the last layer of the model, or only an activation follows it.

**Why.** While training, Dropout sets a share \`p\` of what the model gives to 0 and multiplies the rest by \`1 / (1 − p)\`. There is no layer behind it that could make up for that. So the loss compares labels with answers that are wrong on purpose: a regression can never be right in more than \`1 − p\` of the cases, and probabilities become 0 or exceed 1, which a cross-entropy punishes without end. Dropout belongs before the last layer with a kernel, which then learns to do without single features.

**Ignore it when** the output is a code that another model goes on from.`,
  zh: {
    title: "模型输出上的 Dropout",
    docs: `**现象。** Dropout 是模型的最后一层，或者其后只有一个激活。

**原因。** 训练时，Dropout 把模型输出中比例为 \`p\` 的值置为 0，并把其余的乘以 \`1 / (1 − p)\`。其后没有任何层可以弥补。于是损失函数把标签与故意出错的答案相比：回归最多只能在 \`1 − p\` 的情况下正确，概率会变成 0 或超过 1，交叉熵对此的惩罚没有上限。Dropout 应放在最后一个带权重核的层之前，该层会学会不依赖单个特征。

**何时忽略。** 输出是供另一个模型继续使用的编码。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1),
    layers.Dropout(0.5),
])
model.compile("adam", "mean_squared_error")
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1),
])
model.compile("adam", "mean_squared_error")
`,
    },
  ],
  *find(model, t) {
    // without weights nothing is trained
    if (!model.training?.compile || model.analysis.trainableParams === 0) return;
    for (const node of model.nodes) {
      const { rate } = model.config(node);
      if (
        !model.has(node, "drops") ||
        !model.has(node, "passes-scale") ||
        !model.knows(node, "rate") ||
        typeof rate !== "number"
      )
        continue;
      if (node.training !== undefined || model.calls(node).length > 1) continue;
      const ends = outputsBehind(model, node);
      if (!ends || ends.some((end) => model.goesOn(end))) continue;
      yield {
        node,
        message: t(
          "{0} % of the answers are set to 0 while training. No layer follows that could make up for it: the loss compares the labels with answers that are wrong on purpose.",
          Number((100 * rate).toPrecision(2)),
        ),
        fix: { title: t("Remove {0}", node.type), edits: [{ kind: "remove", node: node.id }] },
      };
    }
  },
});
