"""Writes test/fixtures/augmentation.json: what Keras's layers that change images at random give, with draws that are known.

Draw k of a layer is number i = fraction(0.137 + 0.618034 · i + 0.2236 · k) between its bounds, instead of random ones.

    KERAS_BACKEND=jax python scripts/oracle/augmentation.py
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")
import jax.numpy as jnp
import keras
import numpy as np
from keras.src.backend.jax import random

calls = 0


def known(shape):
    global calls
    count = int(np.prod(shape)) if len(shape) else 1
    numbers = np.mod(0.137 + 0.618034 * np.arange(count) + 0.2236 * calls, 1)
    calls += 1
    return numbers.reshape(shape)


def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    return jnp.asarray(minval + (maxval - minval) * known(tuple(shape)), dtype or "float32")


def randint(shape, minval, maxval, dtype="int32", seed=None):
    return jnp.asarray(np.floor(minval + (maxval - minval) * known(tuple(shape))), dtype)


def normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    return jnp.asarray(mean + stddev * (2 * known(tuple(shape)) - 1), dtype or "float32")


random.uniform, random.randint, random.normal = uniform, randint, normal

FIRST = {"data_format": "channels_first"}
CASES = [
    *[("RandomRotation", {"factor": 0.3, "fill_mode": mode, "fill_value": 9.0}) for mode in ("constant", "nearest", "wrap", "reflect")],
    ("RandomRotation", {"factor": [-0.1, 0.4], "interpolation": "nearest"}),
    ("RandomRotation", {"factor": 0.2, **FIRST}),
    ("RandomZoom", {"height_factor": 0.5}),
    ("RandomZoom", {"height_factor": [0.2, 0.3], "width_factor": [-0.4, -0.1], "fill_mode": "constant"}),
    ("RandomZoom", {"height_factor": 0.3, "width_factor": 0.1, "interpolation": "nearest", "fill_mode": "wrap"}),
    ("RandomTranslation", {"height_factor": 0.3, "width_factor": [0.1, 0.4]}),
    ("RandomTranslation", {"height_factor": [-0.5, -0.2], "width_factor": 0.9, "fill_mode": "constant", "fill_value": -1.0}),
    ("RandomShear", {"x_factor": 0.4, "y_factor": [0.1, 0.3]}),
    ("RandomShear", {"y_factor": 0.6, "fill_mode": "nearest", **FIRST}),
    ("RandomCrop", {"height": 3, "width": 4}),
    ("RandomCrop", {"height": 5, "width": 4}),
    ("RandomCrop", {"height": 7, "width": 8}),
    ("RandomCrop", {"height": 4, "width": 2, **FIRST}),
    ("RandomFlip", {"mode": "horizontal"}),
    ("RandomFlip", {"mode": "vertical", **FIRST}),
    ("RandomFlip", {}),
    ("RandomContrast", {"factor": 0.6}),
    ("RandomContrast", {"factor": [0.2, 0.9], "value_range": [0, 200]}),
    ("RandomBrightness", {"factor": 0.4}),
    ("RandomBrightness", {"factor": [0.1, 0.2], "value_range": [-10, 260]}),
    ("RandomGrayscale", {"factor": 0.6}),
    ("RandomGrayscale", {"factor": 1.0, **FIRST}),
    ("RandomInvert", {}),
    ("RandomInvert", {"factor": [0.6, 1.0], "value_range": [0, 300]}),
    ("RandomSaturation", {"factor": [0.2, 0.8]}),
    ("RandomSaturation", {"factor": 0.4, "value_range": [0, 1], **FIRST}),
    ("RandomHue", {"factor": 0.7}),
    ("RandomHue", {"factor": [0.3, 0.9], **FIRST}),
    ("RandomColorDegeneration", {"factor": [0.2, 1.0]}),
    ("RandomPosterization", {"factor": [2, 6]}),
    ("RandomPosterization", {"factor": 4}),
    ("Solarization", {"addition_factor": 0.2, "threshold_factor": [0.3, 0.6]}),
    ("Solarization", {"threshold_factor": 0.9}),
    ("RandomSharpness", {"factor": [0.1, 0.9]}),
    ("RandomSharpness", {"factor": 0.8, **FIRST}),
    ("RandomGaussianBlur", {"factor": 1.0, "kernel_size": [3, 5], "sigma": [0.4, 0.9]}),
    ("RandomGaussianBlur", {"factor": [0.5, 1.0], "kernel_size": 5, "sigma": 1.0, **FIRST}),
    ("RandomColorJitter", {"brightness_factor": 0.2, "contrast_factor": 0.4, "saturation_factor": [0.3, 0.7], "hue_factor": 0.4}),
    ("RandomErasing", {"fill_value": 7.0, "scale": [0.3, 0.6]}),
    ("RandomErasing", {"factor": [0.8, 1.0], "scale": [0.1, 0.5], **FIRST}),
    ("AutoContrast", {}),
]
images = np.random.default_rng(3).integers(0, 256, size=(3, 5, 6, 3)).astype("float32")
images[1, :, :, 0] = 40  # a flat channel


def case_of(name, config):
    global calls
    calls = 0
    layer = getattr(keras.layers, name)(**{key: tuple(value) if isinstance(value, list) else value for key, value in config.items()})
    first = config.get("data_format") == "channels_first"
    x = images.transpose(0, 3, 1, 2) if first else images
    y = np.asarray(layer(x, training=True), "float64")
    return {"class": name, "config": config, "shape": y.shape, "y": [round(value, 3) for value in y.ravel().tolist()]}


path = pathlib.Path(__file__).parents[2] / "test/fixtures/augmentation.json"
lines = [json.dumps(case_of(*case), separators=(",", ":")) for case in CASES]
given = json.dumps({"shape": images.shape, "values": [int(value) for value in images.ravel()]}, separators=(",", ":"))
path.write_text('{"images":' + given + ',\n"cases":[\n' + ",\n".join(lines) + "\n]}\n")
print(len(lines), "cases,", path.stat().st_size, "bytes")
