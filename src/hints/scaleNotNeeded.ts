import { showCount } from "../base/figures";
import type { Node } from "../model/graph";
import { factorIntoKernels } from "./absorb";
import { defineHint, type Model } from "./hint";
import { endsBehind, isFlattening, isNull, isShared, normalizesChannelsOf } from "./walk";

export const scaleNotNeeded = defineHint({
  id: "scale-not-needed",
  severity: "info",
  evidence: "theorem",
  onRequest: true,
  everywhere: true,
  title: "A factor that the next layer has as well",
  docs: `**What.** BatchNormalization learns \`gamma\`, and all that follows it up to the next layer with a kernel passes a factor on.

**Why.** A factor on a channel can be moved into the kernel that comes next: \`γ·x·W = x·(γ·W)\`, and relu lets a positive factor through unchanged. So \`scale=False\` leaves the model able to compute the same, with one number less for each channel; the Keras documentation of \`scale\` says the same. It saves little, and training may take another path because \`gamma\` changes how fast the channels learn. Inception V3 in Keras does without it.

**Ignore it when** \`gamma\` is used for more, such as starting at zero or pruning channels, or weights that have it are to be loaded.`,
  zh: {
    title: "下一层同样具有的缩放因子",
    docs: `**现象。** BatchNormalization 学习 \`gamma\`，而其后直到下一个带权重核的层，一切都会把因子原样传下去。

**原因。** 通道上的因子可以移入下一个权重核：\`γ·x·W = x·(γ·W)\`，relu 会让正的因子原样通过。因此使用 \`scale=False\` 时，模型仍能计算同样的函数，而每个通道少一个数；Keras 文档在 \`scale\` 处也是这样说的。节省不多，训练过程也可能不同，因为 \`gamma\` 会改变各通道的学习速度。Keras 中的 Inception V3 就没有使用它。

**何时忽略。** \`gamma\` 另有用途，例如从零开始或剪除通道，或者要加载带有它的权重。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
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
    layers.BatchNormalization(scale=False),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || isShared(model, node) || !learnsFreely(model, node)) continue;
      const passes = (one: Node): boolean => model.has(one, "passes-scale") || isFlattening(model, one);
      const ends = endsBehind(model, node, passes);
      if (!ends?.every((end) => canScale(model, end, node))) continue;
      const [count] = model.weight(node, "gamma") ?? [];
      yield {
        node,
        related: ends,
        message: t(
          "The next layer can scale by itself. With `scale=False` the model computes the same with {0} parameters less.",
          typeof count === "number" ? showCount(count) : "?",
        ),
        fix: {
          title: t("Leave the factor to the next layer"),
          edits: [{ kind: "setParam", node: node.id, param: "scale", value: false }],
        },
        ...factorIntoKernels(model, node, ends),
      };
    }
  },
});

/** It has a factor that nobody has said anything about. */
const learnsFreely = (model: Model, node: Node): boolean =>
  model.config(node)["scale"] === true &&
  model.knows(node, "scale", "gamma_initializer", "gamma_regularizer", "gamma_constraint") &&
  !("gamma_initializer" in node.args) &&
  isNull(model, node, "gamma_regularizer", "gamma_constraint");

/** A kernel that is free to take the factor in. */
const canScale = (model: Model, node: Node, normalization: Node): boolean =>
  model.has(node, "mixes-channels") &&
  !model.isFrozen(node) &&
  !isShared(model, node) &&
  isNull(model, node, "kernel_regularizer", "kernel_constraint") &&
  normalizesChannelsOf(model, normalization, node);
