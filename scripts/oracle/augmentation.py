"""Writes test/fixtures/augmentation.json: what Keras's layers that change images at random give, with draws that are known.

Draw k of a layer is number i = fraction(0.137 + 0.618034 · i + 0.2236 · k) between its bounds, instead of random ones.

    KERAS_BACKEND=jax python scripts/oracle/augmentation.py
"""

import json
import os
import pathlib
import types

os.environ.setdefault("KERAS_BACKEND", "jax")
import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras.src.backend.jax import random
from keras.src.layers.preprocessing.image_preprocessing import aug_mix

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


def gamma_logs(alpha):
    """Marsaglia & Tsang 2000 with eight candidates, from the same draws that layers/families/draws.ts has."""
    alpha = np.asarray(alpha, "float64")
    shape = (8, *alpha.shape)
    d = alpha + 2 / 3
    root = 1 + (2 * known(shape) - 1) / np.sqrt(9 * d)
    v = np.maximum(root, 1e-6) ** 3
    normal2 = ((root - 1) * np.sqrt(9 * d)) ** 2
    fits = (root > 1e-6) & (np.log(1 - known(shape)) < normal2 / 2 + d - d * v + d * np.log(v))
    first = np.where(fits.any(0), fits.argmax(0), 7)
    chosen = np.take_along_axis(v, first[None], 0)[0]
    return np.log(d * chosen) + np.log(1 - known(alpha.shape)) / alpha


def gamma(shape, alpha, dtype=None, seed=None):
    return jnp.asarray(np.exp(gamma_logs(np.full(tuple(shape), float(alpha)))), "float32")


def beta(shape, alpha, beta, dtype=None, seed=None):
    one = gamma_logs(np.full(tuple(shape) or (1,), float(alpha)))
    two = gamma_logs(np.full(tuple(shape) or (1,), float(beta)))
    return jnp.asarray(1 / (1 + np.exp(two - one)), "float32").reshape(tuple(shape))


def shuffle(x, axis=0, seed=None):
    """Each place has the rank of its number."""
    ranks = np.argsort(np.argsort(known((len(x),)), kind="stable"))
    return jnp.asarray(np.asarray(x)[ranks])


fields = {}


def field(key, shape=(), dtype="float32"):
    """RandomElasticTransform draws twice with one seed, and so the same."""
    name = np.asarray(jax.random.key_data(key) if jnp.issubdtype(key.dtype, jax.dtypes.prng_key) else key).tobytes()
    if name not in fields:
        fields[name] = 2 * known(tuple(shape)) - 1
    return jnp.asarray(fields[name], dtype)


random.uniform, random.randint, random.normal = uniform, randint, normal
random.gamma, random.beta, random.shuffle = gamma, beta, shuffle
jax.random.normal = field


def finalize(x):
    for shift, factor in ((16, 0x21F0AAAD), (15, 0x735A2D97)):
        x = ((x ^ (x >> shift)) * factor) & 0xFFFFFFFF
    return x ^ (x >> 15)


def bits(key, n):
    return finalize((finalize((n ^ key) & 0xFFFFFFFF) + key * 0x9E3779B9) & 0xFFFFFFFF)


def choices():
    """What AugMix chooses when the plan is made: stream 0 of src/ops/uniform.ts."""
    key, n = bits(0, 0x243F6A88), 0
    while True:
        yield lambda names, number=(bits(key, n) >> 8) / 2**24: names[int(number * len(names))]
        n += 1

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
    ("RandomPerspective", {}),
    ("RandomPerspective", {"factor": [0.3, 0.9], "scale": 0.4, "fill_value": 9.0, **FIRST}),
    ("RandomPerspective", {"scale": 0.7, "interpolation": "nearest"}),
    *[("RandomElasticTransform", {"scale": [0.8, 1.0], "fill_mode": mode, "fill_value": 9.0}) for mode in ("constant", "nearest", "wrap", "mirror", "reflect")],
    ("RandomElasticTransform", {"factor": [0.4, 0.9], "scale": 1.0, "interpolation": "nearest", **FIRST}),
    ("Equalization", {}),
    ("Equalization", {"bins": 7, "value_range": [0, 300]}),
    ("Equalization", {"value_range": [-20, 280], **FIRST}),
    ("ContrastLimitedAdaptiveHistogramEqualization", {}),
    ("ContrastLimitedAdaptiveHistogramEqualization", {"tile_grid_size": [2, 3], "clip_limit": 20.0}),
    ("ContrastLimitedAdaptiveHistogramEqualization", {"tile_grid_size": [3, 2], "clip_limit": 0.0, "value_range": [0, 300], **FIRST}),
    ("MixUp", {}),
    ("MixUp", {"alpha": 1.7, **FIRST}),
    ("CutMix", {}),
    ("CutMix", {"factor": [0.4, 0.8], **FIRST}),
    ("RandAugment", {}),
    ("RandAugment", {"num_ops": 7, "factor": 0.3, "value_range": [0, 300]}),
    ("RandAugment", {"num_ops": 3, "factor": [0.2, 0.9], "interpolation": "nearest", **FIRST}),
    ("AugMix", {}),
    ("AugMix", {"num_chains": 2, "chain_depth": 4, "factor": [0.1, 0.6], "alpha": 0.4, **FIRST}),
    ("AugMix", {"num_chains": 5, "chain_depth": 2, "all_ops": False, "value_range": [0, 300], "interpolation": "nearest"}),
]
images = np.random.default_rng(3).integers(0, 256, size=(3, 5, 6, 3)).astype("float32")
images[1, :, :, 0] = 40  # a flat channel


# images that are large enough to be blurred, made by a formula: number i is 37·i modulo 256
LARGE = [("RandomElasticTransform", {"factor": [1.0, 1.0], "scale": [0.3, 1.0]}, (2, 24, 22, 1))]


def case_of(name, config, large=None):
    global calls
    calls = 0
    fields.clear()
    steps = choices()
    aug_mix.py_random = types.SimpleNamespace(choice=lambda names: next(steps)(names))
    layer = getattr(keras.layers, name)(**{key: tuple(value) if isinstance(value, list) else value for key, value in config.items()})
    first = config.get("data_format") == "channels_first"
    x = images.transpose(0, 3, 1, 2) if first else images
    if large:
        x = (37 * np.arange(np.prod(large)) % 256).reshape(large).astype("float32")
    y = np.asarray(layer(x, training=True), "float64")
    return {"class": name, "config": config, **({"large": True} if large else {}), "shape": y.shape, "y": [round(value, 3) for value in y.ravel().tolist()]}


path = pathlib.Path(__file__).parents[2] / "test/fixtures/augmentation.json"
lines = [json.dumps(case_of(*case), separators=(",", ":")) for case in CASES + LARGE]
given = json.dumps({"shape": images.shape, "values": [int(value) for value in images.ravel()]}, separators=(",", ":"))
path.write_text('{"images":' + given + ',\n"cases":[\n' + ",\n".join(lines) + "\n]}\n")
print(len(lines), "cases,", path.stat().st_size, "bytes")
