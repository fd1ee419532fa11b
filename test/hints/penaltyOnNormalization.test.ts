import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "penalty-on-normalization";
const normalized = (args: string): string =>
  sequentialText(
    "(8,)",
    "layers.Dense(4, use_bias=False)",
    `layers.BatchNormalization(${args})`,
    "layers.ReLU()",
    "layers.Dense(3)",
  );

speaks(rule, {
  "of one on gamma": [normalized('gamma_regularizer="l2"'), "batch_normalization"],
  "of one on beta": [normalized("beta_regularizer=keras.regularizers.L2(1e-4)"), "batch_normalization"],
});

quiet(rule, {
  "L1 prunes channels": normalized('gamma_regularizer="l1"'),
  "there is none": normalized(""),
  "it is not known": `from somewhere import choose\n${normalized("gamma_regularizer=choose()")}`,
  "it is frozen": normalized('gamma_regularizer="l2", trainable=False'),
});
