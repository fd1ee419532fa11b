import { defineHint } from "./hint";
import { after, before, isActivation, isShared } from "./walk";

export const seluWithNormalization = defineHint({
  id: "selu-with-normalization",
  severity: "info",
  evidence: "literature",
  title: "BatchNormalization beside an activation that normalizes itself",
  docs: `**What.** BatchNormalization stands right before or behind selu.

**Why.** The two constants of selu are chosen so that mean 0 and variance 1 are kept from layer to layer, with \`lecun_normal\` weights: Klambauer et al. 2017 (arXiv 1706.02515) proposed it in order to do without normalization, and without the noise that batches bring. Both together do the same thing twice, and pay for it in every step. Either selu alone, or BatchNormalization with relu, which is cheaper and better studied.

**Ignore it when** a trial has shown that the two together are better here.`,
  zh: {
    title: "自归一化激活旁的 BatchNormalization",
    docs: `**现象。** BatchNormalization 紧挨在 selu 之前或之后。

**原因。** selu 的两个常数经过选择，在使用 \`lecun_normal\` 权重时能使均值 0 和方差 1 逐层保持：Klambauer 等 2017（arXiv 1706.02515）提出它，正是为了不用归一化，也避免批次带来的噪声。两者并用是把同一件事做两遍，而且每一步都要付出代价。要么只用 selu，要么用 BatchNormalization 配 relu，后者更便宜，研究也更充分。

**何时忽略。** 试验表明在这里两者并用更好。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="selu", kernel_initializer="lecun_normal"),
    layers.BatchNormalization(),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="selu", kernel_initializer="lecun_normal"),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || isShared(model, node)) continue;
      const selu = [before(model, node), after(model, node)].find(
        (one) => one && model.has(one, "self-normalizes") && (one === before(model, node) || isActivation(model, one)),
      );
      if (!selu) continue;
      yield {
        node,
        related: [selu],
        message: t(
          "The activation beside this keeps mean and variance by itself. It was made so that deep models need no normalization: one of the two is enough.",
        ),
        fix: { title: t("Remove the normalization"), edits: [{ kind: "remove", node: node.id }] },
      };
    }
  },
});
