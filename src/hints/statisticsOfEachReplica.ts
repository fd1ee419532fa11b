import { defineHint } from "./hint";
import { largestBatch } from "./steps";

/** From so many samples on a device the rule is silent. */
const ENOUGH = 16;

export const statisticsOfEachReplica = defineHint({
  id: "statistics-of-each-replica",
  severity: "info",
  evidence: "formula",
  title: "Statistics of a small part of each batch",
  docs: `**What.** The file trains on several devices at once, and each gets fewer than 16 samples of a batch.

**Why.** A strategy of \`tf.distribute\` shares every batch among the devices, and a BatchNormalization normalizes with the samples that its own device has got: with a batch of 16 on two devices the mean is that of 8, off by \`1/√8\` of the deviation, 35 %, instead of 25 %. What one device finds the others do not see. With \`synchronized=True\` mean and variance are those of the whole batch, for one exchange of two numbers a channel in each step. Only TensorFlow has it.

**Ignore it when** time matters more than a few tenths of a point, or the devices are far apart.`,
  zh: {
    title: "每个批次中一小部分的统计量",
    docs: `**现象。** 文件同时在多个设备上训练，每个设备得到的样本少于 16 个。

**原因。** \`tf.distribute\` 的策略把每个批次分给各个设备，而 BatchNormalization 只用自己设备上的样本做归一化：16 个样本的批次分给两个设备时，均值只来自 8 个样本，误差为标准差的 \`1/√8\`，即 35 %，而不是 25 %。一个设备得到的结果，其他设备看不到。使用 \`synchronized=True\` 时，均值和方差来自整个批次，代价是每一步每个通道交换两个数。只有 TensorFlow 支持。

**何时忽略。** 时间比千分之几的精度更重要，或者设备相距很远。`,
  },
  examples: [
    {
      bad: `import keras
import tensorflow as tf
from keras import Input, Sequential, layers

(x, y), _ = keras.datasets.mnist.load_data()
with tf.distribute.MirroredStrategy().scope():
    model = Sequential([
        Input((28, 28)),
        layers.Rescaling(1 / 255),
        layers.Flatten(),
        layers.Dense(64, use_bias=False),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5, batch_size=16)
`,
      good: `import keras
import tensorflow as tf
from keras import Input, Sequential, layers

(x, y), _ = keras.datasets.mnist.load_data()
with tf.distribute.MirroredStrategy().scope():
    model = Sequential([
        Input((28, 28)),
        layers.Rescaling(1 / 255),
        layers.Flatten(),
        layers.Dense(64, use_bias=False),
        layers.BatchNormalization(synchronized=True),
        layers.Activation("relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5, batch_size=16)
`,
    },
  ],
  *find(model, t) {
    const replicas = model.analysis.graph.around?.replicas;
    const largest = largestBatch(model.training);
    if (!replicas || largest === undefined || largest / replicas >= ENOUGH || largest < 2) return;
    const [node, ...related] = model.nodes.filter(
      (one) =>
        model.usesBatch(one) &&
        model.calls(one)[0] === one &&
        model.knows(one, "synchronized") &&
        model.config(one)["synchronized"] === false,
    );
    if (!node) return;
    yield {
      node,
      related,
      message: t(
        "Each device normalizes with {0} samples or fewer. The batch of {1} is shared among the devices; `synchronized=True` takes the statistics of all of it.",
        Math.floor(largest / replicas),
        largest,
      ),
      fix: {
        title: t("Share the statistics between devices"),
        edits: [node, ...related].map(({ id }) => ({ kind: "setParam", node: id, param: "synchronized", value: true })),
      },
    };
  },
});
