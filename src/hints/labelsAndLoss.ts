import type { FitSettings } from "../model/training";
import { defineHint } from "./hint";
import { crossentropyOf, lastLayer } from "./loss";

export const labelsAndLoss = defineHint({
  id: "labels-and-loss",
  severity: "error",
  yieldsTo: ["softmax-of-one"],
  evidence: "theorem",
  unproven: {
    en: "It is about labels and a loss that do not go together, not about what the model computes.",
    zh: "这里说的是标签与损失不相配，而不是模型计算什么。",
  },
  title: "Labels that do not fit the loss",
  docs: `**What.** The labels that \`fit\` gets have another form than the loss compares.

**Why.** \`sparse_categorical_crossentropy\` takes the number of the class, one for each sample. \`categorical_crossentropy\` takes a row with a 1 at the class, as \`to_categorical\` makes it, as long as the model's output. With the other form Keras stops at the first batch with an error about the shapes of target and output. More classes than outputs stop it as well with TensorFlow; with JAX the loss goes on with wrong numbers, which is worse. The sizes here are those of the data as the file makes them.

**Ignore it when** the labels are changed on the way, in a generator of your own.`,
  zh: {
    title: "与损失不相配的标签",
    docs: `**现象。** \`fit\` 得到的标签与损失所比较的形式不同。

**原因。** \`sparse_categorical_crossentropy\` 接受类别的编号，每个样本一个。\`categorical_crossentropy\` 接受在所属类别处为 1 的一行，如 \`to_categorical\` 所生成的，长度与模型输出相同。若形式不符，Keras 在第一个批次就会停下，报告目标与输出的形状错误。类别数多于输出数时，使用 TensorFlow 也会停下；使用 JAX 时损失会带着错误的数继续，这更糟。这里的尺寸就是文件生成的数据的尺寸。

**何时忽略。** 标签会在您自己的生成器中途改变形式。`,
  },
  examples: [
    {
      bad: `import keras
from keras import Input, Sequential, layers

(x, y), _ = keras.datasets.fashion_mnist.load_data()
model = Sequential([
    Input((28, 28)),
    layers.Rescaling(1 / 255),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "categorical_crossentropy")
model.fit(x, y, epochs=5)
`,
      good: `import keras
from keras import Input, Sequential, layers

(x, y), _ = keras.datasets.fashion_mnist.load_data()
model = Sequential([
    Input((28, 28)),
    layers.Rescaling(1 / 255),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5)
`,
    },
  ],
  *find(model, t) {
    const node = lastLayer(model);
    const loss = crossentropyOf(model);
    const [output] = model.analysis.graph.outputs;
    const shape = output && model.analysis.byId.get(output.from)?.shape;
    const units = shape?.[shape.length - 1];
    const start = model.training?.compile?.span.start ?? 0;
    if (!node || !loss || shape?.length !== 2 || typeof units !== "number") return;
    // those that this compile is for
    for (const fit of (model.training?.fits ?? []).filter(({ span }) => span.start > start)) {
      const size = labelSize(fit);
      const classes = fit.labels?.classes;
      const about = { node, at: fit.span };
      if (size === undefined) continue;
      if (loss.labels === "rows" && size !== units)
        yield {
          ...about,
          message:
            size === 1
              ? t(
                  "These labels are numbers of classes, and the loss needs rows of {0}. Use `sparse_categorical_crossentropy`, or `keras.utils.to_categorical`.",
                  units,
                )
              : t("These labels are rows of {0}, and the model gives {1} classes. Both must be the same.", size, units),
        };
      else if (loss.labels === "numbers" && size > 1)
        yield {
          ...about,
          message: t(
            "These labels are rows of {0}, and the loss needs the number of the class. Use `categorical_crossentropy`, or leave the labels as they were.",
            size,
          ),
        };
      else if (loss.labels === "numbers" && size === 1 && classes !== undefined && classes > units && units > 1)
        yield {
          ...about,
          message: t(
            "There are {0} classes, and the model gives {1}. Its last layer needs one unit for each.",
            classes,
            units,
          ),
        };
      else if (loss.labels === "binary" && size === 1 && classes !== undefined && classes > 2 && units === 1)
        yield {
          ...about,
          severity: "warning",
          message: t(
            "There are {0} classes, and this loss knows two. Use one unit for each class, softmax and `sparse_categorical_crossentropy`.",
            classes,
          ),
        };
    }
  },
});

/** How many numbers there are for a sample: 1 for the number of a class, however it is laid out. */
function labelSize({ labels }: FitSettings): number | undefined {
  const [, ...sample] = labels?.shape ?? [];
  if (!labels || sample.length > 1) return undefined;
  const [size = 1] = sample;
  return typeof size === "number" ? size : undefined;
}
