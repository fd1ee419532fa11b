import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "epsilon-from-pytorch";
const model = (comment: string, args = "", more = ""): string =>
  `${sequentialText("(8,)", "layers.Dense(8, use_bias=False)", `layers.BatchNormalization(${args})`, "layers.Dense(3)")}${comment}\n${more}`;

speaks(rule, {
  "a port": [model("# Ported from the PyTorch implementation"), "batch_normalization"],
  "weights that were converted": [model("# weights converted from pytorch"), "batch_normalization"],
  "weights of the other library": [model("# load the PyTorch weights"), "batch_normalization"],
  "a function's name": [model("", "", "def load_from_torch(model, path):\n    ...\n"), "batch_normalization"],
  "a variable's name": [model("", "", "torch_state_dict = read()\n"), "batch_normalization"],
});

quiet(rule, {
  "the number is given": model("# weights converted from pytorch", "epsilon=1e-5"),
  "another one is given": model("# weights converted from pytorch", "epsilon=1e-3"),
  "it is a backend": model('import os\nos.environ["KERAS_BACKEND"] = "torch"  # tensorflow, jax or torch'),
  "it is only named": model("# in PyTorch this would be a Module; see https://pytorch.org/docs"),
  "nobody speaks of it": model(""),
});
