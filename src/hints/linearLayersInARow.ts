import type { Node } from "../model/graph";
import { oneForTwo } from "./absorb";
import { defineHint, type Model } from "./hint";
import { after, isKernel, isShared } from "./walk";

export const linearLayersInARow = defineHint({
  id: "linear-layers-in-a-row",
  severity: "info",
  evidence: "theorem",
  everywhere: true,
  title: "Two linear layers in a row",
  docs: `**What.** Two Dense layers follow one another with no activation between them.

**Why.** A product of two matrices is a matrix: \`(x·A + a)·B + b = x·(A·B) + (a·B + b)\`. Whatever the two can compute, one layer of the second one's size can compute as well, so the first one adds weights and time but no power. Usually its activation has been forgotten, and with one the model becomes able to bend. Where the first layer is narrower than what comes in and what goes out, the pair is a matrix of low rank, which is a way to save weights: there this rule is silent.

**Ignore it when** the two are trained apart, or later used apart.`,
  zh: {
    title: "两个线性层相连",
    docs: `**现象。** 两个 Dense 层依次相接，其间没有激活。

**原因。** 两个矩阵的乘积仍是一个矩阵：\`(x·A + a)·B + b = x·(A·B) + (a·B + b)\`。两层能计算的，一个与第二层同样大小的层也能计算，因此第一层只增加权重和时间，不增加表达能力。通常是忘了写激活；加上之后，模型才能表示弯曲的函数。如果第一层比输入和输出都窄，这一对层就是一个低秩矩阵，是节省权重的方法：此时本规则不发言。

**何时忽略。** 两层分开训练，或者以后分开使用。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64),
    layers.Dense(10, activation="softmax"),
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
      if (!isLinear(model, node) || !model.has(node, "affine")) continue;
      const second = afterDropout(model, node);
      if (!second || !isLinear(model, second)) continue;
      const [from, between] = model.weight(node, "kernel") ?? [];
      const to = model.weight(second, "kernel")?.[1];
      if (typeof from !== "number" || typeof between !== "number" || typeof to !== "number") continue;
      if (between < Math.min(from, to)) continue;
      yield {
        node,
        related: [second],
        message: t(
          "This layer and “{0}” together are no more than one layer. Without an activation between them two linear layers compute what one of them could.",
          second.name,
        ),
        fix: {
          title: t("Add {0}", "relu"),
          edits: [{ kind: "setParam", node: node.id, param: "activation", value: "relu" }],
        },
        ...oneForTwo(model, node, second),
      };
    }
  },
});

/** One matrix, and nobody says that it is more than a step on the way: not frozen, not shared, not used by another model. */
const isLinear = (model: Model, node: Node): boolean =>
  isKernel(model, node) &&
  model.weight(node, "kernel")?.length === 2 &&
  !model.isFrozen(node) &&
  !isShared(model, node) &&
  !model.goesOn(node) &&
  model.knows(node, "activity_regularizer") &&
  model.config(node)["activity_regularizer"] === null;

/** What takes its result, through layers that only set some of it to 0. */
function afterDropout(model: Model, node: Node): Node | undefined {
  let next = after(model, node);
  while (next && model.has(next, "drops") && model.has(next, "passes-scale")) next = after(model, next);
  return next;
}
