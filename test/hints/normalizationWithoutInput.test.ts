import { quiet, speaks } from "../support/hints";

const rule = "normalization-without-input";
const model = (first: string, end = 'model.compile("adam", "mse")'): string =>
  `import keras
from keras import layers
model = keras.Sequential([${first}, layers.Dense(3)])
${end}
`;
const norm = "layers.BatchNormalization()";

speaks(rule, { "of a compiled model": [model(norm), "batch_normalization"] });

quiet(rule, {
  "there is an input": model(`keras.Input((8,)), ${norm}`),
  "the layer says it": model("layers.BatchNormalization(input_shape=(8,))"),
  "data come": model(norm, "model.compile('adam', 'mse')\nmodel.fit(load(), epochs=9)"),
  "it may be a part of another model": model(norm, ""),
  "another layer comes first": model(`layers.Dense(8), ${norm}`),
});
