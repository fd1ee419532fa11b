import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "learning-rate-out-of-range";
const compiled = (optimizer: string): string =>
  [
    sequentialText("(8,)", 'layers.Dense(4, activation="relu")', "layers.Dense(3)"),
    "from keras import optimizers",
    `model.compile(${optimizer}, "mse")`,
    "",
  ].join("\n");

speaks(rule, {
  "of none": [compiled("optimizers.SGD(0)"), "input_layer"],
  "of one below zero": [compiled("optimizers.Adam(learning_rate=-1e-3)"), "input_layer"],
  "of Adadelta as Keras begins it": [compiled("optimizers.Adadelta()"), "input_layer"],
  "of Adadelta by its name": [compiled('"Adadelta"'), "input_layer"],
});

quiet(rule, {
  "it is usual": compiled("optimizers.Adam(1e-3)"),
  "it is the default": compiled('"adam"'),
  "Adadelta has that of its paper": compiled("optimizers.Adadelta(1.0)"),
  "Adadelta has one that was chosen": compiled("optimizers.Adadelta(learning_rate=0.1)"),
  "it is a schedule": compiled("optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 100, 0.9))"),
  "it is not known": compiled("optimizers.Adadelta(choose())"),
});
