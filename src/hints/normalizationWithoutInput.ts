import { findUnknown } from "../model/literal";
import { defineHint } from "./hint";

export const normalizationWithoutInput = defineHint({
  id: "normalization-without-input",
  severity: "info",
  evidence: "theorem",
  unproven: {
    en: "It is about when weights are made. What the model computes once it has seen data is the same.",
    zh: "这里说的是权重何时创建。模型见到数据之后，计算结果是一样的。",
  },
  title: "A first normalization that does not know its input",
  docs: `**What.** A Sequential model begins with BatchNormalization, and nothing says what shape the data have.

**Why.** The layer has \`gamma\`, \`beta\` and two statistics for each channel, so it cannot be made before the number of channels is known. Until data come the model has no weights: \`summary()\` shows question marks, \`count_params()\` and \`load_weights()\` fail, and a mistake in the shapes is found only when training begins. With \`keras.Input\` as the first element the model is complete at once, and all shapes can be checked while it is being written.

**Ignore it when** the model is only built by its first batch on purpose.`,
  zh: {
    title: "不知道输入的首个归一化",
    docs: `**现象。** Sequential 模型以 BatchNormalization 开始，却没有说明数据的形状。

**原因。** 该层的每个通道都有 \`gamma\`、\`beta\` 和两个统计量，因此在知道通道数之前无法创建。在数据到来之前，模型没有权重：\`summary()\` 显示问号，\`count_params()\` 和 \`load_weights()\` 会失败，形状中的错误要到训练开始时才会发现。把 \`keras.Input\` 作为第一个元素，模型立即完整，所有形状在编写时就能检查。

**何时忽略。** 有意由第一个批次来构建模型。`,
  },
  examples: [
    {
      bad: `from keras import Sequential, layers

model = Sequential([
    layers.BatchNormalization(center=False, scale=False),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "categorical_crossentropy")
`,
      good: `from keras import Sequential, layers

model = Sequential([
    layers.Input((20,)),
    layers.BatchNormalization(center=False, scale=False),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "categorical_crossentropy")
`,
    },
  ],
  *find(model, t) {
    // a model that is not compiled may be a part of another
    if (!model.training?.compile || model.training.fits.length > 0 || model.training.isOpenEnded) return;
    for (const node of model.nodes) {
      const [input] = model.previous(node);
      const shape = input?.implicit ? input.args["shape"]?.value : undefined;
      if (!model.has(node, "batch-statistics") || shape === undefined || !findUnknown(shape)) continue;
      yield {
        node,
        message: t(
          "This first layer does not know the shape of its input. The model has no weights before data come: an Input as the first element makes it complete.",
        ),
      };
    }
  },
});
