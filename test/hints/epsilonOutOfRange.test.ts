import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "epsilon-out-of-range";
const normalized = (args: string): string =>
  sequentialText(
    "(8,)",
    "layers.Dense(4, use_bias=False)",
    `layers.BatchNormalization(${args})`,
    "layers.ReLU()",
    "layers.Dense(3)",
  );

speaks(rule, {
  "of none": [normalized("epsilon=0"), "batch_normalization"],
  "of one below zero": [normalized("epsilon=-1e-3"), "batch_normalization"],
  "of a large one": [normalized("epsilon=0.5"), "batch_normalization"],
});

quiet(rule, {
  "it is the default": normalized(""),
  "it is that of other libraries": normalized("epsilon=1e-5"),
  "it is not known": `from somewhere import choose\n${normalized("epsilon=choose()")}`,
});
