"""Writes model files in JSON, as Keras itself writes them, each with what Keras says of it: `<name>.json` and `<name>.txt`.

Run with a Python that has Keras 3: KERAS_BACKEND=jax python scripts/oracle/jsonModels.py

Files for older versions of Keras (`keras1_*.json`, `keras2_*.json`) are written by hand in the form of their time; what Keras 3 can read of
them it is asked about as well.
"""

import json
import pathlib
import zipfile

import numpy as np

import keras
from keras import layers, ops
from keras.src.legacy.saving import saving_utils

TARGET = pathlib.Path(__file__).parents[2] / "test/fixtures/kerasJson"


def sequential():
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 3, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(10, activation="softmax"),
        ],
        name="digits",
    )
    rate = keras.optimizers.schedules.ExponentialDecay(0.01, 1000, 0.9)
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def without_input():
    return keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(1)], name="waiting")


def residual():
    inputs = keras.Input((16, 16, 3), name="image")
    x = layers.Conv2D(8, 3, padding="same", kernel_regularizer=keras.regularizers.L2(1e-4), name="stem")(inputs)
    y = layers.BatchNormalization(name="norm")(x)
    y = layers.Activation("relu", name="act")(y)
    y = layers.Conv2D(8, 3, padding="same", kernel_initializer=keras.initializers.HeNormal(seed=1), name="again")(y)
    x = layers.Add(name="sum")([x, y])
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = layers.Dense(10, name="scores")(x)
    return keras.Model(inputs, outputs, name="residual")


def several():
    words = keras.Input((20,), name="words", dtype="int32")
    numbers = keras.Input((5,), name="numbers")
    x = layers.Embedding(100, 8, name="rows")(words)
    x = layers.GlobalAveragePooling1D(name="mean")(x)
    both = layers.Concatenate(name="both")([x, numbers])
    outputs = {
        "price": layers.Dense(1, name="price")(both),
        "kind": layers.Dense(4, activation="softmax", name="kind")(both),
    }
    model = keras.Model([words, numbers], outputs, name="several")
    model.compile(
        keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        {"price": "mse", "kind": keras.losses.SparseCategoricalCrossentropy()},
        metrics={"kind": [keras.metrics.SparseTopKCategoricalAccuracy(k=2)]},
        loss_weights={"price": 1.0, "kind": 0.5},
    )
    return model


def twins():
    inside = keras.Input((6,), name="one")
    tower = keras.Model(inside, layers.Dense(3, name="shrink")(inside), name="tower")
    a, b = keras.Input((6,), name="a"), keras.Input((6,), name="b")
    norm = layers.BatchNormalization(name="norm")
    far = layers.Subtract(name="difference")([norm(tower(a)), norm(tower(b))])
    return keras.Model([a, b], [layers.Dense(1, name="same")(far), tower(a)], name="twins")


def nested():
    head = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(2)], name="head")
    inside = keras.Input((4, 4, 2))
    body = keras.Model(inside, layers.Flatten()(layers.Conv2D(3, 2)(inside)), name="body")
    inputs = keras.Input((4, 4, 2), name="image")
    return keras.Model(inputs, head(body(inputs)), name="nested")


def model_in_sequential():
    inside = keras.Input((8,), name="inside")
    body = keras.Model(inside, layers.Dense(5)(inside), name="body")
    return keras.Sequential([keras.Input((8,)), body, layers.LayerNormalization(), layers.Dense(2)], name="stack")


def wrappers():
    return keras.Sequential(
        [
            keras.Input((12, 6)),
            layers.TimeDistributed(layers.Dense(5, activation="tanh")),
            layers.Bidirectional(layers.LSTM(7, return_sequences=True, dropout=0.1)),
            layers.Bidirectional(layers.GRU(3), merge_mode="sum"),
            layers.Dense(1),
        ],
        name="wrappers",
    )


def masks():
    inputs = keras.Input((None,), name="words")
    x = layers.Embedding(50, 8, mask_zero=True, name="rows")(inputs)
    x = layers.LSTM(6, name="read")(x)
    return keras.Model(inputs, layers.Dense(1, name="score")(x), name="masks")


def states():
    left, right = keras.Input((None, 4), name="left"), keras.Input((None, 4), name="right")
    _, h, c = layers.LSTM(5, return_state=True, name="encoder")(left)
    y = layers.LSTM(5, return_sequences=True, name="decoder")(right, initial_state=[h, c])
    return keras.Model([left, right], layers.Dense(4, name="next")(y), name="states")


def operators():
    inputs = keras.Input((8, 8, 3), name="image")
    x = inputs / 255.0 - 0.5
    x = layers.Conv2D(4, 3, name="look")(x)
    mean = ops.mean(x, axis=[1, 2], keepdims=True)
    x = (x - mean) * ops.sigmoid(x)
    x = x[:, 1:5, ::2]
    return keras.Model(inputs, layers.Dense(2, name="scores")(ops.reshape(x, (-1, 48))), name="operators")


