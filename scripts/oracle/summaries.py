"""Writes beside each model file what Keras itself says of it: `<file>.txt` with rows and totals.

Run with a Python that has Keras 3:
KERAS_BACKEND=tensorflow python scripts/oracle/summaries.py test/fixtures/keras/*.py examples/*.py

Expectations of examples go to test/fixtures/examples. Data sets are replaced by arrays of their shapes, and fits only build.
"""

import os
import pathlib
import sys

import numpy as np

import keras

ROOT = pathlib.Path(__file__).parents[2]


def fake_data():
    shapes = {
        "mnist": (28, 28),
        "fashion_mnist": (28, 28),
        "cifar10": (32, 32, 3),
        "cifar100": (32, 32, 3),
    }
    for name, shape in shapes.items():
        labels = (20, 1) if name.startswith("cifar") else (20,)
        values = np.arange(20).reshape(labels) % 10
        pair = (np.zeros((20, *shape), "uint8"), values)
        getattr(keras.datasets, name).load_data = lambda pair=pair: (pair, pair)


def no_training():
    def fit(self, x=None, *args, **kwargs):
        if not self.built and hasattr(x, "shape"):
            self.build((None, *x.shape[1:]))

    keras.Model.fit = fit
    keras.Model.summary = lambda self, *args, **kwargs: None
    keras.Model.evaluate = lambda self, *args, **kwargs: None
    keras.Model.predict = lambda self, *args, **kwargs: None


def shape_text(shape):
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def output_shape(layer):
    if not layer._inbound_nodes:
        if isinstance(layer, keras.layers.Layer) and layer._build_shapes_dict:
            try:
                return shape_text(layer.compute_output_shape(**layer._build_shapes_dict))
            except NotImplementedError:
                return "?"
        return "?"
    shapes = [shape_text(tensor.shape) for tensor in layer._inbound_nodes[-1].output_tensors]
    # A row of Batchwise shows the first of several.
    return shapes[0]


def count(weights):
    return sum(int(np.prod(weight.shape)) for weight in weights)


def rows(model):
    layers = model._operations if hasattr(model, "_operations") else model.layers
    for layer in layers:
        if not isinstance(layer, keras.layers.Layer):
            params = 0
        else:
            params = layer.count_params() if layer.built else "?"
        yield f"{layer.name} | {type(layer).__name__} | {output_shape(layer)} | {params}"


def describe(variable, model):
    trainable = count(model.trainable_weights)
    other = count(model.non_trainable_weights)
    kind = "Functional" if hasattr(model, "_operations") else "Subclassed"
    kind = "Sequential" if isinstance(model, keras.Sequential) else kind
    if not all(layer.built for layer in model.layers):
        return "\n".join([f"{variable}: {kind}", *rows(model), "total ?, trainable ?, not ?"])
    return "\n".join(
        [f"{variable}: {kind}", *rows(model), f"total {trainable + other}, trainable {trainable}, not {other}"]
    )


def models_of(path):
    keras.backend.clear_session()
    os.chdir(path.parent)
    scope = {"__name__": "__main__", "__file__": str(path)}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    seen = set()
    for variable, value in scope.items():
        if isinstance(value, keras.Model) and id(value) not in seen:
            seen.add(id(value))
            yield describe(variable, value)


fake_data()
no_training()
for path in [pathlib.Path(name).resolve() for name in sys.argv[1:]]:
    # Files for Keras 2 that Keras 3 builds otherwise have expectations of their own.
    if path.read_text().startswith("# Keras 2"):
        continue
    target = path.with_suffix(".txt")
    if path.parent == ROOT / "examples":
        target = ROOT / "test/fixtures/examples" / target.name
    try:
        target.write_text("\n\n".join(models_of(path)) + "\n")
    except Exception as error:
        print(f"{path}: {error}", file=sys.stderr)
