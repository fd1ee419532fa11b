import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "start-of-statistics";
const normalized = (args: string): string =>
  sequentialText(
    "(8,)",
    "layers.Dense(4, use_bias=False)",
    `layers.BatchNormalization(${args})`,
    "layers.ReLU()",
    "layers.Dense(3)",
  );

speaks(rule, {
  "of zeros": [normalized('moving_variance_initializer="zeros"'), "batch_normalization"],
  "of a constant zero": [
    normalized("moving_variance_initializer=keras.initializers.Constant(0.0)"),
    "batch_normalization",
  ],
});

quiet(rule, {
  "they are ones": normalized('moving_variance_initializer="ones"'),
  "the mean begins at zero": normalized('moving_mean_initializer="zeros"'),
  "it is not known": `from somewhere import choose\n${normalized("moving_variance_initializer=choose()")}`,
});
