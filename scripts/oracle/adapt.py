"""Writes test/fixtures/adapt.json: what preprocessing layers of Keras find in data with `adapt`, and what they then give.

    KERAS_BACKEND=jax python scripts/oracle/adapt.py
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import numpy as np

random = np.random.default_rng(5)
table = (random.normal(size=(150, 3)) * [1, 10, 0.1] + [0, 5, -2]).round(3)
images = random.normal(2, 3, size=(7, 2, 3)).round(3)
few = np.array([[3.0], [1.0], [2.0]])
codes = random.choice([3, 7, 7, 7, -2, 40, 40, 11, 0], size=(30, 2))

CASES = [
    ("Normalization", {}, table),
    ("Normalization", {"axis": None}, table),
    ("Normalization", {"axis": [1, 2]}, images),
    ("Normalization", {"axis": 1, "invert": True}, images),
    ("Discretization", {"num_bins": 4}, table),
    ("Discretization", {"num_bins": 7, "epsilon": 0.05, "output_mode": "one_hot"}, table[:, :1]),
    ("Discretization", {"num_bins": 3, "output_mode": "count"}, table),
    ("Discretization", {"num_bins": 5}, few),
    ("IntegerLookup", {}, codes),
    ("IntegerLookup", {"output_mode": "multi_hot", "num_oov_indices": 2}, codes),
    ("IntegerLookup", {"output_mode": "count", "max_tokens": 4, "mask_token": 0}, codes),
    ("IntegerLookup", {"mask_token": 7, "num_oov_indices": 3, "max_tokens": 6}, codes),
    ("IntegerLookup", {"output_mode": "one_hot", "max_tokens": 9, "pad_to_max_tokens": True}, codes[:, :1]),
    ("IntegerLookup", {"output_mode": "tf_idf"}, codes),
]


def case_of(name, config, data):
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in config.items()}
    layer = getattr(keras.layers, name)(**given)
    layer.adapt(data)
    whole = name == "IntegerLookup"
    y = np.asarray(layer(data if whole else data.astype("float32")), "float64")
    found = {}
    if name == "Normalization":
        found = {"mean": layer.adapt_mean, "variance": layer.adapt_variance}
    if name == "Discretization":
        found = {"bin_boundaries": layer.bin_boundaries}
    if name == "IntegerLookup":
        found = {"vocabulary": layer.get_vocabulary(include_special_tokens=False)}
    found = {key: np.asarray(value, "float64").ravel().tolist() for key, value in found.items()}
    return {
        "class": name,
        "config": config,
        "shape": data.shape,
        "data": data.astype("float64").ravel().tolist(),
        "found": found,
        "output": {"shape": y.shape, "values": [round(value, 6) for value in y.ravel().tolist()]},
    }


path = pathlib.Path(__file__).parents[2] / "test/fixtures/adapt.json"
lines = [json.dumps(case_of(*case)) for case in CASES]
path.write_text("[\n" + ",\n".join(lines) + "\n]\n")
print(len(lines), "cases,", path.stat().st_size, "bytes")
