/** Three kinds of long files, as people write them: many models; one large model; a script with data, classes of its own and training. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const samples = (lines, root) => ({
  "many models": manyModels(lines, root),
  "one model": oneModel(lines),
  script: script(lines),
});

/** Functions that build models, models, and the rest of what such files hold. */
function manyModels(lines, root) {
  const network = readFileSync(join(root, "examples/residual_network.py"), "utf8");
  const table = readFileSync(join(root, "examples/house_prices.py"), "utf8");
  return filled(lines, [], (i) => [
    ...(i % 2 === 0 ? network : table).split("\n"),
    "",
    `def helper_${i}(values, scale=${i}):`,
    '    """Only text."""',
    "    return [value * scale for value in values]",
    "",
  ]);
}

/** A function of one long chain with branches, as files that spell a network out have it. */
function oneModel(lines) {
  const head = [
    "import keras",
    "from keras import layers",
    "",
    "",
    "def build(classes=10):",
    "    inputs = keras.Input((64, 64, 3))",
    "    x = layers.Conv2D(16, 3, padding='same', use_bias=False)(inputs)",
  ];
  const tail = [
    "    x = layers.GlobalAveragePooling2D()(x)",
    "    outputs = layers.Dense(classes, activation='softmax')(x)",
    "    return keras.Model(inputs, outputs, name='large')",
    "",
    "",
    "model = build()",
    "model.compile(optimizer=keras.optimizers.Adam(1e-3), loss='sparse_categorical_crossentropy')",
  ];
  const body = filled(lines - head.length - tail.length, [], (i) => [
    "",
    `    # block ${i}`,
    "    shortcut = x",
    `    x = layers.Conv2D(16, 3, padding='same', use_bias=False, name='block${i}_conv')(x)`,
    "    x = layers.BatchNormalization()(x)",
    "    x = layers.Activation('relu')(x)",
    "    x = layers.Conv2D(16, 1, padding='same')(x)",
    "    x = layers.BatchNormalization(momentum=0.9)(x)",
    "    x = layers.Add()([x, shortcut])",
    "    x = layers.ReLU()(x)",
  ]);
  return [...head, ...body.split("\n"), ...tail].join("\n");
}

/** What most model files are: data, functions on them, classes, a few models, training, plots. */
function script(lines) {
  const head = [
    "import os",
    "import numpy as np",
    "import pandas as pd",
    "import matplotlib.pyplot as plt",
    "import tensorflow as tf",
    "from tensorflow import keras",
    "from tensorflow.keras import layers",
    "from sklearn.model_selection import train_test_split",
    "",
    "SEED = 7",
    "np.random.seed(SEED)",
    "(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()",
    "x_train = x_train.astype('float32') / 255.0",
    "x_test = x_test.astype('float32') / 255.0",
    "x_train = np.expand_dims(x_train, -1)",
    "x_test = np.expand_dims(x_test, -1)",
    "",
  ];
  return filled(lines, head, (i) => [
    `class Scaled${i}(layers.Layer):`,
    `    """Multiplies what it is given."""`,
    "",
    "    def __init__(self, units=32, **kwargs):",
    "        super().__init__(**kwargs)",
    "        self.units = units",
    "        self.inner = layers.Dense(units)",
    "",
    "    def call(self, inputs):",
    `        return self.inner(inputs) * ${i + 1}.0`,
    "",
    "",
    `class Report${i}(keras.callbacks.Callback):`,
    "    def on_epoch_end(self, epoch, logs=None):",
    "        logs = logs or {}",
    "        print(f'{epoch}: {logs.get(\"loss\", 0.0):.4f}')",
    "",
    "",
    `def prepare_${i}(frame, target='price', drop=('id', 'date')):`,
    "    frame = frame.drop(columns=list(drop))",
    "    frame = frame.fillna(frame.mean())",
    "    for column in frame.columns:",
    "        if frame[column].dtype == object:",
    "            frame[column] = frame[column].astype('category').cat.codes",
    "    y = frame.pop(target).to_numpy()",
    "    return frame.to_numpy().astype('float32'), y",
    "",
    "",
    `def plot_${i}(history, path=None):`,
    "    figure, axes = plt.subplots(1, 2, figsize=(12, 4))",
    "    for axis, name in zip(axes, ['loss', 'accuracy']):",
    "        axis.plot(history.history[name], label=name)",
    "        axis.plot(history.history['val_' + name], label='validation')",
    "        axis.legend()",
    "    if path is not None:",
    "        figure.savefig(os.path.join(path, 'history.png'))",
    "",
    "",
    `def make_model_${i}(width=${16 + i}, rate=0.3):`,
    "    model = keras.Sequential(name='net')",
    "    model.add(keras.Input((28, 28, 1)))",
    "    for filters in (width, width * 2):",
    "        model.add(layers.Conv2D(filters, 3, use_bias=False))",
    "        model.add(layers.BatchNormalization())",
    "        model.add(layers.ReLU())",
    "        model.add(layers.MaxPooling2D())",
    "    model.add(layers.Flatten())",
    "    model.add(layers.Dropout(rate))",
    `    model.add(Scaled${i}(width))`,
    "    model.add(layers.Dense(10, activation='softmax'))",
    "    return model",
    "",
    "",
    `model_${i} = make_model_${i}()`,
    `model_${i}.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])`,
    `history_${i} = model_${i}.fit(`,
    "    x_train,",
    "    y_train,",
    "    batch_size=128,",
    "    epochs=5,",
    "    validation_split=0.1,",
    `    callbacks=[Report${i}(), keras.callbacks.EarlyStopping(patience=3)],`,
    ")",
    `score_${i} = model_${i}.evaluate(x_test, y_test, verbose=0)`,
    `print('Test loss:', score_${i}[0])`,
    `predicted_${i} = np.argmax(model_${i}.predict(x_test), axis=1)`,
    "errors = 0",
    "for i in range(100):",
    `    if predicted_${i}[i] != y_test[i]:`,
    "        errors += 1",
    "print(f'{errors} of 100')",
    "",
  ]);
}

/** So many lines: a head, and parts as long as there is room. */
function filled(lines, head, part) {
  const made = [...head];
  for (let i = 0; made.length < lines; i++) made.push(...part(i));
  return made.slice(0, lines).join("\n");
}
