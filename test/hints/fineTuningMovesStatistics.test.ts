import { quiet, speaks } from "../support/hints";

const rule = "fine-tuning-moves-statistics";
const tuned = (call: string, { base = "MobileNetV2(include_top=False, pooling='avg')", lines = "" } = {}): string =>
  `import keras, numpy as np
from keras import layers
base = keras.applications.${base}
${lines}
inputs = keras.Input((96, 96, 3))
x = ${call}
model = keras.Model(inputs, layers.Dense(3)(x))
model.compile("adam", "mse")
model.fit(np.zeros((20000, 96, 96, 3)), np.zeros((20000, 3)), epochs=9)
`;

speaks(rule, {
  "of a base that is trained": [tuned("base(inputs)"), "mobilenetv2_1.00_None"],
  "of one that is unfrozen": [tuned("base(inputs)", { lines: "base.trainable = True" }), "mobilenetv2_1.00_None"],
});

quiet(rule, {
  "it is called as in prediction": tuned("base(inputs, training=False)"),
  "it is frozen": tuned("base(inputs)", { lines: "base.trainable = False" }),
  "its weights are new": tuned("base(inputs)", { base: "MobileNetV2(weights=None, include_top=False, pooling='avg')" }),
  "it has no batch statistics": tuned("base(inputs)", { base: "VGG16(include_top=False, pooling='avg')" }),
  "its normalizations are frozen": tuned("base(inputs)", {
    lines:
      "for layer in base.layers:\n    if isinstance(layer, layers.BatchNormalization):\n        layer.trainable = False",
  }),
});