def attention():
    query, memory = keras.Input((7, 8), name="query"), keras.Input((9, 8), name="memory")
    x = layers.MultiHeadAttention(2, 4, name="inner")(query, query, use_causal_mask=True)
    x = layers.MultiHeadAttention(2, 4, name="outer")(x, value=memory, key=memory)
    x = layers.LayerNormalization(name="norm")(x, training=False)
    return keras.Model([query, memory], x, name="attention")


@keras.saving.register_keras_serializable("own")
class Scale(layers.Layer):
    def __init__(self, by=2.0, **kwargs):
        super().__init__(**kwargs)
        self.by = by

    def build(self, shape):
        self.weight = self.add_weight(shape=(shape[-1],), initializer="ones")

    def call(self, x):
        return x * self.weight * self.by

    def get_config(self):
        return {**super().get_config(), "by": self.by}


def custom():
    inputs = keras.Input((8,), name="x")
    x = layers.Dense(4, name="before")(inputs)
    x = Scale(3.0, name="scale")(x)
    # its code holds the name of the file that it stands in
    double = eval(compile("lambda x: x * 2", "model.py", "eval"))
    x = layers.Lambda(double, name="twice")(x)
    return keras.Model(inputs, layers.Dense(1, name="after")(x), name="custom")


@keras.saving.register_keras_serializable("own")
class Whole(keras.Model):
    def __init__(self, width=4, **kwargs):
        super().__init__(**kwargs)
        self.width = width
        self.dense = layers.Dense(width)

    def call(self, x):
        return self.dense(x)

    def get_config(self):
        return {**super().get_config(), "width": self.width}


def subclassed():
    model = Whole(3, name="whole")
    model.build((None, 8))
    return model


def frozen():
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3), batch_size=8),
            layers.Rescaling(1 / 255),
            layers.RandomFlip("horizontal"),
            layers.SeparableConv2D(6, (3, 5), strides=(2, 1), dilation_rate=1, padding="same"),
            layers.ZeroPadding2D(((1, 0), (2, 3))),
            layers.Reshape((-1, 6)),
            layers.PReLU(shared_axes=[1]),
            layers.Dense(3, kernel_constraint="max_norm", dtype="float32"),
        ],
        name="frozen",
    )
    model.layers[2].trainable = False
    return model


def shape_text(shape):
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def output_shape(layer):
    if not layer._inbound_nodes:
        return "?"
    return shape_text(layer._inbound_nodes[-1].output_tensors[0].shape)


def count(weights):
    return sum(int(np.prod(weight.shape)) for weight in weights)


def describe(model):
    kind = "Sequential" if isinstance(model, keras.Sequential) else "Functional"
    rows = []
    for layer in model.layers if kind == "Sequential" else model._operations:
        params = layer.count_params() if isinstance(layer, layers.Layer) and layer.built else 0
        if isinstance(layer, layers.Layer) and not layer.built:
            params = "?"
        rows.append(f"{layer.name} | {type(layer).__name__} | {output_shape(layer)} | {params}")
    if not all(layer.built for layer in model.layers):
        return "\n".join([f"{model.name}: {kind}", *rows, "total ?, trainable ?, not ?"])
    trainable, other = count(model.trainable_weights), count(model.non_trainable_weights)
    return "\n".join([f"{model.name}: {kind}", *rows, f"total {trainable + other}, trainable {trainable}, not {other}"])


def write(name, text, model):
    (TARGET / f"{name}.json").write_text(text.rstrip() + "\n")
    (TARGET / f"{name}.txt").write_text(describe(model) + "\n")


ways = {"residual": 2, "several": 4, "custom": 1, "operators": 2}
for make in [
    *[sequential, without_input, residual, several, twins, nested, model_in_sequential, wrappers, masks, states],
    *[operators, attention, custom, frozen],
]:
    keras.backend.clear_session()
    model = make()
    write(make.__name__, model.to_json(indent=ways.get(make.__name__)), model)

keras.backend.clear_session()
(TARGET / "subclassed.json").write_text(subclassed().to_json(indent=2) + "\n")

# What lies in an archive.
keras.backend.clear_session()
model = residual()
model.compile("adamw", "mse")
archive = TARGET / "archive.keras"
model.save(archive)
with zipfile.ZipFile(archive) as opened:
    write("archive", opened.read("config.json").decode(), model)
with zipfile.ZipFile(archive.with_suffix(".small"), "w", zipfile.ZIP_DEFLATED) as small, zipfile.ZipFile(archive) as opened:
    for part in ("metadata.json", "config.json"):
        small.writestr(zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0)), opened.read(part))
archive.with_suffix(".small").rename(archive)

# What the versions of then have shown is written by hand where Keras 3 cannot read it.
for path in sorted(TARGET.glob("keras[12]_*.json")):
    keras.backend.clear_session()
    try:
        described = describe(saving_utils.model_from_config(json.loads(path.read_text())))
    except Exception as error:
        print(f"{path.name} is not read: {type(error).__name__} {str(error)[:200]}")
    else:
        (TARGET / f"{path.stem}.txt").write_text(described + "\n")
