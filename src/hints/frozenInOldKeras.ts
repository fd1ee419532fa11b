import { defineHint } from "./hint";

export const frozenInOldKeras = defineHint({
  id: "frozen-in-old-keras",
  severity: "info",
  evidence: "literature",
  title: "Freezing that does not stop the statistics",
  docs: `**What.** The file asks for a Keras up to 2.1, and freezes a BatchNormalization with \`trainable = False\`.

**Why.** There \`trainable\` only kept \`gamma\` and \`beta\` from being trained. The layer went on using the mean and variance of each batch while training, and its moving statistics went on moving: a frozen model changed all the same, and predicted something else than it was trained with (keras-team/keras issues 4762, 7085, 9522). Since TensorFlow 2 and Keras 2.2 a frozen BatchNormalization stays as it is and uses what it has learned, so the same file trains otherwise with another version.

**Ignore it when** the version in the file is no longer the one that is installed.`,
  zh: {
    title: "未能停住统计量的冻结",
    docs: `**现象。** 文件要求 2.1 及以下版本的 Keras，并用 \`trainable = False\` 冻结 BatchNormalization。

**原因。** 在那些版本中，\`trainable\` 只会使 \`gamma\` 和 \`beta\` 不参与训练。训练时该层仍使用每个批次的均值和方差，移动统计量也继续变化：冻结的模型照样改变，预测的结果与训练时不同（keras-team/keras 的 4762、7085、9522 号问题）。自 TensorFlow 2 和 Keras 2.2 起，冻结的 BatchNormalization 保持不变并使用已学到的统计量，因此同一个文件在不同版本下训练结果不同。

**何时忽略。** 文件中写的版本已不是所安装的版本。`,
  },
  examples: [
    {
      bad: `# requirements: keras==2.1.2
from keras import Sequential, layers

model = Sequential([
    layers.Dense(64, use_bias=False, input_shape=(20,)),
    layers.BatchNormalization(trainable=False),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `# requirements: keras==3.3.0
from keras import Sequential, layers

model = Sequential([
    layers.Dense(64, use_bias=False, input_shape=(20,)),
    layers.BatchNormalization(trainable=False),
    layers.Activation("relu"),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    const { kerasVersion: version } = model.analysis.graph.around ?? {};
    if (!version || !isOld(version)) return;
    const [node, ...related] = model.nodes.filter(
      (one) => model.has(one, "batch-statistics") && model.isFrozen(one) && model.calls(one)[0] === one,
    );
    if (!node) return;
    yield {
      node,
      related,
      message: t(
        "In Keras {0} a frozen BatchNormalization still learns statistics. Later versions stop them as well, so that the same file trains otherwise there.",
        version,
      ),
    };
  },
});

/** Up to 2.1. */
function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 2 || (major === 2 && minor <= 1);
}
