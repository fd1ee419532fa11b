import type { Node } from "../model/graph";
import { defineHint, type Model } from "./hint";
import { chainBefore } from "./walk";

export const normalizationOfIdentifiers = defineHint({
  id: "normalization-of-identifiers",
  severity: "warning",
  evidence: "theorem",
  unproven: {
    en: "It is about what the numbers mean, which is not in them.",
    zh: "这里说的是这些数字的含义，而含义并不在数字里。",
  },
  title: "BatchNormalization of numbers that name things",
  docs: `**What.** Numbers of words or categories, as a lookup layer gives them or as an Embedding takes them, go into BatchNormalization.

**Why.** Such numbers are names. Word 7 is not more than word 3, and their mean is no word; another numbering of the same vocabulary means the same but is normalized to something else. What comes out depends on an order that nobody chose, and an Embedding can no longer look it up, since \`0.37\` is no number of a word. An Embedding turns each number into values that are learned, and these can be normalized.

**Ignore it when** the numbers are amounts after all, such as counts or ages.`,
  zh: {
    title: "对事物编号进行的 BatchNormalization",
    docs: `**现象。** 查找层给出的、或 Embedding 接收的词或类别编号，进入了 BatchNormalization。

**原因。** 这种编号只是名字。7 号词并不比 3 号词多，它们的均值也不是词；同一词表换一种编号，含义不变，归一化的结果却不同。输出取决于一个无人选定的顺序，而且 Embedding 再也无法查找，因为 \`0.37\` 不是任何词的编号。Embedding 把每个编号变成学习得到的数值，这些数值才可以归一化。

**何时忽略。** 这些数其实是数量，例如计数或年龄。`,
  },
  examples: [
    {
      bad: `from keras import Input, Model, layers

inputs = Input((1,), dtype="string")
x = layers.StringLookup(vocabulary=["red", "green", "blue"])(inputs)
x = layers.BatchNormalization()(x)
outputs = layers.Dense(1)(x)
model = Model(inputs, outputs)
`,
      good: `from keras import Input, Model, layers

inputs = Input((1,), dtype="string")
x = layers.StringLookup(vocabulary=["red", "green", "blue"])(inputs)
x = layers.Embedding(4, 2)(x)
x = layers.Flatten()(x)
x = layers.BatchNormalization()(x)
outputs = layers.Dense(1)(x)
model = Model(inputs, outputs)
`,
    },
  ],
  *find(model, t) {
    for (const node of model.nodes) {
      if (!model.has(node, "normalizes")) continue;
      const names =
        model.previous(node).find((one) => isNames(model, one)) ??
        [chainBefore(model, node, (one) => model.has(one, "rearranges"))?.end].find(
          (end) => end && isNames(model, end),
        );
      if (!names) continue;
      yield {
        node,
        related: [names],
        message: t(
          "These numbers name things, and their mean and variance mean nothing. Give them to an Embedding, and normalize what that gives.",
        ),
      };
    }
  },
});

/** Gives numbers of things, or is an input that somebody takes for such. */
const isNames = (model: Model, node: Node): boolean =>
  model.has(node, "numbers-things") ||
  (model.has(node, "input") && model.next(node).some((taker) => model.has(taker, "looks-up")));
