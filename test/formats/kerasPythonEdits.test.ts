import { describe, test } from "vitest";
import type { GraphEdit } from "../../src/model/edit";
import type { Literal } from "../../src/model/literal";
import { checkEdit, checkRefusal } from "../support/edits";

const set = (node: string, param: string, value: Literal): GraphEdit => ({ kind: "setParam", node, param, value });
const unset = (node: string, param: string): GraphEdit => ({ kind: "removeParam", node, param });
const after = (node: string, type: string, args: Readonly<Record<string, Literal>> = {}): GraphEdit => ({
  kind: "insertAfter",
  node,
  layer: { type, args },
});
const before = (node: string, type: string, args: Readonly<Record<string, Literal>> = {}): GraphEdit => ({
  kind: "insertBefore",
  node,
  layer: { type, args },
});
const remove = (node: string): GraphEdit => ({ kind: "remove", node });
const swap = (first: string, second: string): GraphEdit => ({ kind: "swap", first, second });

const wrapIn = (node: string, type: string, args: Readonly<Record<string, Literal>> = {}): GraphEdit => ({
  kind: "wrap",
  node,
  wrapper: { type, args },
});

const head = "import keras\nfrom keras import layers\n";

describe("arguments", () => {
  const model = (layer: string): string => `${head}model = keras.Sequential([keras.Input((8,)), ${layer}])\n`;
  test("a keyword is added", () =>
    checkEdit(model("layers.Dense(5)"), [set("dense", "use_bias", false)], model("layers.Dense(5, use_bias=False)")));
  test("a keyword is changed", () =>
    checkEdit(
      model('layers.Dense(5, activation="relu")'),
      [set("dense", "activation", "tanh")],
      model('layers.Dense(5, activation="tanh")'),
    ));
  test("an argument without a name stays without one", () =>
    checkEdit(model("layers.Dense(5, 'relu')"), [set("dense", "units", 7)], model("layers.Dense(7, 'relu')")));
  test("a layer without arguments gets its first", () =>
    checkEdit(
      model("layers.BatchNormalization()"),
      [set("batch_normalization", "momentum", 0.9)],
      model("layers.BatchNormalization(momentum=0.9)"),
    ));
  test("the file's quotes are used", () =>
    checkEdit(
      model("layers.Dense(5, 'relu', name='d')"),
      [set("d", "activation", "tanh")],
      model("layers.Dense(5, 'tanh', name='d')"),
    ));
  test("a trailing comma and lines are kept", () =>
    checkEdit(
      model("layers.Dense(\n    5,  # five\n    activation='relu',  # not linear\n)"),
      [set("dense", "use_bias", false)],
      model("layers.Dense(\n    5,  # five\n    activation='relu',  # not linear\n    use_bias=False,\n)"),
    ));
  test("an argument is taken away", () =>
    checkEdit(model("layers.Dense(5, 'relu')"), [unset("dense", "activation")], model("layers.Dense(5)")));
  test("arguments behind one without a name get theirs", () =>
    checkEdit(
      model("layers.Reshape((2, 2, 2)), layers.Conv2D(3, 1, 1, 'same')"),
      [unset("conv2d", "strides")],
      model("layers.Reshape((2, 2, 2)), layers.Conv2D(3, 1, padding='same')"),
    ));
  test("a regularizer is written with its module", () =>
    checkEdit(
      model("layers.Dense(5)"),
      [set("dense", "kernel_regularizer", { class_name: "L2", config: { l2: 0.01 } })],
      model("layers.Dense(5, kernel_regularizer=keras.regularizers.L2(l2=0.01))"),
    ));
  test("a regularizer is imported where there is no other way to it", () =>
    checkEdit(
      "from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import Dense\nmodel = Sequential([Dense(5)])\n",
      [set("dense", "kernel_regularizer", { class_name: "L2", config: { l2: 0.01 } })],
      "from tensorflow.keras.models import Sequential\nfrom tensorflow.keras import regularizers\nfrom tensorflow.keras.layers import Dense\nmodel = Sequential([Dense(5, kernel_regularizer=regularizers.L2(l2=0.01))])\n",
    ));
  test("an operation on tensors is refused with what to do", () =>
    checkRefusal(
      `${head}x = keras.Input((8,))\nmodel = keras.Model(x, layers.Dense(2)(x) + 1)\n`,
      [set("add", "name", "sum")],
      /“add” is an operation on tensors, which has no arguments as a layer has: change line 4 by hand/,
    ));
  test("a layer is renamed, and gets a name", () => {
    checkEdit(model('layers.Dense(5, name="one")'), [set("one", "name", "two")], model('layers.Dense(5, name="two")'));
    checkEdit(model("layers.Dense(5)"), [set("dense", "name", "two")], model('layers.Dense(5, name="two")'));
  });
  test("an older name is kept", () =>
    checkEdit(
      `from keras.layers import Dense, Dropout\nfrom keras.models import Sequential\nmodel = Sequential([Dense(5, input_dim=3), Dropout(p=0.5)])\n`,
      [set("dropout", "rate", 0.2)],
      `from keras.layers import Dense, Dropout\nfrom keras.models import Sequential\nmodel = Sequential([Dense(5, input_dim=3), Dropout(p=0.2)])\n`,
    ));
  test("what comes out of ** is not taken away", () =>
    checkRefusal(
      `${head}more = {"activation": "relu"}\nmodel = keras.Sequential([keras.Input((8,)), layers.Dense(5, **more)])\n`,
      [unset("dense", "activation")],
      /comes out of \*/,
    ));
});

