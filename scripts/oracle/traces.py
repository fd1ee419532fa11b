"""Writes test/fixtures/keras/traces.json: 20 steps of small models in Keras, with the loss of each step and the weights after.

    KERAS_BACKEND=jax python scripts/oracle/traces.py FOLDER

FOLDER has a file NAME.trace.json for each model: its source, how it is compiled, inputs, targets and first weights.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import numpy as np

STEPS = 20


def array(one):
    return np.array(one["values"], one["dtype"] if "dtype" in one else "float32").reshape(one["shape"])


def rounded(value):
    return [float(f"{one:.8g}") for one in np.asarray(value, "float64").ravel()]


def trace(given):
    keras.utils.clear_session()
    names = {}
    source = "import keras\nfrom keras import layers\n" + given["source"] + "\n" + given["compile"] + "\n"
    exec(source, names)
    model = names["model"]
    model.set_weights([array(one) for one in given["initial_weights"]])
    inputs, targets = [array(one) for one in given["inputs"]], [array(one) for one in given["targets"]]
    weights = [(f"{layer.name}/{weight.name}", weight) for layer in model.layers for weight in layer.weights]
    first = {name: rounded(weight.numpy()) for name, weight in weights}
    size = given["batch_size"]
    losses = []
    for step in range(STEPS):
        begin = step * size % len(inputs[0])
        x, y = [[one[begin : begin + size] for one in all] for all in (inputs, targets)]
        model.reset_metrics()
        logs = model.train_on_batch(x if len(x) > 1 else x[0], y if len(y) > 1 else y[0], return_dict=True)
        losses.append(float(logs["loss"]))
    return {
        "source": source,
        "batch": size,
        "inputs": [{"shape": one.shape, "values": rounded(one)} for one in inputs],
        "targets": [{"shape": one.shape, "values": rounded(one)} for one in targets],
        "first": first,
        "losses": losses,
        "last": {name: rounded(weight.numpy()) for name, weight in weights},
    }


traces = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.trace.json")):
    given = json.loads(file.read_text())
    if "source" in given:
        traces[file.name.split(".")[0]] = trace(given)
path = pathlib.Path(__file__).parents[2] / "test/fixtures/keras/traces.json"
path.write_text(json.dumps(traces) + "\n")
print(", ".join(traces), path.stat().st_size, "bytes")
