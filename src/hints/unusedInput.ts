import { defineHint } from "./hint";

export const unusedInput = defineHint({
  id: "unused-input",
  severity: "warning",
  evidence: "theorem",
  title: "An input that nothing takes",
  docs: `**What.** An Input is among the inputs of a model, and no way leads from it to an output.

**Why.** The model asks for these data with every batch, and what it answers is the same whatever they are: the derivative of every output with respect to them is 0. So what was to be learned from them is not learned, and nobody says so: Keras builds such a model, trains it, and shows the input in its summary like any other. Often a \`Concatenate\` or a sum got another tensor than was meant, or a branch was taken out and its input stayed.

**Ignore it when** the input is kept so that data in an old form still fit.`,
  zh: {
    title: "没有被使用的输入",
    docs: `**现象。** 一个 Input 列在模型的输入中，却没有任何路径从它通向输出。

**原因。** 模型的每个批次都要求提供这些数据，而无论它们是什么，答案都一样：所有输出对它的导数都是 0。因此本该从中学到的东西并没有学到，而且不会有任何提示：Keras 会照常构建并训练这样的模型，在摘要中像其他输入一样列出它。常见的原因是 \`Concatenate\` 或求和得到了另一个张量，或者删去了一条分支而保留了它的输入。

**何时忽略。** 保留该输入是为了让旧格式的数据仍然可用。`,
  },
  examples: [
    {
      bad: `import keras
from keras import layers

age = keras.Input((1,), name="age")
words = keras.Input((100,), name="words")
x = layers.Dense(32, activation="relu")(words)
y = layers.Dense(8, activation="relu")(words)
outputs = layers.Dense(1)(layers.Concatenate()([x, y]))
model = keras.Model([age, words], outputs)
`,
      good: `import keras
from keras import layers

age = keras.Input((1,), name="age")
words = keras.Input((100,), name="words")
x = layers.Dense(32, activation="relu")(words)
y = layers.Dense(8, activation="relu")(age)
outputs = layers.Dense(1)(layers.Concatenate()([x, y]))
model = keras.Model([age, words], outputs)
`,
    },
  ],
  *find(model, t) {
    const { graph } = model.analysis;
    if (graph.class !== "Functional" || graph.inputs.length < 2) return;
    for (const node of model.nodes) {
      // taken on another way through the file, or by what is not followed
      if (graph.spareInputs?.includes(node.id)) continue;
      if (!graph.inputs.includes(node.id) || model.isOutput(node) || model.next(node).length > 0) continue;
      yield {
        node,
        message: t(
          "Nothing takes this input: the model gives the same whatever it is. No way leads from “{0}” to an output.",
          node.name,
        ),
        claim: { kind: "ignores", input: node.id },
      };
    }
  },
});