describe("model.add", () => {
  const model = (...lines: readonly string[]): string =>
    `${head}model = keras.Sequential()\nmodel.add(keras.Input((8, 8, 3)))\n${lines.join("\n")}\n`;
  test("a layer after another gets a line of its own", () =>
    checkEdit(
      model("model.add(layers.Conv2D(4, 3))  # first", "", "# head", "model.add(layers.Flatten())"),
      [after("conv2d", "BatchNormalization")],
      model(
        "model.add(layers.Conv2D(4, 3))  # first",
        "model.add(layers.BatchNormalization())",
        "",
        "# head",
        "model.add(layers.Flatten())",
      ),
    ));
  test("a layer before another", () =>
    checkEdit(
      model("model.add(layers.Conv2D(4, 3))", "model.add(layers.Flatten())"),
      [before("flatten", "Dropout", { rate: 0.25 })],
      model("model.add(layers.Conv2D(4, 3))", "model.add(layers.Dropout(0.25))", "model.add(layers.Flatten())"),
    ));
  test("the activation moves out of a layer and behind its normalization, in one edit", () =>
    checkEdit(
      model("model.add(layers.Conv2D(4, 3, activation='relu'))", "model.add(layers.BatchNormalization())"),
      [unset("conv2d", "activation"), after("batch_normalization", "Activation", { activation: "relu" })],
      model(
        "model.add(layers.Conv2D(4, 3))",
        "model.add(layers.BatchNormalization())",
        "model.add(layers.Activation('relu'))",
      ),
    ));
  test("a layer is taken out with its comment", () =>
    checkEdit(
      model("model.add(layers.Conv2D(4, 3))", "model.add(layers.Dropout(0.5))  # half", "model.add(layers.Flatten())"),
      [remove("dropout")],
      model("model.add(layers.Conv2D(4, 3))", "model.add(layers.Flatten())"),
    ));
  test("two layers change places, comments stay", () =>
    checkEdit(
      model("model.add(layers.Dropout(0.5))  # one", "model.add(layers.BatchNormalization())  # two"),
      [swap("dropout", "batch_normalization")],
      model("model.add(layers.BatchNormalization())  # one", "model.add(layers.Dropout(0.5))  # two"),
    ));
  test("statements on one line stay on it", () =>
    checkEdit(
      model("model.add(layers.Flatten()); model.add(layers.Dense(2))"),
      [after("flatten", "Dropout", { rate: 0.5 })],
      model("model.add(layers.Flatten()); model.add(layers.Dropout(0.5)); model.add(layers.Dense(2))"),
    ));
  test("lines end as the file's do", () =>
    checkEdit(
      model("model.add(layers.Flatten())", "model.add(layers.Dense(2))").replaceAll("\n", "\r\n"),
      [after("flatten", "Dropout", { rate: 0.5 })],
      model("model.add(layers.Flatten())", "model.add(layers.Dropout(0.5))", "model.add(layers.Dense(2))").replaceAll(
        "\n",
        "\r\n",
      ),
    ));
  test("a new first layer takes over the input's shape", () =>
    checkEdit(
      `${head}model = keras.Sequential()\nmodel.add(layers.Dense(4, input_shape=(3,)))\n`,
      [before("dense", "BatchNormalization")],
      `${head}model = keras.Sequential()\nmodel.add(layers.BatchNormalization(input_shape=(3,)))\nmodel.add(layers.Dense(4))\n`,
    ));
});

