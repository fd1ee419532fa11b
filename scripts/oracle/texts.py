"""Writes test/fixtures/texts.json: what layers that read texts or hash numbers give in Keras, with a vocabulary or adapted on the data; and
test/fixtures/texts/history.json: the losses of the scripts beside it.

    KERAS_BACKEND=tensorflow python scripts/oracle/texts.py
"""

import csv
import json
import os
import pathlib
import sys
import types

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras
import numpy as np
import tensorflow as tf
from cases import rounded, written

reviews = [
    "A great film, GREAT!",
    "bad film",
    "the the the end; don't",
    "Ünïcode, größer und LÄNGER: naïve",
    "",
    "great  end\tof the\nfilm",
    "a longer text of more than sixty four letters, so that its hash goes the long way round and back",
    "bad bad bad",
]
words = [["cat"], ["dog"], ["cat"], ["bird"], [""], ["[UNK]"], ["dog"], ["ostrich"], ["cat"], ["a very long word of more than 32 letters"]]
pairs = [["cat", "dog"], ["dog", "dog"], ["bird", "cat"], ["eel", "cat"]]
numbers = [[3], [-17], [0], [123456], [9999999], [16777216], [3]]
table = [[3, 5], [7, 3], [-2, 40], [3, 3]]

CASES = [
    ("StringLookup", {"vocabulary": ["cat", "dog", "bird"]}, [words]),
    ("StringLookup", {"vocabulary": ["cat", "dog"], "num_oov_indices": 3}, [words]),
    ("StringLookup", {"vocabulary": ["cat", "dog"], "num_oov_indices": 3, "salt": [7, 9]}, [words]),
    ("StringLookup", {"vocabulary": ["cat", "dog"], "mask_token": ""}, [words]),
    ("StringLookup", {"vocabulary": ["cat", "dog"], "mask_token": "", "oov_token": "?"}, [pairs]),
    ("StringLookup", {"vocabulary": ["[UNK]", "cat", "dog"], "output_mode": "one_hot"}, [words]),
    ("StringLookup", {"vocabulary": ["cat", "dog", "bird", "eel"], "num_oov_indices": 0, "output_mode": "multi_hot"}, [pairs]),
    ("StringLookup", {"vocabulary": ["cat", "dog"], "output_mode": "count"}, [pairs]),
    ("StringLookup", {"vocabulary": ["cat", "dog"], "output_mode": "tf_idf", "idf_weights": [0.5, 2.0]}, [pairs]),
    ("StringLookup", {}, [words]),
    ("StringLookup", {"max_tokens": 3, "output_mode": "one_hot"}, [words]),
    ("StringLookup", {"mask_token": "cat"}, [words]),
    ("StringLookup", {"output_mode": "tf_idf"}, [pairs]),
    ("StringLookup", {"output_mode": "count", "pad_to_max_tokens": True, "max_tokens": 9}, [pairs]),
    ("IntegerLookup", {"vocabulary": [3, 0], "num_oov_indices": 4, "oov_method": "farmhash"}, [numbers]),
    ("IntegerLookup", {"vocabulary": [3, 8], "num_oov_indices": 5, "oov_method": "farmhash", "salt": [11, 4], "mask_token": 0}, [numbers]),
    ("Hashing", {"num_bins": 11}, [words]),
    ("Hashing", {"num_bins": 11, "mask_value": ""}, [words]),
    ("Hashing", {"num_bins": 1, "mask_value": ""}, [words]),
    ("Hashing", {"num_bins": 11, "salt": 1337}, [words]),
    ("Hashing", {"num_bins": 1000, "salt": [133, 137]}, [reviews]),
    ("Hashing", {"num_bins": 1000}, [reviews]),
    ("Hashing", {"num_bins": 5, "output_mode": "one_hot"}, [words]),
    ("Hashing", {"num_bins": 5, "output_mode": "multi_hot", "mask_value": "dog"}, [pairs]),
    ("Hashing", {"num_bins": 5, "output_mode": "count"}, [pairs]),
    ("Hashing", {"num_bins": 100}, [numbers]),
    ("Hashing", {"num_bins": 100, "salt": -4}, [numbers]),
    ("Hashing", {"num_bins": 7, "mask_value": 3}, [numbers]),
    ("Hashing", {"num_bins": 7, "output_mode": "count"}, [table]),
    ("HashedCrossing", {"num_bins": 1000}, [words[:7], numbers]),
    ("HashedCrossing", {"num_bins": 1000}, [numbers, words[:7]]),
    ("HashedCrossing", {"num_bins": 1000}, [numbers, numbers]),
    ("HashedCrossing", {"num_bins": 5, "output_mode": "one_hot"}, [words, words[::-1]]),
    ("HashedCrossing", {"num_bins": 50}, [[one[0] for one in words], [one[0] for one in words[::-1]]]),
    ("TextVectorization", {"vocabulary": ["great", "film", "the"], "output_sequence_length": 4}, [reviews]),
    ("TextVectorization", {"vocabulary": ["great", "film", "the"]}, [[[one] for one in reviews]]),
    ("TextVectorization", {"output_sequence_length": 5}, [reviews]),
    ("TextVectorization", {"max_tokens": 6}, [reviews]),
    ("TextVectorization", {"standardize": "lower", "output_sequence_length": 6}, [reviews]),
    ("TextVectorization", {"standardize": "strip_punctuation", "ngrams": 2}, [reviews]),
    ("TextVectorization", {"standardize": None, "split": "character", "output_sequence_length": 9}, [reviews]),
    ("TextVectorization", {"ngrams": [2, 3], "output_mode": "count"}, [reviews]),
    ("TextVectorization", {"output_mode": "multi_hot"}, [reviews]),
    ("TextVectorization", {"output_mode": "count", "max_tokens": 8, "pad_to_max_tokens": True}, [reviews]),
    ("TextVectorization", {"output_mode": "tf_idf"}, [reviews]),
    ("TextVectorization", {"output_mode": "tf_idf", "vocabulary": ["great", "film"], "idf_weights": [0.7, 0.2]}, [reviews]),
    ("TextVectorization", {"output_mode": "multi_hot", "vocabulary": ["[UNK]", "great", "film"]}, [reviews]),
]
ADAPTING = ("StringLookup", "TextVectorization")


