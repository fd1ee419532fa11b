import { defineHint } from "./hint";
import { samplesOf } from "./steps";
import { chainBefore, isActivation, isShared } from "./walk";

/** With fewer, dropout goes on helping. */
const MANY_SAMPLES = 10_000;
const MUCH = 0.4;

export const dropoutWithNormalization = defineHint({
  id: "dropout-with-normalization",
  severity: "info",
  yieldsTo: ["dropout-before-normalization"],
  evidence: "literature",
  onRequest: true,
  title: "Much dropout beside BatchNormalization",
  docs: `**What.** A model with BatchNormalization drops 40 % or more of its values, and has many samples to learn from, as far as the file tells.

**Why.** In each step a sample is normalized with the mean and variance of the others that happen to be in its batch. That is noise, and noise regularizes: Ioffe and Szegedy found that Dropout could be removed, or weakened, without overfitting, and that training became faster (2015, arXiv 1502.03167, §4.2.1). Half of the rate, or none, is worth a trial. Where there are few samples or very wide layers, Dropout goes on helping.

**Ignore it when** a trial with less Dropout has overfitted.`,
  zh: {
    title: "BatchNormalization 之外的大量 Dropout",
    docs: `**现象。** 模型带有 BatchNormalization，同时丢弃 40% 或更多的数值，而且据文件所示有许多样本可供学习。

**原因。** 每一步中，样本都用恰好同批的其他样本的均值和方差来归一化。这是噪声，而噪声有正则化作用：Ioffe 与 Szegedy 发现可以去掉或减弱 Dropout 而不过拟合，训练也更快（2015，arXiv 1502.03167，§4.2.1）。值得试试一半的比例，或完全不用。样本很少或层很宽时，Dropout 仍然有帮助。

**何时忽略。** 减少 Dropout 的试验出现了过拟合。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dropout(0.5),
    layers.Dense(64, use_bias=False),
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
    layers.Dropout(0.25),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    const fewest = Math.min(...(model.training?.fits ?? []).map((fit) => samplesOf(fit) ?? Infinity));
    if (fewest < MANY_SAMPLES || model.nodes.filter((node) => model.usesBatch(node)).length < 2) return;
    for (const node of model.nodes) {
      const { rate } = model.config(node);
      if (!model.has(node, "drops") || !model.knows(node, "rate") || typeof rate !== "number") continue;
      if (rate < MUCH || node.training !== undefined || isShared(model, node)) continue;
      const normalization = chainBefore(model, node, (one) => isActivation(model, one) || model.has(one, "pools"))?.end;
      if (!normalization || !model.usesBatch(normalization)) continue;
      const half = Number((rate / 2).toPrecision(3));
      yield {
        node,
        related: [normalization],
        message: t(
          "BatchNormalization regularizes already. Beside it less dropout is often enough, and training is faster: try {0} instead of {1}, or none.",
          half,
          rate,
        ),
        fix: {
          title: t("Drop half as much"),
          edits: [{ kind: "setParam", node: node.id, param: "rate", value: half }],
        },
      };
    }
  },
});