describe("a list of layers", () => {
  const inline = (layersInList: string): string =>
    `${head}model = keras.Sequential([keras.Input((8,)), ${layersInList}])\n`;
  test("on one line", () =>
    checkEdit(
      inline("layers.Dense(4), layers.Dense(2)"),
      [after("dense", "BatchNormalization")],
      inline("layers.Dense(4), layers.BatchNormalization(), layers.Dense(2)"),
    ));
  const lines = (...list: readonly string[]): string =>
    `${head}model = keras.Sequential(\n    [\n        keras.Input((8,)),\n${list.map((one) => `        ${one}\n`).join("")}    ]\n)\n`;
  test("on lines of their own", () =>
    checkEdit(
      lines("layers.Dense(4),  # wide", "layers.Dense(2),"),
      [after("dense", "BatchNormalization"), after("dense_1", "Dropout", { rate: 0.1 })],
      lines("layers.Dense(4),  # wide", "layers.BatchNormalization(),", "layers.Dense(2),", "layers.Dropout(0.1),"),
    ));
  test("behind the last, without a comma", () =>
    checkEdit(
      lines("layers.Dense(4)  # wide"),
      [after("dense", "BatchNormalization")],
      lines("layers.Dense(4),  # wide", "layers.BatchNormalization()"),
    ));
  test("in front", () =>
    checkEdit(
      lines("# the only one", "layers.Dense(4),"),
      [before("dense", "BatchNormalization")],
      lines("# the only one", "layers.BatchNormalization(),", "layers.Dense(4),"),
    ));
  test("taken out", () =>
    checkEdit(
      lines("layers.Dense(4),", "layers.Dropout(0.5),  # gone", "layers.Dense(2),"),
      [remove("dropout")],
      lines("layers.Dense(4),", "layers.Dense(2),"),
    ));
  test("taken out of one line", () => {
    checkEdit(inline("layers.Dense(4), layers.Dropout(0.5)"), [remove("dropout")], inline("layers.Dense(4)"));
    checkEdit(inline("layers.Dropout(0.5), layers.Dense(4)"), [remove("dropout")], inline("layers.Dense(4)"));
  });
  test("layers that have names of their own", () =>
    checkEdit(
      `${head}hidden = layers.Dense(4)\nmodel = keras.Sequential([keras.Input((8,)), hidden, layers.Dense(2)])\n`,
      [after("dense", "BatchNormalization"), set("dense", "use_bias", false)],
      `${head}hidden = layers.Dense(4, use_bias=False)\nmodel = keras.Sequential([keras.Input((8,)), hidden, layers.BatchNormalization(), layers.Dense(2)])\n`,
    ));
});