def case_of(name, config, inputs):
    given = {key: tuple(value) if key in ("ngrams", "salt") and isinstance(value, list) else value for key, value in config.items()}
    layer = getattr(keras.layers, name)(**given)
    tensors = [tf.constant(one) if isinstance(np.ravel(one)[0], str) else tf.constant(one, tf.int64) for one in inputs]
    found = None
    if name in ADAPTING and "vocabulary" not in config:
        layer.adapt(tensors[0])
        found = layer.get_vocabulary(include_special_tokens=False)
    y = layer(tensors if len(tensors) > 1 else tensors[0])
    y = np.asarray(y, "float64")
    return {
        "class": name,
        "config": config,
        "inputs": inputs,
        "found": found,
        "output": {"shape": y.shape, "values": rounded(y)},
    }


path = pathlib.Path(__file__).parents[2] / "test/fixtures/texts.json"
written(path, CASES, case_of)


class Column(np.ndarray):
    def fillna(self, value):
        return np.where(self == "", value, self).view(Column)


def read_csv(name):
    """As much of pandas as the scripts use."""
    with open(name) as file:
        rows = list(csv.DictReader(file))
    columns = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    return {key: (value.astype("int64") if value[0].isdigit() else value).view(Column) for key, value in columns.items()}


sys.modules["pandas"] = types.SimpleNamespace(read_csv=read_csv)
folder = path.parent / "texts"
os.chdir(folder)
histories = {}
for script in sorted(folder.glob("*.py")):
    names = {}
    exec(compile(script.read_text(), script, "exec"), names)
    histories[script.name] = {name: [float(one) for one in all] for name, all in names["history"].history.items()}
(folder / "history.json").write_text(json.dumps(histories, indent=2) + "\n")
