import type { Node } from "../model/graph";
import { isKerasObject, type Literal } from "../model/literal";
import { defineHint, type Model } from "./hint";
import { endsBehind, isActivation, isShared } from "./walk";

export const factorOfZero = defineHint({
  id: "factor-of-zero",
  severity: "warning",
  evidence: "theorem",
  everywhere: true,
  title: "A normalization that begins with a factor of 0",
  docs: `**What.** \`gamma\` begins at 0, and the layer is not the end of a shortcut.

**Why.** With \`gamma = 0\` the layer gives \`beta\` for every sample, and the gradient to all layers before it is multiplied by 0: they learn nothing until \`gamma\` has moved. Behind relu it does not even move, because relu passes no gradient at 0, and the part of the model is dead for good. Where the result is added to a shortcut the same start is a good idea: the block begins as an identity (Goyal et al. 2017, arXiv 1706.02677; He et al. 2018, arXiv 1812.01187).

**Ignore it when** a shortcut is there that this rule does not see.`,
  zh: {
    title: "以 0 为初始因子的归一化",
    docs: `**现象。** \`gamma\` 从 0 开始，而该层并不是捷径连接的末端。

**原因。** 当 \`gamma = 0\` 时，该层对每个样本都给出 \`beta\`，传给之前所有层的梯度都乘以 0：在 \`gamma\` 变化之前，它们什么也学不到。如果后面是 relu，它甚至不会变化，因为 relu 在 0 处不传递梯度，模型的这一部分就永远失效。如果结果被加到捷径上，同样的初始值却是好主意：该块从恒等映射开始（Goyal 等 2017，arXiv 1706.02677；He 等 2018，arXiv 1812.01187）。

**何时忽略。** 存在本规则看不到的捷径。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(gamma_initializer="zeros"),
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
      if (!model.usesBatch(node) || isShared(model, node) || !beginsAtZero(model, node)) continue;
      const ends = endsBehind(model, node, (one) => isActivation(model, one) || model.has(one, "keeps-channels"));
      if (!ends?.every((end) => model.has(end, "mixes-channels"))) continue;
      yield {
        node,
        message: t(
          "With `gamma` at 0 this gives the same for every sample. No gradient passes to the layers before: such a start is good only where the result is added to a shortcut.",
        ),
        fix: {
          title: t("Begin with a factor of 1"),
          edits: [{ kind: "removeParam", node: node.id, param: "gamma_initializer" }],
        },
        claim: { kind: "constant", at: node.id, fromStart: true },
      };
    }
  },
});

function beginsAtZero(model: Model, node: Node): boolean {
  const initializer = model.config(node)["gamma_initializer"] as Literal | undefined;
  if (!model.knows(node, "gamma_initializer") || initializer === undefined || !isKerasObject(initializer)) return false;
  return (
    initializer.class_name === "Zeros" ||
    (initializer.class_name === "Constant" && (initializer.config["value"] ?? 0) === 0)
  );
}
