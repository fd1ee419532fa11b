import { defineHint } from "./hint";

export const unusedLayer = defineHint({
  id: "unused-layer",
  severity: "info",
  evidence: "theorem",
  unproven: {
    en: "The layer is in no computation at all: there is nothing to compare.",
    zh: "该层不在任何计算之中：没有可比较的东西。",
  },
  title: "A layer that is made and never called",
  docs: `**What.** A class makes a layer and keeps it as an attribute, and none of its methods names that attribute again; or a function gives a layer a name, and does not use it.

**Why.** What \`call\` does not use takes no part in the model: the layer is never built, has no weights, and nothing is learned by it, although \`summary()\` lists it as if it belonged there, with a question mark for its output. Often a line was forgotten in \`call\`, so that the model has less than was meant, such as a dropout or a normalization; or two attributes have names that look alike and one of them is used twice. In a file that loads weights by order, the spare layer also shifts what belongs where.

**Ignore it when** another file calls it.`,
  zh: {
    title: "创建后从未被调用的层",
    docs: `**现象。** 类中创建了一个层并保存为属性，而它的任何方法都没有再提到这个属性；或者函数给一个层起了名字，却没有使用它。

**原因。** \`call\` 没有用到的东西不参与模型：该层从未被构建，没有权重，也学不到任何东西，尽管 \`summary()\` 会像正常的层一样列出它，输出处是一个问号。常见的情况是 \`call\` 中漏写了一行，使模型少了本来想要的部分，例如 dropout 或归一化；或者两个属性名字相似，其中一个被用了两次。在按顺序加载权重的文件中，多余的层还会使权重错位。

**何时忽略。** 由其他文件调用它。`,
  },
  examples: [
    {
      bad: `import keras
from keras import layers

class Classifier(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(64, activation="relu")
        self.dropout = layers.Dropout(0.5)
        self.answer = layers.Dense(10)

    def call(self, x):
        x = self.hidden(x)
        return self.answer(x)

model = Classifier()
model.build((None, 20))
`,
      good: `import keras
from keras import layers

class Classifier(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(64, activation="relu")
        self.dropout = layers.Dropout(0.5)
        self.answer = layers.Dense(10)

    def call(self, x):
        x = self.hidden(x)
        x = self.dropout(x)
        return self.answer(x)

model = Classifier()
model.build((None, 20))
`,
    },
    {
      bad: `import keras
from keras import layers

def classifier():
    inputs = keras.Input((20,))
    x = layers.Dense(64, activation="relu")(inputs)
    dropout = layers.Dropout(0.5)
    return keras.Model(inputs, layers.Dense(10)(x))

model = classifier()
`,
      good: `import keras
from keras import layers

def classifier():
    inputs = keras.Input((20,))
    x = layers.Dense(64, activation="relu")(inputs)
    dropout = layers.Dropout(0.5)
    return keras.Model(inputs, layers.Dense(10)(dropout(x)))

model = classifier()
`,
    },
  ],
  *find(model, t) {
    for (const { type, span, node: id, attribute, variable } of model.analysis.graph.unused ?? []) {
      const node = model.nodes.find((one) => one.id === id);
      if (!node || (attribute ?? variable) === undefined) continue;
      yield {
        node,
        at: span,
        message:
          attribute === undefined
            ? t(
                "Nothing calls this layer. “{0}” is a {1} that this function does not use: it has no part in what is computed.",
                variable!,
                type,
              )
            : t(
                "Nothing calls this layer. “{0}” is a {1} that no method uses: it has no part in what is computed.",
                `self.${attribute}`,
                type,
              ),
      };
    }
  },
});
