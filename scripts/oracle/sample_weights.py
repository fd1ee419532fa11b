"""Trains small models with sample weights in Keras, 20 steps and more: test/fixtures/sampleWeights.json.

    KERAS_BACKEND=tensorflow python scripts/oracle/sample_weights.py

(JAX forgets the mask of what a metric sees; with PyTorch the loss changes the weights that a metric gets after it.) Each entry has the model's source, the arrays of its data under the names that a .npz file for it has, its first weights, and what Keras says.
"""
import json
import os
import pathlib

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras  # noqa: E402

random = np.random.default_rng(11)
COUNT, BATCH, EPOCHS = 21, 6, 5
CHECKED = 9
# TensorFlow counts every batch once in the losses of several outputs, so they are all of one size
WHOLE = 24


def normal(*shape):
    return random.normal(size=shape).round(2).astype("float32")


def weights(*shape):
    """From 0 to 3, some of them 0."""
    drawn = random.uniform(0, 3, size=shape).round(2).astype("float32")
    return np.where(random.uniform(size=shape) < 0.15, 0, drawn).astype("float32")


HEAD = """import keras
from keras import layers
"""
FEED = HEAD + """model = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="tanh", name="h"), layers.Dense({units}, {activation}name="d")])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss={loss}, metrics=[{metrics}], weighted_metrics=[{metrics}])
"""
TWO = HEAD + """inputs = keras.Input((3,), name="features")
hidden = layers.Dense(4, activation="tanh", name="h")(inputs)
kind = layers.Dense(3, activation="softmax", name="kind")(hidden)
size = layers.Dense(2, name="size")(hidden)
model = keras.Model(inputs, [kind, size])
model.compile(optimizer=keras.optimizers.Adam(0.02), loss=["sparse_categorical_crossentropy", "mse"], loss_weights=[0.5, 2.0],
              metrics=[["accuracy"], ["mae"]], weighted_metrics=[["accuracy"], ["mae"]])
"""
WORDS = HEAD + """inputs = keras.Input((5,), name="words")
x = layers.Embedding(7, 3, mask_zero=True, name="e")(inputs)
x = layers.SimpleRNN(4, return_sequences=True, name="r")(x)
model = keras.Model(inputs, layers.Dense(2, activation="softmax", name="d")(x))
model.compile(optimizer=keras.optimizers.SGD(0.2), loss="sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
"""
PLACES = HEAD + """inputs = keras.Input((4, 2), name="series")
model = keras.Model(inputs, layers.Dense(3, name="d")(layers.LSTM(4, return_sequences=True, name="l")(inputs)))
model.compile(optimizer=keras.optimizers.RMSprop(0.01), loss="mae", weighted_metrics=["mse"])
"""


def feed(units, activation, loss, metrics):
    given = f'activation="{activation}", ' if activation else ""
    return FEED.format(units=units, activation=given, loss=loss, metrics=metrics)


def classes(x, count):
    return ((x[:, 0] > 0).astype("int32") + (x[:, 1] > 0.3) * (count > 2)).astype("int32")


def entry(name, source, data, *, validation=None, split=0.0, class_weight=None, mask=False):
    """`data` and `validation` hold x, y and w (arrays, or dictionaries by the output's name)."""
    space = {}
    exec(source, space)
    model = space["model"]
    first = {}
    for variable in model.weights:
        variable.assign(normal(*variable.shape) * 0.5)
        key = "/".join([part for part in variable.path.split("/") if not part.endswith("_cell")][-2:])
        first[key] = [list(variable.shape), np.asarray(keras.ops.convert_to_numpy(variable)).ravel().tolist()]
    names = [output._keras_history.operation.name for output in model.outputs]
    arrays = {}
    for ending, part in (("_train", data), ("_val", validation)):
        if part is None:
            continue
        for letter, values in zip(("x", "y", "sample_weight"), part):
            if isinstance(values, dict):
                arrays |= {f"{letter}_{key}{ending}": value for key, value in values.items()}
            elif values is not None:
                arrays[letter + ending] = values

    def packed(part):
        x, y, w = part if len(part) == 3 else (*part, None)
        if mask and w.shape[1] == 1:
            # Keras cannot spread one weight over the places of a masked output
            w = np.repeat(w, y.shape[1], axis=1)
        return tuple([v[n] for n in names] if isinstance(v, dict) else v for v in (x, y, w) if v is not None)

    x, y, *w = packed(data)
    if class_weight:
        # Keras itself refuses both at once
        w = [w[0] * np.array([class_weight.get(int(one), 1.0) for one in y], "float32")]
    history = model.fit(x, y, sample_weight=w[0] if w else None, batch_size=BATCH, epochs=EPOCHS, shuffle=False,
                        validation_data=validation and packed(validation), validation_split=split, verbose=0)
    after = {key: np.asarray(keras.ops.convert_to_numpy(v)).ravel().tolist() for key, v in zip(first, model.weights)}
    return {
        "name": name, "source": source, "validationSplit": split, "classWeight": class_weight,
        "arrays": {key: [str(v.dtype), list(v.shape), v.ravel().tolist()] for key, v in arrays.items()},
        "first": first, "history": history.history, "after": after,
    }