describe("a functional chain", () => {
  const model = (...lines: readonly string[]): string =>
    `${head}inputs = keras.Input((8,))\n${lines.join("\n")}\nmodel = keras.Model(inputs, x)\n`;
  test("a line after a line", () =>
    checkEdit(
      model("x = layers.Dense(4)(inputs)", "x = layers.Dense(2)(x)"),
      [after("dense", "BatchNormalization")],
      model("x = layers.Dense(4)(inputs)", "x = layers.BatchNormalization()(x)", "x = layers.Dense(2)(x)"),
    ));
  test("a line before a line", () =>
    checkEdit(
      model("x = layers.Dense(4)(inputs)", "x = layers.Dense(2)(x)"),
      [before("dense_1", "Dropout", { rate: 0.5 })],
      model("x = layers.Dense(4)(inputs)", "x = layers.Dropout(0.5)(x)", "x = layers.Dense(2)(x)"),
    ));
  test("inside one line", () =>
    checkEdit(
      model("x = layers.ReLU()(layers.Dense(4)(inputs))"),
      [after("dense", "BatchNormalization")],
      model("x = layers.ReLU()(layers.BatchNormalization()(layers.Dense(4)(inputs)))"),
    ));
  test("behind the input", () =>
    checkEdit(
      model("x = layers.Dense(4)(inputs)"),
      [after("input_layer", "BatchNormalization")],
      model("x = layers.Dense(4)(layers.BatchNormalization()(inputs))"),
    ));
  test("taken out, as a line and inside one", () => {
    checkEdit(
      model("x = layers.Dense(4)(inputs)", "x = layers.Dropout(0.5)(x)", "x = layers.Dense(2)(x)"),
      [remove("dropout")],
      model("x = layers.Dense(4)(inputs)", "x = layers.Dense(2)(x)"),
    );
    checkEdit(
      model("x = layers.Dense(4)(layers.Dropout(0.5)(inputs))"),
      [remove("dropout")],
      model("x = layers.Dense(4)(inputs)"),
    );
  });
  test("exchanged", () =>
    checkEdit(
      model("x = layers.Dense(4)(inputs)", "x = layers.ReLU()(x)", "x = layers.BatchNormalization()(x)"),
      [swap("re_lu", "batch_normalization")],
      model("x = layers.Dense(4)(inputs)", "x = layers.BatchNormalization()(x)", "x = layers.ReLU()(x)"),
    ));
  test("a layer with a name of its own goes with its line", () =>
    checkEdit(
      model("drop = layers.Dropout(0.5)", "x = layers.Dense(4)(inputs)", "x = drop(x)"),
      [remove("dropout")],
      model("x = layers.Dense(4)(inputs)"),
    ));
  test("a skip connection is not disturbed", () =>
    checkEdit(
      model("x = layers.Dense(4)(inputs)", "skip = x", "x = layers.Dense(4)(x)", "x = layers.Add()([x, skip])"),
      [before("dense_1", "BatchNormalization")],
      model(
        "x = layers.Dense(4)(inputs)",
        "skip = x",
        "x = layers.BatchNormalization()(x)",
        "x = layers.Dense(4)(x)",
        "x = layers.Add()([x, skip])",
      ),
    ));
});

describe("ways of importing", () => {
  const chain = (layer: string): string => `model = Sequential([Input((8,)), ${layer}])\n`;
  test("a bare name is added to its import", () =>
    checkEdit(
      `from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import Input, Dense\n${chain("Dense(4)")}`,
      [after("dense", "BatchNormalization")],
      `from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import Input, Dense, BatchNormalization\n${chain("Dense(4), BatchNormalization()")}`,
    ));
  test("a name that is imported is used, also under an alias", () =>
    checkEdit(
      `from keras.models import Sequential\nfrom keras.layers import Input, Dense, BatchNormalization as BN\n${chain("Dense(4)")}`,
      [after("dense", "BatchNormalization")],
      `from keras.models import Sequential\nfrom keras.layers import Input, Dense, BatchNormalization as BN\n${chain("Dense(4), BN()")}`,
    ));
  test("a list of imports on lines of their own gets one more", () =>
    checkEdit(
      `from keras.models import Sequential\nfrom keras.layers import (\n    Input,\n    Dense,\n)\n${chain("Dense(4)")}`,
      [after("dense", "Dropout", { rate: 0.5 })],
      `from keras.models import Sequential\nfrom keras.layers import (\n    Input,\n    Dense,\n    Dropout,\n)\n${chain("Dense(4), Dropout(0.5)")}`,
    ));
  test("tf.keras.layers", () =>
    checkEdit(
      `import tensorflow as tf\nmodel = tf.keras.Sequential([tf.keras.Input((8,)), tf.keras.layers.Dense(4)])\n`,
      [after("dense", "BatchNormalization")],
      `import tensorflow as tf\nmodel = tf.keras.Sequential([tf.keras.Input((8,)), tf.keras.layers.Dense(4), tf.keras.layers.BatchNormalization()])\n`,
    ));
});

