import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "half-precision-statistics";
const normalized = (args: string): string =>
  sequentialText(
    "(8,)",
    "layers.Dense(4, use_bias=False)",
    `layers.BatchNormalization(${args})`,
    "layers.ReLU()",
    "layers.Dense(3)",
  );

speaks(rule, {
  "of float16": [normalized('dtype="float16"'), "batch_normalization"],
  "of bfloat16": [normalized('dtype="bfloat16"'), "batch_normalization"],
});

quiet(rule, {
  "it is mixed": normalized('dtype="mixed_float16"'),
  "it is float32": normalized('dtype="float32"'),
  "it is frozen": normalized('dtype="float16", trainable=False'),
  "the type is not known": `from somewhere import choose\n${normalized("dtype=choose()")}`,
  "another layer computes in half precision": sequentialText(
    "(8,)",
    'layers.Dense(4, dtype="float16")',
    "layers.ReLU()",
    "layers.Dense(3)",
  ),
});
