"""Writes test/fixtures/measures.json: what Keras says of losses, metrics, optimizers and penalties that the golden cases do not have.

    KERAS_BACKEND=jax python scripts/oracle/measures.py

(In PyTorch and TensorFlow ScheduleFreeAdamW takes its new momentum for the one before.) Each entry: kind, class, arguments, arrays that go in, numbers that come out.
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax
import keras
import numpy as np

draw = np.random.default_rng(5)
OUT = pathlib.Path(__file__).parents[2] / "test/fixtures/measures.json"
cases = []


def plain(array):
    array = np.asarray(array, dtype="float32")
    return {"shape": list(array.shape), "data": [float(f"{x:.9g}") for x in array.ravel()]}


def loss(name, y, p, **config):
    value, gradient = jax.value_and_grad(lambda p: getattr(keras.losses, name)(**config)(y, p))(p)
    out = {"loss": plain([value]), "gradient": plain(gradient)}
    cases.append({"kind": "loss", "class": name, "config": config, "in": {"y": plain(y), "p": plain(p)}, "out": out})


def metric(name, y, p, w=None, **config):
    made = getattr(keras.metrics, name)(**config)
    half = len(y) // 2
    for rows in (slice(0, half), slice(half, None)):
        made.update_state(y[rows], p[rows], None if w is None else w[rows])
    given = {"y": plain(y), "p": plain(p), **({} if w is None else {"w": plain(w)})}
    out = {"result": plain(np.atleast_1d(keras.ops.convert_to_numpy(made.result())))}
    cases.append({"kind": "metric", "class": name, "config": config, "in": given, "out": out})


def optimizer(name, **config):
    shapes = [(3, 4), (5, 2), (4,)]
    starts = [draw.normal(size=shape).astype("float32") for shape in shapes]
    grads = [[draw.normal(size=shape).astype("float32") for _ in range(6)] for shape in shapes]
    variables = [keras.Variable(start, name=f"kernel{i}") for i, start in enumerate(starts)]
    made = getattr(keras.optimizers, name)(**config)
    made.build(variables)
    for step in range(6):
        made.apply([keras.ops.convert_to_tensor(grad[step]) for grad in grads], variables)
    given = {f"var{i}": plain(start) for i, start in enumerate(starts)}
    given |= {f"grads{i}": plain(np.stack(grad)) for i, grad in enumerate(grads)}
    out = {f"var{i}": plain(keras.ops.convert_to_numpy(variable)) for i, variable in enumerate(variables)}
    cases.append({"kind": "optimizer", "class": name, "config": config, "in": given, "out": out})


def penalty(name, shape, **config):
    x = draw.normal(size=shape).astype("float32")
    value, gradient = jax.value_and_grad(getattr(keras.regularizers, name)(**config))(x)
    out = {"penalty": plain([value]), "gradient": plain(gradient)}
    cases.append({"kind": "penalty", "class": name, "config": config, "in": {"x": plain(x)}, "out": out})


def softmax(rows, columns):
    x = np.exp(draw.normal(size=(rows, columns)))
    return (x / x.sum(1, keepdims=True)).astype("float32")


def unit(rows, columns):
    x = draw.normal(size=(rows, columns))
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype("float32")


def whole(below, *shape):
    return draw.integers(0, below, size=shape).astype("float32")


y = whole(4, 7)
loss("CategoricalGeneralizedCrossEntropy", y, softmax(7, 4))
loss("CategoricalGeneralizedCrossEntropy", y, softmax(7, 4), q=0.8, reduction="sum")
labels = np.array([0, 1, 1, 2, 0, 0, 3], dtype="float32")  # 2 and 3 have no second
loss("Circle", labels, unit(7, 5))
loss("Circle", labels, unit(7, 5), gamma=10.0, margin=0.25, remove_diagonal=False)
metric("Accuracy", whole(3, 8, 2), whole(3, 8, 2))
metric("PearsonCorrelation", draw.normal(size=(6, 5)).astype("float32"), draw.normal(size=(6, 5)).astype("float32"))
metric("PearsonCorrelation", draw.normal(size=(8, 3)).astype("float32"), draw.normal(size=(8, 3)).astype("float32"), axis=0)
metric("ConcordanceCorrelation", draw.normal(size=(6, 5)).astype("float32"), draw.normal(size=(6, 5)).astype("float32"))
metric("MeanIoU", whole(4, 10, 1), whole(4, 10, 1), num_classes=4)
metric("MeanIoU", whole(4, 10, 1), whole(4, 10, 1), num_classes=5, ignore_class=2)
metric("MeanIoU", np.append(whole(3, 9), 255).astype("float32"), softmax(10, 3), num_classes=3, sparse_y_pred=False, ignore_class=255)
metric("IoU", whole(3, 10, 1), whole(3, 10, 1), num_classes=3, target_class_ids=[0, 2])
metric("BinaryIoU", whole(2, 10, 1), draw.random(size=(10, 1)).astype("float32"), threshold=0.4)
metric("BinaryIoU", whole(2, 10, 1), draw.random(size=(10, 1)).astype("float32"), target_class_ids=[1])
one_hot = np.eye(3, dtype="float32")
metric("OneHotIoU", one_hot[whole(3, 10).astype(int)], softmax(10, 3), num_classes=3, target_class_ids=[1, 2])
# Keras takes the weights of a confusion matrix as whole numbers
metric("OneHotMeanIoU", one_hot[whole(3, 10).astype(int)], softmax(10, 3), whole(3, 10), num_classes=3)
optimizer("ScheduleFreeAdamW")
optimizer("ScheduleFreeAdamW", learning_rate=0.02, beta_1=0.8, beta_2=0.99, warmup_steps=4, weight_decay=0.1)
optimizer("Muon")
optimizer("Muon", learning_rate=0.02, nesterov=False, ns_steps=3, rms_rate=None, momentum=0.8, adam_lr_ratio=0.5, weight_decay=0.1, adam_weight_decay=0.2, exclude_layers=["kernel1"])
penalty("OrthogonalRegularizer", (4, 6))
penalty("OrthogonalRegularizer", (6, 3), factor=0.2, mode="columns")

# own draws, so that those of the others stay what they are
lists = np.array([[1, 2, 2, 0], [3, 0, 0, 0], [4, 1, 4, 4], [0, 0, 0, 0], [2, 2, 3, 0]])
loss("CTC", lists, np.random.default_rng(8).normal(size=(5, 6, 5)).astype("float32"))
loss("CTC", lists[:3], np.random.default_rng(9).normal(size=(3, 9, 5)).astype("float32") * 4, reduction="sum")
OUT.write_text("[\n" + ",\n".join("  " + json.dumps(case) for case in cases) + "\n]\n")
print(len(cases), "cases,", OUT.stat().st_size, "bytes")
