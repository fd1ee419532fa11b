import type { Translate } from "../base/fill";
import { showCount } from "../base/figures";
import type { Node } from "../model/graph";
import { defineHint, type Model } from "./hint";
import { stepsOf } from "./steps";

/** So much of the start may be left in the statistics. */
const HARMLESS_REST = 0.05;
/** What to try instead, largest first: the larger, the smoother the statistics. */
const CHOICES = [0.97, 0.95, 0.9, 0.8, 0.5] as const;

export const staleMovingStatistics = defineHint({
  id: "stale-moving-statistics",
  severity: "warning",
  evidence: "formula",
  yieldsTo: ["momentum-from-pytorch", "momentum-out-of-range"],
  title: "Moving statistics that stay near their start",
  docs: `**What.** The training that this file describes is too short for the \`momentum\` of its BatchNormalization.

**Why.** While training, each batch is normalized by its own mean and variance. For predictions and validation the layer uses moving averages, which begin at 0 and 1 and take \`1 − momentum\` of each batch's. After \`n\` steps \`momentum ** n\` of the start is left: with 0.99 that is 37 % after 100 steps and 5 % after 298. Until then validation looks far worse than training, though nothing is wrong with the weights. Steps are epochs times batches, summed over all \`fit\` calls of the file. A smaller momentum forgets the start in time.

**Ignore it when** training goes on elsewhere, or the model only has to run.`,
  zh: {
    title: "停留在初始值附近的移动统计量",
    docs: `**现象。** 对于其中 BatchNormalization 的 \`momentum\` 而言，此文件描述的训练太短。

**原因。** 训练时，每个批次用自己的均值和方差归一化。预测和验证时，该层使用移动平均值；它们从 0 和 1 开始，每个批次只吸收 \`1 − momentum\`。经过 \`n\` 步之后，初始值还剩 \`momentum ** n\`：momentum 为 0.99 时，100 步后剩 37%，298 步后剩 5%。在此之前，验证结果看起来远差于训练结果，尽管权重并没有问题。步数等于轮数乘以批次数，并对文件中所有 \`fit\` 调用求和。较小的 momentum 能及时忘掉初始值。

**何时忽略。** 训练会在别处继续，或者只需要模型能运行。`,
  },
  examples: [
    {
      bad: `import numpy as np
from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
x, y = np.zeros((1000, 20)), np.zeros(1000)
model.fit(x, y, batch_size=100, epochs=5)
`,
      good: `import numpy as np
from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(momentum=0.9),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
x, y = np.zeros((1000, 20)), np.zeros(1000)
model.fit(x, y, batch_size=100, epochs=5)
`,
    },
  ],
  *find(model, t) {
    const steps = stepsOf(model.training);
    if (steps === undefined || model.loadsWeights) return;
    const stale = model.nodes.filter((node) => restAfter(model, node, steps) > HARMLESS_REST);
    const [node, ...related] = stale;
    if (!node) return;
    const momentum = momentumOf(model, node)!;
    const rest = restAfter(model, node, steps);
    const updates = stale.map((one) => steps * model.calls(one).length);
    const choice = CHOICES.find((one) => updates.every((count) => one ** count <= HARMLESS_REST));
    const sentences = [
      t(
        "After {0} steps these moving statistics still are {1} their start. Predictions and validation use them (`{2}`), and will look worse than training.",
        showCount(steps),
        percent(rest),
        `${momentum} ** ${updates[0]!}`,
      ),
      ...(related.length === 0 ? [] : [others(related.length, t)]),
      choice === undefined
        ? t("Only a longer training helps.")
        : t("`momentum={0}` would leave {1}.", choice, percent(choice ** Math.min(...updates))),
    ];
    yield {
      node,
      related,
      message: sentences.join(" "),
      ...(choice !== undefined && {
        fix: {
          title: t("Set momentum to {0}", choice),
          edits: stale
            .filter((one) => model.calls(one)[0] === one)
            .map((one) => ({ kind: "setParam" as const, node: one.id, param: "momentum", value: choice })),
        },
      }),
    };
  },
});

/** Averages that are learned here and used later; undefined for other layers. */
function momentumOf(model: Model, node: Node): number | undefined {
  const { momentum } = model.config(node);
  const isLearned = model.usesBatch(node) && node.training === undefined && model.knows(node, "momentum");
  return isLearned && typeof momentum === "number" && momentum >= 0 && momentum <= 1 ? momentum : undefined;
}

/** The share of the start that is left. A shared layer is moved once by each of its calls. */
function restAfter(model: Model, node: Node, steps: number): number {
  const momentum = momentumOf(model, node);
  return momentum === undefined ? 0 : momentum ** (steps * model.calls(node).length);
}

const percent = (share: number): string =>
  share >= 0.1 ? `${Math.round(share * 100)} %` : `${Number((share * 100).toPrecision(1))} %`;
const others = (count: number, t: Translate): string =>
  count === 1 ? t("The same holds for one other layer.") : t("The same holds for {0} other layers.", count);
