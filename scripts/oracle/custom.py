"""Writes expected.json for the scripts of test/fixtures/custom: models with layers of their own, trained by Keras, step by step.

    KERAS_BACKEND=tensorflow python scripts/oracle/custom.py [FOLDER] [NAME…]

Each script fits one model; of its data, what comes first is trained on without shuffling. Kept are inputs, targets, weights before and after
by their paths, the loss of each step, and that of an evaluation at the end. With another folder the file is written there.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

FOLDER = pathlib.Path(__file__).parents[2] / "test/fixtures/custom"
STEPS = 8
MOST_SAMPLES = 64


class Found(Exception):
    pass


def rounded(value):
    return [float(f"{one:.8g}") for one in np.asarray(value, "float64").ravel()]


def arrays(data):
    if isinstance(data, dict):
        return [np.asarray(data[key]) for key in data]
    return [np.asarray(one) for one in data] if isinstance(data, (list, tuple)) else [np.asarray(data)]


def described(array):
    return {"shape": list(array.shape), "values": rounded(array)}


def trace(text, name):
    keras.utils.clear_session()
    keras.utils.set_random_seed(1)
    found = {}

    def fit(self, x=None, y=None, batch_size=None, **kwargs):
        found.update(model=self, x=x, y=y, batch=batch_size or kwargs.get("batch_size") or 32)
        raise Found

    original = keras.Model.fit
    keras.Model.fit = fit
    try:
        exec(compile(text, name, "exec"), {"__name__": "__main__"})
    except Found:
        pass
    finally:
        keras.Model.fit = original
    model, size = found["model"], found["batch"]
    inputs, targets = [[one[:MOST_SAMPLES] for one in arrays(found[key])] for key in "xy"]
    pick = lambda all, rows: [one[rows] for one in all] if len(all) > 1 else all[0][rows]
    if not model.built:
        model(pick(inputs, slice(0, size)))
    keep = lambda: {variable.path: described(np.asarray(variable)) for variable in model.weights}
    first = keep()
    losses = []
    count = len(inputs[0]) // size
    for step in range(STEPS):
        rows = slice(step % count * size, step % count * size + size)
        model.reset_metrics()
        losses.append(float(model.train_on_batch(pick(inputs, rows), pick(targets, rows), return_dict=True)["loss"]))
    last = keep()
    model.reset_metrics()
    evaluated = model.test_on_batch(pick(inputs, slice(0, size)), pick(targets, slice(0, size)), return_dict=True)
    return {"batch": size, "inputs": [described(one) for one in inputs], "targets": [described(one) for one in targets], "first": first, "losses": losses, "last": {path: one["values"] for path, one in last.items()}, "evaluated": float(evaluated["loss"])}


def main():
    given = sys.argv[1:]
    folder = pathlib.Path(given.pop(0)) if given and pathlib.Path(given[0]).is_dir() else FOLDER
    path = folder / "expected.json"
    expected = json.loads(path.read_text()) if given and path.exists() else {}
    for file in sorted(folder.glob("*.py")):
        if given and file.stem not in given:
            continue
        try:
            expected[file.name] = trace(file.read_text(), file.name)
            print(file.name, expected[file.name]["losses"][:3])
        except Exception as error:
            if folder == FOLDER:
                raise
            print(file.name, "stops:", repr(error)[:300])
    path.write_text(json.dumps(dict(sorted(expected.items()))) + "\n")


if __name__ == "__main__":
    main()
