import { isCritic } from "./adversary";
import { defineHint } from "./hint";
import { replacedBy } from "./moves";

export const gradientPenaltyWithNormalization = defineHint({
  id: "gradient-penalty-with-normalization",
  severity: "warning",
  evidence: "theorem",
  title: "A gradient penalty through BatchNormalization",
  docs: `**What.** A discriminator has BatchNormalization, and the file penalizes the size of its gradient with respect to its input, as WGAN-GP does.

**Why.** The penalty asks that the gradient of each sample's score with respect to that sample has length 1. With BatchNormalization a score depends on all samples of the batch: the gradient that is computed holds parts of the others' scores, and its length is no longer that of one sample's slope, so that the constraint is not the one that the method needs. Gulrajani et al. 2017 (arXiv 1704.00028, §4) say so, leave it out of the critic, and propose LayerNormalization in its place.

**Ignore it when** the penalty is for another model than this one.`,
  zh: {
    title: "穿过 BatchNormalization 的梯度惩罚",
    docs: `**现象。** 判别器中有 BatchNormalization，而此文件像 WGAN-GP 那样惩罚其输出对输入的梯度大小。

**原因。** 该惩罚要求每个样本的得分对该样本的梯度长度为 1。有了 BatchNormalization，得分取决于批次中的所有样本：算出的梯度包含其他样本得分的成分，其长度不再是单个样本的斜率，因此这个约束并不是该方法所需要的。Gulrajani 等 2017（arXiv 1704.00028，§4）指出了这一点，在判别器中不使用它，并建议改用 LayerNormalization。

**何时忽略。** 该惩罚针对的是另一个模型。`,
  },
  examples: [
    {
      bad: `import tensorflow as tf
from keras import Input, Sequential, layers

critic = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(64, 5, strides=2, padding="same"),
    layers.LeakyReLU(0.2),
    layers.Conv2D(128, 5, strides=2, padding="same", use_bias=False),
    layers.BatchNormalization(),
    layers.LeakyReLU(0.2),
    layers.Flatten(),
    layers.Dense(1),
])

def gradient_penalty(pictures):
    with tf.GradientTape() as tape:
        tape.watch(pictures)
        scores = critic(pictures, training=True)
    slopes = tape.gradient(scores, pictures)
    lengths = tf.sqrt(tf.reduce_sum(tf.square(slopes), axis=[1, 2, 3]))
    return tf.reduce_mean((lengths - 1.0) ** 2)
`,
      good: `import tensorflow as tf
from keras import Input, Sequential, layers

critic = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(64, 5, strides=2, padding="same"),
    layers.LeakyReLU(0.2),
    layers.Conv2D(128, 5, strides=2, padding="same", use_bias=False),
    layers.LayerNormalization(),
    layers.LeakyReLU(0.2),
    layers.Flatten(),
    layers.Dense(1),
])

def gradient_penalty(pictures):
    with tf.GradientTape() as tape:
        tape.watch(pictures)
        scores = critic(pictures, training=True)
    slopes = tape.gradient(scores, pictures)
    lengths = tf.sqrt(tf.reduce_sum(tf.square(slopes), axis=[1, 2, 3]))
    return tf.reduce_mean((lengths - 1.0) ** 2)
`,
    },
  ],
  *find(model, t) {
    if (!model.analysis.graph.around?.penalizesGradients || !isCritic(model)) return;
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || model.calls(node)[0] !== node) continue;
      yield {
        node,
        message: t(
          "The gradient penalty is for each sample, and this mixes samples. A score depends on the whole batch behind BatchNormalization; LayerNormalization looks at one sample at a time.",
        ),
        claim: { kind: "mixes", at: node.id, while: "training" },
        ...(!model.loadsWeights && {
          fix: { title: t("Use LayerNormalization"), edits: replacedBy("LayerNormalization", node) },
        }),
      };
    }
  },
});
