import type { Node } from "../model/graph";
import { withoutFirst } from "./absorb";
import { defineHint, type Model } from "./hint";
import { chainBefore, normalizedAxis } from "./walk";

export const normalizationTwice = defineHint({
  id: "normalization-twice",
  severity: "warning",
  evidence: "theorem",
  title: "Two normalizations one after the other",
  docs: `**What.** BatchNormalization gets what another BatchNormalization over the same axis has just given, with nothing in between.

**Why.** The first one leaves each channel with mean \`beta\` and deviation \`gamma\`. The second one subtracts that mean and divides by that deviation: what the first has learned is gone, up to \`epsilon\`. Its \`gamma\` and \`beta\` get no gradient, and every step pays for both layers. The result is that of one normalization (Ioffe & Szegedy 2015, arXiv 1502.03167, shows that a shift and a factor before it have no effect). Mostly the second one is left over from copying a block.

**Ignore it when** the two keep different statistics on purpose, as in domain adaptation.`,
  zh: {
    title: "连续两个归一化",
    docs: `**现象。** BatchNormalization 的输入正是另一个同轴 BatchNormalization 的输出，两者之间没有其他层。

**原因。** 第一个归一化使每个通道的均值为 \`beta\`，标准差为 \`gamma\`。第二个归一化又减去这个均值、除以这个标准差：除 \`epsilon\` 的影响外，第一个归一化学到的东西全部消失。它的 \`gamma\` 和 \`beta\` 得不到梯度，而每一步都要为两层付出代价。结果与只有一个归一化相同（Ioffe 与 Szegedy 2015，arXiv 1502.03167 说明了归一化之前的平移和缩放不起作用）。第二个通常是复制代码块时遗留下来的。

**何时忽略。** 有意让两者保存不同的统计量，例如领域自适应。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
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
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      if (!isPlain(model, node)) continue;
      const first = chainBefore(model, node, (one) => isNeutral(model, one))?.end;
      if (!first || !isPlain(model, first)) continue;
      const axis = normalizedAxis(model, node);
      if (axis === undefined || axis !== normalizedAxis(model, first)) continue;
      yield {
        node,
        related: [first],
        message: t(
          "What comes in here is normalized already. This normalization takes the effect of “{0}” away and does the same once more.",
          first.name,
        ),
        fix: { title: t("Remove the second normalization"), edits: [{ kind: "remove", node: node.id }] },
        claim: withoutFirst(first, node),
      };
    }
  },
});

const isPlain = (model: Model, node: Node): boolean =>
  model.usesBatch(node) && node.training === undefined && model.calls(node).length === 1;

/** Gives what it takes. */
const isNeutral = (model: Model, node: Node): boolean =>
  model.has(node, "passes-shift") &&
  model.has(node, "passes-scale") &&
  !model.has(node, "pools") &&
  !model.has(node, "normalizes");