def samples(count, units, kind):
    x = normal(count, 3)
    y = classes(x, units) if kind == "classes" else normal(count, units)
    return x, y, weights(count)


def two(count, weight):
    x = normal(count, 3)
    return x, {"kind": classes(x, 3), "size": normal(count, 2)}, weight


x, y, w = samples(COUNT, 3, "classes")
check = samples(CHECKED, 3, "classes")
entries = [
    entry("classes", feed(3, "softmax", '"sparse_categorical_crossentropy"', '"accuracy"'), (x, y, w), validation=check),
    entry("classes, validation without weights", feed(3, "softmax", '"sparse_categorical_crossentropy"', '"accuracy"'),
          (x, y, w), validation=check[:2]),
    entry("weights of validation alone", feed(3, "softmax", '"sparse_categorical_crossentropy"', '"accuracy"'),
          (x, y, None), validation=check),
    entry("the last part validates", feed(3, "softmax", '"sparse_categorical_crossentropy"', '"accuracy"'), (x, y, w), split=0.25),
    entry("with class weights", feed(3, "softmax", '"sparse_categorical_crossentropy"', '"accuracy"'), (x, y, w),
          validation=check, class_weight={0: 0.5, 2: 3.0}),
    entry("values", feed(2, None, '"mse"', '"mae"'), samples(COUNT, 2, "values"), validation=samples(CHECKED, 2, "values")),
    entry("two classes", feed(1, "sigmoid", '"binary_crossentropy"', '"accuracy"'),
          (x, np.minimum(y, 1)[:, None], w[:, None]), validation=(check[0], np.minimum(check[1], 1)[:, None], check[2][:, None])),
    entry("divided by the weights", feed(3, "softmax", 'keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")', '"accuracy"'),
          (x, y, w), validation=check),
    entry("two outputs, one list for both", TWO, two(WHOLE, weights(WHOLE)), validation=two(BATCH, weights(BATCH))),
    entry("two outputs, a list for each", TWO, two(WHOLE, {"kind": weights(WHOLE), "size": weights(WHOLE)}),
          validation=two(BATCH, {"kind": weights(BATCH), "size": weights(BATCH)})),
]


def words(count, per_place):
    tokens = random.integers(1, 7, size=(count, 5))
    lengths = random.integers(1, 6, size=count)
    tokens = np.where(np.arange(5) < lengths[:, None], tokens, 0).astype("int32")
    return tokens, (tokens % 2).astype("int32"), weights(count, 5 if per_place else 1)


def series(count, per_place):
    return normal(count, 4, 2), normal(count, 4, 3), weights(count, 4 if per_place else 1)


for per_place in (False, True):
    how = "a weight for each place" if per_place else "a weight for each sample"
    entries.append(entry(f"masked words, {how}", WORDS, words(COUNT, per_place), validation=words(CHECKED, per_place), mask=True))
    entries.append(entry(f"series, {how}", PLACES, series(COUNT, per_place), validation=series(CHECKED, per_place)))


def short(value):
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, dict):
        return {key: short(one) for key, one in value.items()}
    if isinstance(value, list):
        return [short(one) for one in value]
    return value


path = pathlib.Path(__file__).parent / "../../test/fixtures/sampleWeights.json"
path.write_text("[\n" + ",\n".join(json.dumps(short(one)) for one in entries) + "\n]\n")
for one in entries:
    print(one["name"], {key: [round(v, 4) for v in values[:2]] for key, values in one["history"].items()})
