import type { Node } from "../model/graph";
import { isKerasObject, type Literal } from "../model/literal";
import { defineHint, type Model } from "./hint";
import { replacedBy } from "./moves";
import { before } from "./walk";

export const normalizationOfInputs = defineHint({
  id: "normalization-of-inputs",
  severity: "info",
  evidence: "formula",
  yieldsTo: ["normalization-of-identifiers", "normalization-without-input", "axis-not-channels", "channels-first-axis"],
  title: "BatchNormalization that scales the data",
  docs: `**What.** The first thing that the data meet is a BatchNormalization.

**Why.** It has to guess in every step what is known before training: the mean and deviation of the data. From a batch of \`B\` samples the mean is off by \`1/√B\` of the deviation, which is 18 % with 32 samples, so that one sample is scaled otherwise in each epoch, and once more when predicting. A Normalization layer that has seen the data with \`adapt\` has the exact numbers, the same in training and prediction, and learns nothing; for pictures, dividing by 255 does. The noise regularizes a little, as dropout would.

**Ignore it when** the data change while training, or the noise is wanted.`,
  zh: {
    title: "用 BatchNormalization 缩放数据",
    docs: `**现象。** 数据首先遇到的就是 BatchNormalization。

**原因。** 数据的均值和标准差在训练前就是已知的，它却要在每一步重新估计。用 \`B\` 个样本的批次估计均值，误差为标准差的 \`1/√B\`，32 个样本时为 18 %，因此同一个样本在每一轮的缩放都不同，预测时又变一次。用 \`adapt\` 看过数据的 Normalization 层拥有准确的数值，训练和预测时相同，也不需要学习；对图片来说，除以 255 即可。这种噪声有轻微的正则化作用，与 dropout 类似。

**何时忽略。** 数据在训练过程中会变化，或者需要这种噪声。`,
  },
  examples: [
    {
      bad: `import keras
from keras import Input, Sequential, layers

(x, y), _ = keras.datasets.cifar10.load_data()
model = Sequential([
    Input((32, 32, 3)),
    layers.BatchNormalization(),
    layers.Conv2D(32, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5)
`,
      good: `import keras
from keras import Input, Sequential, layers

(x, y), _ = keras.datasets.cifar10.load_data()
model = Sequential([
    Input((32, 32, 3)),
    layers.Rescaling(1 / 255),
    layers.Conv2D(32, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5)
`,
    },
  ],
  *find(model, t) {
    // a model that is not compiled may be a part of another, and its input no data
    if (!model.training?.compile || model.loadsWeights) return;
    const ranges = model.training.fits.map(({ inputRange }) => inputRange);
    const [first] = ranges;
    const [least, most] = first ?? [];
    const isKnown = least === 0 && most !== undefined && most > 1 && ranges.every((range) => range?.[1] === most);
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || model.calls(node).length > 1 || node.training !== undefined) continue;
      if (!isPlain(model, node) || !seesData(model, node)) continue;
      const isFirst = model.previous(node).every((one) => model.has(one, "input"));
      yield {
        node,
        message: t(
          "This scales the data by what each batch happens to hold. A Normalization layer that has seen the data (`adapt`) has the exact numbers, the same in training and prediction.",
        ),
        ...(isKnown &&
          isFirst && {
            fix: {
              title: t("Scale the inputs to 0..1"),
              edits: replacedBy("Rescaling", node, { scale: 1 / most }),
            },
          }),
      };
    }
  },
});

/** Nobody has asked for something special. */
const isPlain = (model: Model, node: Node): boolean =>
  model.knows(node, "scale", "center", "gamma_initializer") &&
  model.config(node)["scale"] === true &&
  model.config(node)["center"] === true &&
  isOnes(model.config(node)["gamma_initializer"] as Literal | undefined);

const isOnes = (initializer: Literal | undefined): boolean =>
  initializer !== undefined && isKerasObject(initializer) && initializer.class_name === "Ones";

/** Nothing but views and constant factors between the data and the layer; a Normalization knows the data already. */
function seesData(model: Model, node: Node): boolean {
  let one = before(model, node);
  while (one && (model.has(one, "rearranges") || (model.has(one, "rescales") && !("variance" in model.config(one)))))
    one = before(model, one);
  return one !== undefined && model.has(one, "input");
}
