import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "statistics-of-each-replica";
const model = (strategy: string, batch: string, normalization = "layers.BatchNormalization()"): string =>
  [
    "import numpy as np",
    "import tensorflow as tf",
    `strategy = ${strategy}`,
    sequentialText("(8,)", "layers.Dense(8, use_bias=False)", normalization, "layers.Dense(3)"),
    'model.compile("adam", "mean_squared_error")',
    `model.fit(np.zeros((1000, 8)), np.zeros((1000, 3)), batch_size=${batch})`,
    "",
  ].join("\n");
const mirrored = "tf.distribute.MirroredStrategy()";
const four = 'tf.distribute.MirroredStrategy(["/gpu:0", "/gpu:1", "/gpu:2", "/gpu:3"])';

speaks(rule, {
  "at least two devices": [model(mirrored, "16"), "batch_normalization"],
  "four devices": [model(four, "32"), "batch_normalization"],
});

quiet(rule, {
  "one device": model('tf.distribute.OneDeviceStrategy("/gpu:0")', "16"),
  "a list of one device": model('tf.distribute.MirroredStrategy(devices=["/gpu:0"])', "16"),
  none: model("None", "16"),
  "enough for each": model(mirrored, "32"),
  "enough for each of four": model(four, "64"),
  "they are shared already": model(mirrored, "16", "layers.BatchNormalization(synchronized=True)"),
  "a batch that is not known": model(mirrored, "16 * strategy.num_replicas_in_sync"),
  "only a comment": model("None # tf.distribute.MirroredStrategy()", "16"),
  "each sample by itself": model(mirrored, "16", "layers.LayerNormalization()"),
});
