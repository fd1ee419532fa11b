import type { Node } from "../model/graph";
import { defineHint, type Model } from "./hint";
import { before, isActivation, isShared, worksAlongLastAxis } from "./walk";

const SIGMOID_OF_ONE = 1 / (1 + Math.exp(-1));

export const probabilitiesTwice = defineHint({
  id: "probabilities-twice",
  severity: "warning",
  evidence: "formula",
  title: "Softmax or sigmoid of probabilities",
  docs: `**What.** Softmax or sigmoid is applied to what is a probability already.

**Why.** Between 0 and 1 both functions are nearly flat. Softmax over \`k\` probabilities gives at most \`e / (e + k − 1)\`: 0.23 with 10 classes, however sure the model is, and the loss cannot fall below the logarithm of that. Sigmoid of a probability lies between 0.5 and 0.73. The gradient shrinks in the same measure, so training is slow as well. Often the last Dense layer has the activation as an argument and an Activation layer repeats it.

**Ignore it when** the values are weights that should stay close to each other, as in label smoothing of your own.`,
  zh: {
    title: "对概率再做 softmax 或 sigmoid",
    docs: `**现象。** softmax 或 sigmoid 作用在本来就是概率的值上。

**原因。** 在 0 与 1 之间，这两个函数几乎是平的。对 \`k\` 个概率做 softmax，结果最大为 \`e / (e + k − 1)\`：10 个类别时，无论模型多么确定，也只有 0.23，损失无法低于它的负对数。概率的 sigmoid 在 0.5 与 0.73 之间。梯度以同样的程度缩小，因此训练也很慢。常见的原因是最后的 Dense 层已经用参数指定了激活，后面又用 Activation 层重复了一次。

**何时忽略。** 这些值是应当彼此接近的权重，例如您自己的标签平滑。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
    layers.Activation("softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    for (const node of model.nodes) {
      if (!isActivation(model, node) || !model.has(node, "probabilities") || isShared(model, node)) continue;
      const first = before(model, node);
      if (!first || !model.has(first, "probabilities")) continue;
      const largest = model.has(node, "sums-to-one") ? largestShare(model, node) : SIGMOID_OF_ONE;
      if (largest === undefined) continue;
      yield {
        node,
        related: [first],
        message: t(
          "What comes in here are probabilities already. Applied to them once more, this gives at most {0}, however sure the model is.",
          Number(largest.toPrecision(2)),
        ),
        ...(node.operation !== true && {
          fix: { title: t("Remove the second activation"), edits: [{ kind: "remove", node: node.id }] },
        }),
      };
    }
  },
});

/** Of one probability that is 1 among others that are 0. */
function largestShare(model: Model, softmax: Node): number | undefined {
  const size = model.shape(softmax)?.at(-1);
  return worksAlongLastAxis(model, softmax) && typeof size === "number" ? Math.E / (Math.E + size - 1) : undefined;
}