describe("layers made more than once", () => {
  const loop = (...body: readonly string[]): string =>
    `${head}x = inputs = keras.Input((8,))\nfor n in (4, 4, 4):\n${body.map((line) => `    ${line}\n`).join("")}model = keras.Model(inputs, x)\n`;
  test("one line changes all passes when they are alike", () =>
    checkEdit(
      loop("x = layers.Dense(n)(x)", "x = layers.BatchNormalization()(x)"),
      [set("dense_1", "use_bias", false)],
      loop("x = layers.Dense(n, use_bias=False)(x)", "x = layers.BatchNormalization()(x)"),
    ));
  test("passes that are not alike are refused", () =>
    checkRefusal(
      loop("x = layers.Dense(n)(x)", "if n == 5:", "    x = layers.ReLU()(x)").replace("(4, 4, 4)", "(4, 5, 4)"),
      [set("dense", "use_bias", false)],
      /makes 3 layers/,
    ));
  test("all of them, asked for together", () => {
    const text = loop("x = layers.Dense(n)(x)", "if n == 5:", "    x = layers.ReLU()(x)").replace(
      "(4, 4, 4)",
      "(4, 5)",
    );
    checkEdit(
      text,
      [set("dense", "use_bias", false), set("dense_1", "use_bias", false)],
      text.replace("layers.Dense(n)", "layers.Dense(n, use_bias=False)"),
    );
  });
  const block = (...body: readonly string[]): string =>
    `${head}def block(x, n):\n${body.map((line) => `    ${line}\n`).join("")}    return x\n\ninputs = keras.Input((8,))\nmodel = keras.Model(inputs, block(block(inputs, 4), 5))\n`;
  test("a helper function is edited in its one place", () =>
    checkEdit(
      block("x = layers.Dense(n, activation='relu')(x)", "x = layers.BatchNormalization()(x)"),
      [
        unset("dense", "activation"),
        unset("dense_1", "activation"),
        after("batch_normalization", "Activation", { activation: "relu" }),
        after("batch_normalization_1", "Activation", { activation: "relu" }),
      ],
      block("x = layers.Dense(n)(x)", "x = layers.BatchNormalization()(x)", "x = layers.Activation('relu')(x)"),
    ));
});

describe("layers exchanged in a helper function", () => {
  test("in every call of it", () => {
    const block = (...body: readonly string[]): string =>
      `${head}def block(x, n):\n${body.map((line) => `    ${line}\n`).join("")}    return x\n\ninputs = keras.Input((8,))\nmodel = keras.Model(inputs, block(block(inputs, 4), 5))\n`;
    checkEdit(
      block("x = layers.Dense(n)(x)", "x = layers.ReLU()(x)", "x = layers.BatchNormalization()(x)"),
      [swap("re_lu_1", "batch_normalization_1")],
      block("x = layers.Dense(n)(x)", "x = layers.BatchNormalization()(x)", "x = layers.ReLU()(x)"),
    );
  });
});

describe("what cannot be done", () => {
  test("an input that is not written", () =>
    checkRefusal(
      `${head}model = keras.Sequential([layers.Dense(4, input_shape=(3,))])\n`,
      [remove("input_layer")],
      /is not written in the file/,
    ));
  test("a layer that takes several tensors", () =>
    checkRefusal(
      `${head}a = keras.Input((3,))\nb = keras.Input((3,))\nmodel = keras.Model([a, b], layers.Add()([a, b]))\n`,
      [remove("add")],
      /not one step of a chain/,
    ));
  test("a layer inside an architecture of Keras", () =>
    checkRefusal(
      "import keras\nmodel = keras.applications.VGG16(weights=None)\n",
      [set("block1_conv1", "filters", 8)],
      /keras\.applications\.VGG16\(\) makes: it is not written in this file/,
    ));
  test("a layer that is not there", () =>
    checkRefusal(`${head}model = keras.Sequential([layers.Dense(4)])\n`, [remove("nothing")], /no layer/));
});

