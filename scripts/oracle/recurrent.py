"""Writes test/fixtures/recurrent.json: recurrent layers that keep their states from batch to batch, and that drop states, in Keras.

What is dropped is known: number i of mask k is dropped where (0.137 + 0.618034·i + 0.2236·k) mod 1 is below the rate; masks are counted as
they are asked for.

    KERAS_BACKEND=torch python scripts/oracle/recurrent.py
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import numpy as np
from keras.src import backend

masks = 0


def known(x, rate, seed=None, noise_shape=None):
    global masks
    size = int(np.prod(x.shape))
    u = (0.137 + 0.618034 * np.arange(size) + 0.2236 * masks) % 1
    masks += 1
    return x * keras.ops.convert_to_tensor(np.where(u < rate, 0, 1 / (1 - rate)).reshape(x.shape).astype("float32"))


backend.random.dropout = known

SEQ = (2, 4, 3)
IMG = (2, 3, 4, 5, 2)
MASK = [[1, 1, 0, 1], [0, 1, 1, 0]]
of = lambda name, **config: {"class_name": name, "config": config}
DROPS = {"dropout": 0.3, "recurrent_dropout": 0.4}
CASES = [
    *[(name, {"units": 3, "stateful": True, **config}, SEQ, mask) for name in ("SimpleRNN", "LSTM", "GRU") for config, mask in [
        ({}, None),
        ({"return_sequences": True, "return_state": True, "go_backwards": True}, None),
        ({"return_sequences": True}, MASK),
    ]],
    ("GRU", {"units": 2, "stateful": True, "reset_after": False}, SEQ, None),
    ("RNN", {"cell": [of("LSTMCell", units=2), of("GRUCell", units=3)], "stateful": True, "return_sequences": True}, SEQ, None),
    ("Bidirectional", {"layer": of("LSTM", units=2, stateful=True)}, SEQ, None),
    ("ConvLSTM2D", {"filters": 2, "kernel_size": 2, "stateful": True, "padding": "same"}, IMG, None),
    *[(name, {"units": 3, "return_sequences": True, **config}, SEQ, mask) for name in ("SimpleRNN", "LSTM", "GRU") for config, mask in [
        ({"recurrent_dropout": 0.4}, None),
        (DROPS, None),
        ({**DROPS, "go_backwards": True}, MASK),
        ({"dropout": 0.3}, None),
    ]],
    ("GRU", {"units": 2, "reset_after": False, **DROPS}, SEQ, None),
    ("RNN", {"cell": of("LSTMCell", units=3, **DROPS)}, SEQ, None),
    ("RNN", {"cell": [of("GRUCell", units=2, **DROPS), of("SimpleRNNCell", units=2, recurrent_dropout=0.5)]}, SEQ, None),
    ("Bidirectional", {"layer": of("LSTM", units=2, **DROPS), "merge_mode": "ave"}, SEQ, None),
    ("ConvLSTM2D", {"filters": 2, "kernel_size": 2, **DROPS}, IMG, None),
]


def built(value):
    if isinstance(value, dict) and set(value) == {"class_name", "config"}:
        return getattr(keras.layers, value["class_name"])(**value["config"])
    return [built(part) for part in value] if isinstance(value, list) else value


def case_of(number, name, config, shape, mask):
    global masks
    random = np.random.default_rng(number)
    layer = getattr(keras.layers, name)(**{key: built(value) for key, value in config.items()})
    layer.build(shape)
    weights = [random.uniform(-0.7, 0.7, weight.shape).round(3) for weight in layer.get_weights()]
    layer.set_weights(weights)
    batches = [random.uniform(-1, 1, shape).round(3) for _ in range(3 if "stateful" in json.dumps(config) else 1)]
    calls = []
    masks = 0
    for x in batches:
        more = {} if mask is None else {"mask": np.array(mask, bool)}
        y = layer(x.astype("float32"), training=True, **more)
        ys = y if isinstance(y, (list, tuple)) else [y]
        calls.append([{"shape": list(one.shape), "data": np.asarray(one.detach(), "float64").round(6).ravel().tolist()} for one in ys])
    flat = lambda value: {"shape": list(value.shape), "data": value.ravel().tolist()}
    return {
        "class": name, "config": config, "mask": mask, "weights": [flat(w) for w in weights],
        "batches": [flat(x) for x in batches], "calls": calls, "masks": masks,
    }


cases = [json.dumps(case_of(number, *one)) for number, one in enumerate(CASES)]
path = pathlib.Path(__file__).parents[2] / "test/fixtures/recurrent.json"
path.write_text("[\n" + ",\n".join(cases) + "\n]\n")
print(len(cases), "cases,", path.stat().st_size, "bytes")
