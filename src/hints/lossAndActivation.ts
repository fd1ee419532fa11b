import { responseOf } from "../layers/response";
import type { GraphEdit } from "../model/edit";
import type { Node } from "../model/graph";
import { isKerasObject, type Literal } from "../model/literal";
import { defineHint, type Model } from "./hint";
import { crossentropyOf, lastLayer, type Crossentropy } from "./loss";
import { isKernel } from "./walk";

export const lossAndActivation = defineHint({
  id: "loss-and-activation",
  severity: "warning",
  evidence: "formula",
  yieldsTo: ["softmax-of-one", "loss-of-one-output"],
  title: "A loss and a last activation that do not fit each other",
  docs: `**What.** A cross-entropy expects probabilities and gets other numbers, or the other way round.

**Why.** Without \`from_logits\` the loss takes the logarithm of what the model gives. Below 0 there is none: Keras cuts such values off at \`1e-7\`, where the gradient is 0, so these samples teach nothing, and the loss can become NaN. With \`from_logits=True\` the loss applies sigmoid or softmax itself; when the last layer has done so already, it works on numbers between 0 and 1 only, can never be sure of a class, and learns slowly. Either the last layer has the activation, or the loss has \`from_logits=True\`.

**Ignore it when** labels and outputs are on a scale of your own.`,
  zh: {
    title: "损失函数与最后的激活不相配",
    docs: `**现象。** 交叉熵需要概率，却得到了别的数；或者相反。

**原因。** 没有 \`from_logits\` 时，损失函数对模型的输出取对数。小于 0 的数没有对数：Keras 把它们截断在 \`1e-7\`，那里的梯度为 0，于是这些样本不起作用，损失还可能变成 NaN。使用 \`from_logits=True\` 时，损失函数自己会应用 sigmoid 或 softmax；若最后一层已经应用过，它就只能处理 0 与 1 之间的数，永远无法确定某个类别，学习也很慢。要么最后一层带有激活，要么损失函数使用 \`from_logits=True\`。

**何时忽略。** 标签和输出使用您自己的尺度。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(10),
])
model.compile("adam", "sparse_categorical_crossentropy")
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
`,
    },
    {
      bad: `from keras import Input, Sequential, layers, losses

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", losses.BinaryCrossentropy(from_logits=True))
`,
      good: `from keras import Input, Sequential, layers, losses

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1),
])
model.compile("adam", losses.BinaryCrossentropy(from_logits=True))
`,
    },
  ],
  *find(model, t) {
    const loss = crossentropyOf(model);
    const node = lastLayer(model);
    if (!loss || !node || !model.isUnderstood(node) || model.calls(node).length > 1) return;
    // a model that is only compiled may be there to look into it
    const severity = model.training?.fits.length ? "warning" : "info";
    if (loss.fromLogits && model.has(node, "probabilities"))
      yield {
        node,
        severity,
        message: t(
          "This activation is applied twice: here and in the loss. With `from_logits=True` the loss turns numbers of any size into probabilities itself; numbers between 0 and 1 say little to it.",
        ),
        ...(node.operation !== true && {
          fix: { title: t("Leave the activation to the loss"), edits: without(model, node) },
        }),
      };
    if (!loss.fromLogits && isKernel(model, node) && !givesProbabilities(model, node, loss)) {
      const activation = loss.labels === "binary" ? "sigmoid" : "softmax";
      yield {
        node,
        severity,
        message: t(
          "The loss needs probabilities, and this layer gives other numbers. `{0}` takes their logarithm, which numbers below 0 do not have: add {1}, or say `from_logits=True` to the loss.",
          loss.name,
          activation,
        ),
        fix: {
          title: t("Add {0}", activation),
          edits: [{ kind: "setParam", node: node.id, param: "activation", value: activation }],
        },
      };
    }
  },
});

const without = (model: Model, node: Node): readonly GraphEdit[] =>
  model.has(node, "mixes-channels")
    ? [{ kind: "removeParam", node: node.id, param: "activation" }]
    : [{ kind: "remove", node: node.id }];

/** Sums that a layer may have before its activation. */
const SUMS = Float64Array.of(-3, -1, 1, 3);

/** What is compared to labels 0 and 1 lies between them; shares of classes need only be positive, they are divided by their sum. */
function givesProbabilities(model: Model, node: Node, { labels }: Crossentropy): boolean {
  if (model.has(node, "probabilities")) return true;
  const activation = model.config(node)["activation"] as Literal | undefined;
  if (activation === undefined || !isKerasObject(activation) || !model.knows(node, "activation")) return true;
  const values = responseOf(activation)?.(SUMS);
  if (!values) return true;
  return values.every((value) => (labels === "binary" ? value >= 0 && value <= 1 : value > 0));
}
