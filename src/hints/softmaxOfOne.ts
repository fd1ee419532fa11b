import { defineHint } from "./hint";
import { worksAlongLastAxis } from "./walk";

export const softmaxOfOne = defineHint({
  id: "softmax-of-one",
  severity: "error",
  evidence: "theorem",
  title: "Softmax over a single value",
  docs: `**What.** Softmax is applied along an axis of size 1.

**Why.** Softmax divides the exponential of each value by the sum of all of them: \`eˣ / (eˣ + …)\`. With one value that is \`eˣ / eˣ = 1\`, whatever \`x\` is. The layer gives 1 for every sample, its gradient is 0, and nothing before it learns; accuracy stays at the share of the class 1. It happens in two ways: one unit for a question of yes or no, which wants \`sigmoid\`, or attention weights over time steps, where softmax has to go along the axis of the steps and not along the last one.

**Ignore it when** the number of classes is one for now and will grow.`,
  zh: {
    title: "只对一个值做 softmax",
    docs: `**现象。** softmax 沿一个大小为 1 的轴进行。

**原因。** softmax 用每个值的指数除以所有指数之和：\`eˣ / (eˣ + …)\`。只有一个值时，无论 \`x\` 是多少，结果都是 \`eˣ / eˣ = 1\`。该层对每个样本都给出 1，梯度为 0，之前的层什么也学不到；准确率停留在类别 1 所占的比例。这有两种情形：用一个单元回答是非问题，此时应使用 \`sigmoid\`；或者对时间步求注意力权重，此时 softmax 应沿时间步的轴而不是最后一个轴进行。

**何时忽略。** 类别数目前为一，以后还会增加。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1, activation="softmax"),
])
model.compile("adam", "binary_crossentropy")
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy")
`,
    },
  ],
  *find(model, t) {
    for (const node of model.nodes) {
      if (!model.has(node, "sums-to-one") || model.shape(node)?.at(-1) !== 1 || !worksAlongLastAxis(model, node))
        continue;
      const isFused = model.has(node, "mixes-channels") && model.isOutput(node) && model.calls(node).length === 1;
      yield {
        node,
        message: t(
          "Softmax over one value is always 1. Whatever comes in, this gives 1 and passes no gradient: nothing before it learns. One unit goes with sigmoid.",
        ),
        claim: { kind: "constant", at: node.id },
        ...(isFused && {
          fix: {
            title: t("Use sigmoid"),
            edits: [{ kind: "setParam", node: node.id, param: "activation", value: "sigmoid" }],
          },
        }),
      };
    }
  },
});
