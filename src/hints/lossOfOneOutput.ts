import { defineHint } from "./hint";
import { crossentropyOf, lastLayer } from "./loss";

export const lossOfOneOutput = defineHint({
  id: "loss-of-one-output",
  severity: "error",
  evidence: "theorem",
  unproven: {
    en: "It is about the labels that a loss can tell apart with one output, of which there is one; the model computes what it always does.",
    zh: "这里说的是在只有一个输出时损失能区分的标签只有一个；模型的计算并没有变化。",
  },
  yieldsTo: ["softmax-of-one"],
  title: "A loss over classes for a single output",
  docs: `**What.** The model gives one number for each sample, and the loss compares shares of several classes.

**Why.** Categorical cross-entropy divides what the model gives by its sum over the classes and takes the logarithm of the share of the right one. With one output that share is \`p / p = 1\`, and \`log 1 = 0\`: the loss is 0 for every sample from the first step on, and no weight ever moves. With \`sparse_categorical_crossentropy\` the label 1 has no output at all. For yes or no, one unit with sigmoid goes with \`binary_crossentropy\`; for a choice of classes there is one unit for each.

**Ignore it when** the number of outputs will grow.`,
  zh: {
    title: "单个输出使用了多类别损失",
    docs: `**现象。** 模型对每个样本给出一个数，而损失函数比较的是多个类别的份额。

**原因。** 分类交叉熵用模型的输出除以其在各类别上的总和，再对正确类别的份额取对数。只有一个输出时，份额为 \`p / p = 1\`，而 \`log 1 = 0\`：从第一步起，每个样本的损失都是 0，没有任何权重会变化。使用 \`sparse_categorical_crossentropy\` 时，标签 1 根本没有对应的输出。对于是非问题，一个带 sigmoid 的单元应配 \`binary_crossentropy\`；对于多个类别，则每个类别一个单元。

**何时忽略。** 输出的个数以后还会增加。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "categorical_crossentropy")
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
    const loss = crossentropyOf(model);
    const node = lastLayer(model);
    if (!loss || loss.labels === "binary" || !node) return;
    const [output] = model.analysis.graph.outputs;
    if (!output || model.analysis.byId.get(output.from)?.shape?.at(-1) !== 1) return;
    yield {
      node,
      message:
        loss.labels === "rows"
          ? t(
              "With one output `{0}` is always 0. It compares shares of several classes, and the share of one is 1: nothing is learned. `binary_crossentropy` goes with one output.",
              loss.name,
            )
          : t(
              "With one output `{0}` knows one class only. The label 1 has no output that it could be compared to. `binary_crossentropy` goes with one output.",
              loss.name,
            ),
    };
  },
});