describe("a layer is put into another", () => {
  const model = (layer: string): string => `${head}model = keras.Sequential([keras.Input((6, 8)), ${layer}])\n`;
  test("in a list", () =>
    checkEdit(
      model("layers.LSTM(5, name='l')"),
      [wrapIn("l", "Bidirectional")],
      model("layers.Bidirectional(layers.LSTM(5, name='l'))"),
    ));
  test("with arguments of its own, and lines and comments kept", () =>
    checkEdit(
      model("layers.LSTM(\n    5,  # five\n)"),
      [wrapIn("lstm", "Bidirectional", { merge_mode: "sum" })],
      model('layers.Bidirectional(layers.LSTM(\n    5,  # five\n), merge_mode="sum")'),
    ));
  test("the first layer's input shape moves to the wrapper", () =>
    checkEdit(
      `${head}model = keras.Sequential()\nmodel.add(layers.Dense(3, input_shape=(6, 8)))\n`,
      [wrapIn("dense", "TimeDistributed")],
      `${head}model = keras.Sequential()\nmodel.add(layers.TimeDistributed(layers.Dense(3), input_shape=(6, 8)))\n`,
    ));
  test("in a functional chain, with the import that it needs", () =>
    checkEdit(
      "import keras\nfrom keras.layers import Conv2D\nx = keras.Input((9, 9, 3))\nmodel = keras.Model(x, Conv2D(4, 3)(x))\n",
      [wrapIn("conv2d", "SpectralNormalization")],
      "import keras\nfrom keras.layers import Conv2D, SpectralNormalization\nx = keras.Input((9, 9, 3))\nmodel = keras.Model(x, SpectralNormalization(Conv2D(4, 3))(x))\n",
    ));
  test("in a loop, on all passes", () =>
    checkEdit(
      `${head}x = y = keras.Input((6, 8))\nfor _ in range(2):\n    y = layers.GRU(4, return_sequences=True)(y)\nmodel = keras.Model(x, y)\n`,
      [wrapIn("gru", "Bidirectional")],
      `${head}x = y = keras.Input((6, 8))\nfor _ in range(2):\n    y = layers.Bidirectional(layers.GRU(4, return_sequences=True))(y)\nmodel = keras.Model(x, y)\n`,
    ));
  test("of several inputs is refused", () =>
    checkRefusal(
      `${head}x = keras.Input((3,))\nmodel = keras.Model(x, layers.Add()([x, x]))\n`,
      [wrapIn("add", "TimeDistributed")],
      /not one step/,
    ));
});

describe("a layer that the file does not import", () => {
  const added = after("dense", "Dropout", { rate: 0.5 });
  const insert = (from: string, to: string): void => checkEdit(from, [added], to);
  const sequential = "model = Sequential()\nmodel.add(Dense(3, input_shape=(8,)))\n";
  const models = "from keras.models import Sequential\n";

  test("is imported in the function that uses it", () => {
    const body = (imports: string, more: string): string =>
      `def build():\n    from keras.models import Sequential\n    from keras.layers import Dense${imports}\n    m = Sequential()\n    m.add(Dense(3, input_shape=(8,)))\n${more}    return m\nmodel = build()\n`;
    insert(body("", ""), body(", Dropout", "    m.add(Dropout(0.5))\n"));
  });
  test("is imported in each of the branches that import", () => {
    const tried = (more: string): string =>
      `try:\n    from keras.layers import Dense${more}\nexcept ImportError:\n    from tensorflow.keras.layers import Dense${more}\n${models}${sequential}`;
    insert(tried(""), `${tried(", Dropout")}model.add(Dropout(0.5))\n`);
  });
  test("comes from where Keras has all of them", () =>
    insert(
      `${models}from keras.layers.core import Dense\n${sequential}`,
      `${models}from keras.layers import Dropout\nfrom keras.layers.core import Dense\n${sequential}model.add(Dropout(0.5))\n`,
    ));
  test("is imported where no layer is", () =>
    checkEdit(
      "from tensorflow.keras import Input, Model\nx = Input((8,))\ny = x + 1\nmodel = Model(x, y)\n",
      [after("add", "Dropout", { rate: 0.5 })],
      "from tensorflow.keras import Input, Model\nfrom tensorflow.keras.layers import Dropout\nx = Input((8,))\ny = x + 1\ny = Dropout(0.5)(y)\nmodel = Model(x, y)\n",
    ));
  test("takes another name where its own stands for something else", () =>
    insert(
      `${models}from keras.layers import Dense\nDropout = 0.5\n${sequential}`,
      `${models}from keras.layers import Dense, Dropout as DropoutLayer\nDropout = 0.5\n${sequential}model.add(DropoutLayer(0.5))\n`,
    ));
  test("what a call makes elsewhere is named as it is written", () =>
    checkRefusal(
      "from keras.applications import VGG16\nfrom keras.models import Model\nb = VGG16(weights=None)\nmodel = Model(b.input, b.output)\n",
      [after("predictions", "Dropout", { rate: 0.5 })],
      /^“predictions” is one of the layers that VGG16\(\) makes: it is not written in this file\.$/,
    ));
});
