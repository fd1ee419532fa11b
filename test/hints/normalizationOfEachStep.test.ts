import { quiet, quietWithWeights, sequentialText, speaks } from "../support/hints";

const rule = "normalization-of-each-step";
const steps = (...layers: readonly string[]): string =>
  sequentialText("(10, 8)", ...layers, "layers.Flatten()", "layers.Dense(3)");
const wrapped = steps("layers.TimeDistributed(layers.BatchNormalization())");

speaks(rule, {
  "of a normalization in the wrapper": [wrapped, "time_distributed"],
  "though the number of steps is free": [
    sequentialText(
      "(None, 8)",
      "layers.TimeDistributed(layers.BatchNormalization())",
      "layers.GlobalAveragePooling1D()",
      "layers.Dense(3)",
    ),
    "time_distributed",
  ],
});

quiet(rule, {
  "it takes the sequence itself": steps("layers.BatchNormalization()"),
  "another layer is wrapped": steps("layers.TimeDistributed(layers.Dense(4))"),
  "it normalizes within a sample": steps("layers.TimeDistributed(layers.LayerNormalization())"),
  "it is frozen": steps("layers.TimeDistributed(layers.BatchNormalization(), trainable=False)"),
});

quietWithWeights(rule, wrapped);
