"""Writes test/fixtures/outputs/traces.json: what Keras says of 20 steps of the models beside it.

    KERAS_BACKEND=torch python scripts/oracle/outputs.py

(JAX forgets the mask of what a metric sees, TensorFlow gives a masked GRU another gradient.) Weights and data come from sines, so that nothing but the results has to be kept: see `wave` and `words` here and in
test/train/outputs.test.ts. Each entry: what the outputs' targets are, and for each step the numbers under Keras's names.
"""

import json
import os
import pathlib
import runpy

os.environ.setdefault("KERAS_BACKEND", "torch")

import numpy as np

FOLDER = pathlib.Path(__file__).parents[2] / "test/fixtures/outputs"
BATCH, BATCHES, STEPS = 6, 3, 20

# What is fed to each input, and what each output is compared with: "numbers", or whole numbers below a limit.
TARGETS = {
    "two_inputs": ["numbers"],
    "two_outputs": [3, "numbers"],
    "list_losses": [2, 4, "numbers"],
    "one_without_loss": [None, "numbers"],
    "one_loss_for_all": ["numbers", "numbers"],
    "siamese": [2],
    "nested": ["numbers", "numbers", "numbers"],
    "masks": [2, 3],
}
WORDS = {"siamese": 12, "masks": 9}


def wave(shape, key):
    return np.sin((np.arange(np.prod(shape)) + 1.0) * (0.37 + 0.11 * key)).reshape(shape).astype("float32")


def words(shape, key, below):
    n = np.arange(np.prod(shape))
    return ((n * n * 7 + n * 3 + key * 5) % 11 % below).reshape(shape).astype("float32")


def key_of(path):
    """The layer's own name and the weight's; a recurrent layer's cell is left out."""
    parts = [part for part in path.split("/") if not part.endswith("_cell")][-2:]
    return sum(map(ord, "/".join(parts)))


def first_weights(variable):
    key = key_of(variable.path)
    values = 0.4 * wave(variable.shape, key % 17)
    return values + 1 if variable.path.endswith(("gamma", "moving_variance")) else values


def trace(name):
    model = runpy.run_path(str(FOLDER / f"{name}.py"))["model"]
    for variable in model.weights:
        variable.assign(first_weights(variable))
    count = BATCH * BATCHES
    xs = [
        words((count, *x.shape[1:]), i, WORDS[name]) if name in WORDS else wave((count, *x.shape[1:]), i)
        for i, x in enumerate(model.inputs)
    ]
    ys = []
    for i, (kind, y) in enumerate(zip(TARGETS[name], model.outputs)):
        if isinstance(kind, int):
            # class numbers for the places of an output, or a column of zeros and ones
            shape = y.shape[1:-1] if y.shape[-1] > 1 else (1,)
            ys.append(words((count, *shape), i + 3, kind))
        else:
            ys.append(wave((count, *y.shape[1:]), i + 3))
    steps = []
    for step in range(STEPS):
        rows = slice(step % BATCHES * BATCH, (step % BATCHES + 1) * BATCH)
        y = [one[rows] for one in ys]
        if name == "masks":
            y = dict(zip(["mood", "tags"], y))
        model.reset_metrics()
        logs = model.train_on_batch([x[rows] for x in xs], y, return_dict=True)
        steps.append({key: float(np.float32(value)) for key, value in logs.items()})
    logs = {key: [step[key] for step in steps] for key in steps[0]}
    return {"targets": TARGETS[name], **({"words": WORDS[name]} if name in WORDS else {}), "logs": logs}


if __name__ == "__main__":
    traces = {name: trace(name) for name in TARGETS}
    rows = [f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in traces.items()]
    (FOLDER / "traces.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")
    for name, one in traces.items():
        print(name, {key: (values[0], values[-1]) for key, values in one["logs"].items()})
