import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "fold-for-inference";
const model = (...layers: readonly string[]): string => sequentialText("(12, 12, 3)", ...layers, "layers.Flatten()");
const normalization = "layers.BatchNormalization()";

speaks(rule, {
  "a dense layer": [model("layers.Dense(4)", normalization), "batch_normalization"],
  "a convolution": [model("layers.Conv2D(4, 3, use_bias=False)", normalization), "batch_normalization"],
  "each channel by itself": [
    model("layers.DepthwiseConv2D(3, depth_multiplier=2)", normalization),
    "batch_normalization",
  ],
  "in two steps": [model("layers.SeparableConv2D(4, 3)", normalization), "batch_normalization"],
  "a transposed one": [model("layers.Conv2DTranspose(4, 3)", normalization), "batch_normalization"],
  "a frozen normalization": [
    model("layers.Conv2D(4, 3)", "layers.BatchNormalization(trainable=False)"),
    "batch_normalization",
  ],
});

quiet(rule, {
  "an activation between": model('layers.Conv2D(4, 3, activation="relu")', normalization),
  "a layer between": model("layers.Conv2D(4, 3)", "layers.ReLU()", normalization),
  "another axis": model("layers.Conv2D(4, 3)", "layers.BatchNormalization(axis=1)"),
  "each sample by itself": model("layers.Conv2D(4, 3)", "layers.LayerNormalization()"),
});
