import type { Literal } from "../model/literal";
import type { Node } from "../model/graph";
import { defineHint, type Fix, type Model } from "./hint";
import { chainBefore } from "./walk";

/** Up to here the shift is not worth a word: a standard deviation that is 5 % off. */
const HARMLESS_RATE = 0.1;

export const dropoutBeforeNormalization = defineHint({
  id: "dropout-before-normalization",
  severity: "warning",
  evidence: "formula",
  title: "Dropout before BatchNormalization",
  docs: `**What.** Values are dropped at random, and then normalized, with no layer with a kernel between the two.

**Why.** While training, Dropout sets a share \`p\` of the values to 0 and multiplies the others by \`1 / (1 − p)\`. The mean stays, but the variance grows to \`(σ² + p·μ²) / (1 − p)\`, at least \`1 / (1 − p)\` times what it was. That is what \`moving_variance\` remembers. When the model predicts, nothing is dropped, so values are divided by a deviation that they do not have, and accuracy falls although the training went well: the variance shift of Li et al. 2018 (arXiv 1801.05134). Behind the normalization, Dropout does no such harm.

**Ignore it when** the statistics are computed anew without Dropout after training.`,
  zh: {
    title: "BatchNormalization 之前的 Dropout",
    docs: `**现象。** 数值先被随机丢弃，然后被归一化，两者之间没有带卷积核或权重矩阵的层。

**原因。** 训练时，Dropout 把比例为 \`p\` 的数值置为 0，并把其余的乘以 \`1 / (1 − p)\`。均值不变，但方差增大为 \`(σ² + p·μ²) / (1 − p)\`，至少是原来的 \`1 / (1 − p)\` 倍；\`moving_variance\` 记住的正是它。预测时不丢弃任何值，于是数值被除以一个并不存在的标准差，尽管训练顺利，准确率却下降：这就是 Li 等人 2018 年所说的“方差偏移”（arXiv 1801.05134）。把 Dropout 放在归一化之后就没有这种害处。

**何时忽略。** 训练之后会在关闭 Dropout 的情况下重新计算统计量。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.Dropout(0.5),
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
    layers.Dropout(0.5),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
`,
    },
    {
      bad: `from keras import Input, Model, layers

inputs = Input((32, 32, 3))
x = layers.Conv2D(32, 3, activation="relu")(inputs)
x = layers.Dropout(0.25)(x)
x = layers.MaxPooling2D()(x)
x = layers.BatchNormalization()(x)
x = layers.Flatten()(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = Model(inputs, outputs)
`,
      good: `from keras import Input, Model, layers

inputs = Input((32, 32, 3))
x = layers.Conv2D(32, 3, activation="relu")(inputs)
x = layers.MaxPooling2D()(x)
x = layers.BatchNormalization()(x)
x = layers.Dropout(0.25)(x)
x = layers.Flatten()(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = Model(inputs, outputs)
`,
    },
  ],
  *find(model, t) {
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || node.training !== undefined) continue;
      const found = chainBefore(model, node, (one) => isPassed(model, one));
      if (!found) continue;
      const rate = rateOf(model, found.end);
      if (rate === undefined || rate <= HARMLESS_RATE || rate >= 1) continue;
      const drop = `${found.end.type}(${rate})`;
      const times = Number((1 / (1 - rate)).toFixed(2));
      yield {
        node,
        related: [found.end],
        message: t(
          "{0} makes the moving variance here at least {1} times too large. It is learned while values are dropped, and used when none are: training and prediction differ.",
          drop,
          times,
        ),
        fix: {
          title: t("Move {0} behind the normalization", found.end.type),
          edits: editsOf(found.end, found.between, node),
        },
      };
    }
  },
});

/** Values arrive behind it as they were, or each by itself: nothing averages over what was dropped. */
const isPassed = (model: Model, node: Node): boolean =>
  (model.has(node, "keeps-channels") || model.has(node, "rearranges")) &&
  !model.has(node, "drops") &&
  !model.has(node, "normalizes");

/** The share that is dropped while training and only then. */
function rateOf(model: Model, node: Node): number | undefined {
  const { rate } = model.config(node);
  const isCertain =
    model.has(node, "drops") &&
    model.has(node, "passes-scale") &&
    node.training === undefined &&
    model.knows(node, "rate");
  return isCertain && typeof rate === "number" ? rate : undefined;
}

function editsOf(drop: Node, between: readonly Node[], normalization: Node): Fix["edits"] {
  if (between.length === 0) return [{ kind: "swap", first: drop.id, second: normalization.id }];
  const args = Object.fromEntries(
    Object.entries(drop.args).map(([name, { value }]): [string, Literal] => [name, value]),
  );
  return [
    { kind: "insertAfter", node: normalization.id, layer: { type: drop.type, args } },
    { kind: "remove", node: drop.id },
  ];
}
