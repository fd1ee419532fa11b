"""Writes test/fixtures/operations.json: what operators, functions on tensors and Lambda layers give in Keras.

    KERAS_BACKEND=tensorflow python scripts/oracle/operations.py
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras
import numpy as np
import tensorflow as tf
from keras import activations, layers, ops

LINES = [
    "x + 1",
    "1 - x",
    "x * 2.5 - x / 4",
    "2 / (x + 3)",
    "-x",
    "abs(x) ** 2",
    "x ** 3",
    "(x + 2) ** 0.5",
    "x + layers.Dense(1, kernel_initializer='ones')(x)",
    "x[:, -1]",
    "x[:, 1:, ::2]",
    "x[..., 1:2] * x[:, :1]",
    "x[:, None, ::-1]",
    "x @ ops.transpose(x, (0, 2, 1))",
    "ops.matmul(x, ops.swapaxes(x, 1, 2))",
    "ops.reshape(x, (-1, 12))",
    "ops.reshape(x, (-1, 2, 6))",
    "ops.expand_dims(x, -1) + ops.expand_dims(x, 1)[:, 0, :, :, None]",
    "ops.squeeze(ops.expand_dims(x, 1), 1)",
    "ops.concatenate([x, x * 2, x], axis=-1)",
    "ops.stack([x, -x], axis=1)",
    "ops.split(x, 2, axis=2)[1]",
    "ops.flip(x, axis=1)",
    "ops.repeat(x, 2, axis=1)",
    "ops.pad(x, ((0, 0), (1, 2), (0, 1)))",
    "ops.mean(x, axis=1)",
    "ops.mean(x, axis=(1, 2), keepdims=True)",
    "ops.sum(x, axis=-1) + ops.max(x, axis=2) - ops.min(x, axis=2, keepdims=False)",
    "ops.var(x, axis=1) + ops.std(x, axis=1)",
    "ops.softmax(x, axis=1)",
    "ops.relu(x) + ops.sigmoid(x) * ops.tanh(x)",
    "ops.leaky_relu(x, negative_slope=0.3)",
    "ops.gelu(x, approximate=True)",
    "activations.elu(x, alpha=0.5)",
    "ops.maximum(x, 0.25) + ops.minimum(x, ops.exp(x))",
    "ops.clip(x, -0.5, 0.4)",
    "ops.where(x > 0.1, x, x * 5)",
    "ops.cast(x > 0, 'float32') * x",
    "ops.log(x + 2) + ops.sqrt(x + 2) + ops.square(x) + ops.rsqrt(x + 3)",
    "ops.sin(x) * ops.cos(x) + ops.floor(x * 3) + ops.sign(x)",
    "ops.normalize(x, axis=-1)",
    "ops.power(x + 2, x)",
    "ops.einsum('bij,bkj->bik', x, x * 2)",
    "ops.einsum('bij,bij->b', x, x)",
    "ops.einsum('b...j->bj...', x)",
    "ops.einsum('bij,bjk,bk->bi', x, ops.swapaxes(x, 1, 2), x[:, :, 0])",
    "ops.einsum('bij,bkl->bjlik', x, x[:, :2])",
    "x * ops.cast(ops.argmax(x, axis=1, keepdims=True), 'float32')",
    "ops.cast(ops.argmin(x, axis=-1), 'float32')",
    "ops.take(x, [2, 0, -1], axis=1)",
    "ops.take(x, 1, axis=-1)",
    "ops.take_along_axis(x, ops.argmax(x, axis=2, keepdims=True), axis=2)",
    "ops.tile(x, [1, 2, 3])",
    "ops.broadcast_to(x[:, :1], (2, 3, 4))",
    "ops.roll(x, 1, axis=1) - ops.roll(x, -2, axis=2)",
    "ops.moveaxis(x, 1, 2)",
    "ops.slice(x, (0, 1, 0), (2, 2, 3))",
    "ops.cumsum(x, axis=1)",
    "ops.diff(x, axis=2)",
    "ops.tril(x) + 2 * ops.triu(x, k=1)",
    "ops.unstack(x, 3, axis=1)[2]",
    "ops.prod(x, axis=1) + ops.logsumexp(x, axis=1)",
    "ops.cast(ops.any(x > 0.8, axis=1), 'float32') - ops.cast(ops.all(x > -0.9, axis=1), 'float32')",
    "ops.norm(x, axis=-1) + ops.norm(x, ord=1, axis=-1)",
    "ops.cast(ops.count_nonzero(ops.relu(x), axis=2), 'float32')",
    "ops.round(x * 5) + ops.sinh(x) * ops.cosh(x)",
    "ops.logaddexp(x, 0.3)",
    "ops.divide_no_nan(x, ops.relu(x)) + ops.expand_dims(ops.average(x, axis=1), 1)",
    "ops.hstack([x, x + 1])",
    "ops.log_softmax(x, axis=-1)",
    "ops.depth_to_space(x[:, :, None], 2)",
    "ops.space_to_depth(ops.expand_dims(ops.concatenate([x, x[:, :1]], axis=1), -1), 2)",
    "ops.image.extract_patches(ops.expand_dims(x, -1), (2, 2), strides=(1, 2), padding='valid')",
    "ops.image.extract_patches(ops.expand_dims(x, -1), 2, padding='same')",
    "ops.image.resize(ops.expand_dims(x, -1), (6, 3))",
    "ops.arctan(x * 4) + ops.arctan2(x, x[:, ::-1]) + ops.arcsin(x) * ops.arccos(x)",
    "ops.arcsinh(x * 3) + ops.arccosh(x + 2.5) - ops.arctanh(x * 0.9)",
    "ops.erf(x) + ops.erfc(x * 2) + ops.cbrt(x) * ops.exp2(x)",
    "ops.hypot(x, x * 2 + 1) + ops.logaddexp2(x, x * 3) + ops.heaviside(x, x * x)",
    "ops.fmod(x, 0.3) + ops.deg2rad(x) + ops.rad2deg(x) + ops.trunc(x * 3) + ops.fabs(x)",
    "ops.fmax(x, 0.2) + ops.fmin(x, x * x)",
    "ops.where(ops.isfinite(1 / ops.relu(x)), x, 3.0) - ops.where(ops.isinf(1 / ops.relu(x)), x, 0.0)",
    "ops.where(ops.isnan(ops.log(x)), x, 2.0)",
    "ops.sparsemax(x * 2) + ops.sparsemax(x, axis=1)",
    "ops.amax(x, axis=1) * ops.amin(x, axis=2)[:, :1] + ops.ptp(x, axis=1)",
    "ops.ceil(x * 3) + ops.copy(x) * ops.expm1(x) + ops.floor_divide(x, 0.4) + ops.mod(x, 0.3)",
    "ops.cast(ops.equal(ops.round(x), 0), 'float32') * x + ops.cast(ops.not_equal(ops.round(x), 1), 'float32')",
    "ops.cast(ops.greater_equal(x, x[:, ::-1]), 'float32') + 2 * ops.cast(ops.less_equal(x, x[:, :1]), 'float32') + 4 * ops.cast(ops.less(x, 0.2), 'float32')",
    "ops.log10(x + 3) + ops.log1p(x + 1) + ops.log2(x + 2) + ops.reciprocal(x + 4) + ops.tan(x) + ops.true_divide(x, 3.0)",
    "ops.cast(ops.logical_and(x > 0, x < 0.5), 'float32') + ops.cast(ops.logical_or(x > 0.7, x < 0), 'float32') * x",
    "ops.cast(ops.logical_xor(x > 0, x < 0.5), 'float32') * x - ops.cast(ops.logical_not(x > 0), 'float32')",
    "ops.one_hot(ops.argmax(x, axis=1), 3) + ops.expand_dims(x[:, 0], -1)",
    "x * ops.ones_like(x) + ops.zeros_like(x)",
    "x * ops.stop_gradient(ops.one_hot(ops.argmax(x, axis=2), 4))",
    "ops.cumprod(x, axis=2) + ops.cumprod(x, axis=1)",
    "ops.fliplr(x)",
    "ops.moments(x, axes=[2])[0] + ops.moments(x, axes=[2])[1]",
    "ops.moments(x, axes=[1, 2], keepdims=True)[1] * x",
    "ops.fft((x, x * x))[0] - ops.fft((x, x * x))[1]",
    "ops.fft2((x, x[:, ::-1]))[0] + ops.fft2((x, x * 2))[1]",
    "ops.ifft2((x, x * x))[0] * ops.ifft2((x, x * x))[1]",
    "ops.rfft(x)[0] + ops.rfft(x)[1]",
    "ops.rfft(ops.reshape(x, (-1, 12)), fft_length=9)[1]",
    "ops.rfft(ops.tile(ops.reshape(x, (-1, 12)), [1, 7]))[1][:, 7:12]",
    "ops.image.rgb_to_grayscale(ops.reshape(x, (-1, 2, 2, 3)) + 1)",
    "ops.image.rgb_to_hsv(ops.reshape(x, (-1, 2, 2, 3)) / 3 + 0.5)",
    "ops.image.hsv_to_rgb(ops.reshape(x, (-1, 2, 2, 3)) / 3 + 0.5)",
    "layers.Discretization([-0.5, 0.1, 0.4])(x)",
    "layers.Discretization([-0.5, 0.1], output_mode='one_hot')(x[:, :, 0])",
    "layers.CategoryEncoding(4, output_mode='multi_hot')(ops.abs(ops.round(x * 3))[:, 0])",
    "layers.CategoryEncoding(4, output_mode='count')(ops.abs(ops.round(x * 3))[:, 1])",
    "layers.CategoryEncoding(4, output_mode='one_hot')(ops.abs(ops.round(x * 3))[:, 2, :1])",
    "layers.ActivityRegularization(0.1, 0.2)(x)",
    "layers.Lambda(lambda t: t * 2 + 1)(x)",
    "layers.Lambda(lambda t: t[:, -1, :])(x)",
    "layers.Lambda(lambda t: ops.mean(t, axis=1))(x)",
    "layers.Lambda(lambda t: tf.expand_dims(t, axis=-1), output_shape=(3, 4, 1))(x)",
    "layers.Lambda(lambda t: tf.reduce_mean(t, axis=2, keepdims=True))(x)",
    "layers.Lambda(lambda t: tf.nn.local_response_normalization(t[:, None], depth_radius=1, bias=1.5, alpha=0.7, beta=0.6))(x)",
    "layers.Lambda(lambda pair: pair[0] - pair[1])([x, layers.Rescaling(3.0)(x)])",
]
data = np.random.default_rng(11).uniform(-1, 1, (2, 3, 4)).round(4).astype("float32")


def case_of(line):
    x = keras.Input((3, 4))
    model = keras.Model(x, eval(line))
    y = np.asarray(model(data), "float64")
    return {"line": line, "shape": y.shape, "y": [round(value, 6) for value in y.ravel().tolist()]}


cases = []
for line in LINES:
    try:
        cases.append(json.dumps(case_of(line)))
    except Exception as error:
        print(line, str(error)[:200])
path = pathlib.Path(__file__).parents[2] / "test/fixtures/operations.json"
path.write_text('{"x":' + json.dumps(data.astype("float64").ravel().tolist()) + ',\n"cases":[\n' + ",\n".join(cases) + "\n]}\n")
print(len(cases), "cases,", path.stat().st_size, "bytes")
