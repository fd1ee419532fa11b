import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "frozen-in-old-keras";
const model = (first: string, normalization = "layers.BatchNormalization(trainable=False)"): string =>
  `${first}\n` + sequentialText("(8,)", "layers.Dense(8, use_bias=False)", normalization, "layers.Dense(3)");

speaks(rule, {
  "Keras 2.0": [model("# pip install keras==2.0.8"), "batch_normalization"],
  "Keras 1": [model("# Keras==1.2.2"), "batch_normalization"],
  "a script's own list": [model('# /// script\n# dependencies = ["keras==2.1.6"]\n# ///'), "batch_normalization"],
});

quiet(rule, {
  "Keras 2.2": model("# keras==2.2.4"),
  "Keras 3": model("# keras==3.1"),
  "no version": model("# keras"),
  "nothing is frozen": model("# keras==2.0.8", "layers.BatchNormalization()"),
  "something else is frozen": model("# keras==2.0.8", "layers.Dense(8, trainable=False)"),
  "the other package": model("# tf-keras-vis==0.8, my_keras_tools>=2.0"),
});
