import { showCount } from "../base/figures";
import type { Node } from "../model/graph";
import { offsetIntoBiases } from "./absorb";
import { defineHint, type Model } from "./hint";
import { endsBehind, isFlattening, isNull, isShared, normalizesChannelsOf } from "./walk";

export const centerNotNeeded = defineHint({
  id: "center-not-needed",
  severity: "info",
  evidence: "theorem",
  onRequest: true,
  everywhere: true,
  title: "An offset that the next layer has as well",
  docs: `**What.** BatchNormalization learns \`beta\`, and a layer with a bias takes its result with no activation between them.

**Why.** An offset on a channel goes through the next kernel as a constant: \`(x + β)·W + b = x·W + (β·W + b)\`, and the bias there can be that constant. So \`center=False\` leaves the model able to compute the same, with one number less for each channel. It holds for Dense, and for convolutions without padding; zeros at the border would see another constant than the middle of the picture. With an activation between the two, \`beta\` is needed: it decides where the activation bends.

**Ignore it when** weights that have \`beta\` are to be loaded.`,
  zh: {
    title: "下一层同样具有的偏移",
    docs: `**现象。** BatchNormalization 学习 \`beta\`，而带偏置的层直接接收其结果，中间没有激活。

**原因。** 通道上的偏移经过下一个权重核后成为常数：\`(x + β)·W + b = x·W + (β·W + b)\`，而那里的偏置就可以是这个常数。因此使用 \`center=False\` 时，模型仍能计算同样的函数，而每个通道少一个数。这对 Dense 以及没有填充的卷积成立；有填充时，边界处的零会使常数与图片中间不同。如果两者之间有激活，就需要 \`beta\`：它决定激活在哪里弯折。

**何时忽略。** 要加载带有 \`beta\` 的权重。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.BatchNormalization(),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.BatchNormalization(center=False),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || isShared(model, node) || !learnsFreely(model, node)) continue;
      const passes = (one: Node): boolean => model.has(one, "passes-shift") || isFlattening(model, one);
      const ends = endsBehind(model, node, passes);
      if (!ends?.every((end) => canShift(model, end, node))) continue;
      const [count] = model.weight(node, "beta") ?? [];
      yield {
        node,
        related: ends,
        message: t(
          "The bias of the next layer does the same as this `beta`. With `center=False` the model computes the same with {0} parameters less.",
          typeof count === "number" ? showCount(count) : "?",
        ),
        fix: {
          title: t("Leave the offset to the next layer"),
          edits: [{ kind: "setParam", node: node.id, param: "center", value: false }],
        },
        ...offsetIntoBiases(model, node, ends),
      };
    }
  },
});

/** It has an offset that nobody has said anything about. */
const learnsFreely = (model: Model, node: Node): boolean =>
  model.config(node)["center"] === true &&
  model.knows(node, "center", "beta_initializer", "beta_regularizer", "beta_constraint") &&
  !("beta_initializer" in node.args) &&
  isNull(model, node, "beta_regularizer", "beta_constraint");

/** A layer that adds a bias of its own, the same at every place. */
function canShift(model: Model, node: Node, normalization: Node): boolean {
  const { use_bias: bias, padding } = model.config(node);
  const isEven = model.weight(node, "kernel")?.length === 2 || (padding === "valid" && model.knows(node, "padding"));
  return (
    model.has(node, "mixes-channels") &&
    bias === true &&
    model.knows(node, "use_bias") &&
    isEven &&
    !model.isFrozen(node) &&
    !isShared(model, node) &&
    isNull(model, node, "bias_regularizer", "bias_constraint") &&
    normalizesChannelsOf(model, normalization, node)
  );
}
