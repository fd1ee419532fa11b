import { isUnknown } from "../model/literal";
import { isGenerator } from "./adversary";
import { defineHint } from "./hint";
import { outputsBehind } from "./walk";

export const normalizationOnOutput = defineHint({
  id: "normalization-on-output",
  severity: "warning",
  evidence: "formula",
  title: "BatchNormalization on the model's output",
  docs: `**What.** What BatchNormalization gives is the model's output, or only an activation lies between.

**Why.** While training, the outputs of every batch then have mean \`beta\` and standard deviation \`gamma\`, whatever the samples in it are. A batch of large houses gets the same mean price as one of small ones, and a batch of one class the same scores as a mixed one: the loss cannot get below that error. What one sample gets depends on its neighbours in the batch, and when predicting it changes once more. Reports tell of regressions that got several times worse; DCGAN leaves the generator's output without it for that reason (Radford et al. 2015, arXiv 1511.06434).

**Ignore it when** the output is an embedding that a loss of your own compares within the batch, as in SimCLR or Barlow Twins.`,
  zh: {
    title: "模型输出上的 BatchNormalization",
    docs: `**现象。** BatchNormalization 的结果就是模型的输出，或者其后只有一个激活函数。

**原因。** 训练时，无论批次中是哪些样本，每个批次的输出均值都是 \`beta\`，标准差都是 \`gamma\`。一批大房子得到的平均价格与一批小房子相同，只含一个类别的批次得到的分数与混合批次相同：损失无法低于由此产生的误差。单个样本的输出取决于批次中的其他样本，预测时又会再变一次。有报告称回归误差因此变大数倍；DCGAN 也因此不在生成器的输出上使用它（Radford 等 2015，arXiv 1511.06434）。

**何时忽略。** 输出是嵌入向量，由您自己的损失函数在批次内进行比较，例如 SimCLR 或 Barlow Twins。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((13,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1, use_bias=False),
    layers.BatchNormalization(),
])
model.compile("adam", "mean_squared_error")
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((13,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1, use_bias=False),
])
model.compile("adam", "mean_squared_error")
`,
    },
  ],
  *find(model, t) {
    const loss = model.training?.compile?.loss;
    if (model.loadsWeights || (loss !== undefined && loss !== null && isUnknown(loss))) return;
    const isCompared = (loss !== undefined && loss !== null) || isGenerator(model);
    for (const node of model.nodes) {
      if (!model.usesBatch(node)) continue;
      const ends = outputsBehind(model, node);
      if (!ends || ends.some((end) => model.goesOn(end))) continue;
      yield {
        node,
        message: ends.includes(node)
          ? t(
              "This normalization is the model's output: each batch gets the same mean. While training, the outputs of every batch have mean `beta` and deviation `gamma`, whatever the samples are.",
            )
          : t(
              "Only an activation follows this normalization: each batch gets the same mean. While training, what comes out of every batch has mean `beta` and deviation `gamma`, whatever the samples are.",
            ),
        // nobody has said yet what the output is compared to
        ...(!isCompared && { severity: "info" as const }),
        fix: { title: t("Remove the normalization"), edits: [{ kind: "remove", node: node.id }] },
      };
    }
  },
});
