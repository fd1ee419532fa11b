"""Trains a small model with class weights in Keras: test/fixtures/classWeights.json.

    KERAS_BACKEND=jax python scripts/oracle/class_weights.py
"""
import json
import os
import pathlib

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402

random = np.random.default_rng(3)
x = random.normal(size=(21, 3)).astype("float32").round(2)
classes = (x @ np.array([1.0, -0.5, 0.25]) > 0).astype(int) + (x[:, 0] > 1).astype(int)
runs = []
for loss, outputs, activation, metrics in [
    ("sparse_categorical_crossentropy", 3, "softmax", ["accuracy"]),
    ("categorical_crossentropy", 3, "softmax", ["accuracy"]),
    ("binary_crossentropy", 1, "sigmoid", ["accuracy"]),
    ("mean_squared_error", 1, "linear", ["mae"]),
]:
    y = np.minimum(classes, 1) if outputs == 1 else classes
    targets = keras.utils.to_categorical(y, 3) if loss == "categorical_crossentropy" else y.astype("float32")
    kernel = random.normal(size=(3, outputs)).astype("float32").round(2)
    bias = np.zeros(outputs, "float32")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(outputs, activation=activation, name="d")])
    model.get_layer("d").set_weights([kernel, bias])
    model.compile(keras.optimizers.SGD(0.1), loss, metrics=metrics, weighted_metrics=metrics)
    weights = {0: 0.5, 1: 2.0} if outputs == 3 else {1: 3.0}
    history = model.fit(x, targets, batch_size=8, epochs=3, shuffle=False, class_weight=weights,
                        validation_data=(x, targets), verbose=0).history
    runs.append({
        "loss": loss, "activation": activation, "metrics": metrics, "class_weight": weights,
        "x": x.tolist(), "y": targets.tolist(), "kernel": kernel.tolist(), "bias": bias.tolist(),
        "history": history, "after": [w.tolist() for w in model.get_layer("d").get_weights()],
    })
path = pathlib.Path(__file__).parent / "../../test/fixtures/classWeights.json"
path.write_text(json.dumps(runs, indent=None).replace("}, {\"loss\"", "},\n{\"loss\"") + "\n")
print({run["loss"]: list(run["history"]) for run in runs})
