"""The workloads in Keras on TensorFlow on the CPU: `train_on_batch` with Adam."""

import os
import sys
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from rival import BATCHES, serve


def tutorial(size):
    model = [keras.Input((size, size, 3))]
    for _ in range(3):
        model += [layers.Conv2D(64, 3, activation="relu"), layers.BatchNormalization(), layers.MaxPooling2D(2), layers.Dropout(0.25)]
    head = [layers.Flatten(), layers.Dense(64, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.5)]
    return keras.Sequential(model + head + [layers.Dense(1, activation="sigmoid")])


def digits():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"), layers.BatchNormalization(),
            layers.Conv2D(64, 3, activation="relu"), layers.BatchNormalization(),
            layers.MaxPooling2D(2), layers.Dropout(0.25), layers.Flatten(),
            layers.Dense(128, activation="relu"), layers.BatchNormalization(), layers.Dense(10, activation="softmax"),
        ]
    )


def perceptron():
    hidden = []
    for units in (512, 256):
        hidden += [layers.Dense(units), layers.BatchNormalization(), layers.ReLU()]
    return keras.Sequential([keras.Input((784,)), *hidden, layers.Dense(10, activation="softmax")])


def small():
    return keras.Sequential(
        [keras.Input((2,)), layers.Dense(16, activation="relu"), layers.Dense(16, activation="relu"), layers.Dense(1, activation="sigmoid")]
    )


def resnet20():
    def convolve(x, filters, size, strides):
        return layers.BatchNormalization()(layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)(x))

    inputs = keras.Input((32, 32, 3))
    x = layers.ReLU()(convolve(inputs, 16, 3, 1))
    for filters, first in ((16, 1), (32, 2), (64, 2)):
        for i in range(3):
            strides = first if i == 0 else 1
            y = convolve(layers.ReLU()(convolve(x, filters, 3, strides)), filters, 3, 1)
            x = layers.ReLU()(layers.Add()([y, convolve(x, filters, 1, strides) if strides > 1 else x]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))


def pictured(layer):
    convolutions = [layer() for _ in range(4)]
    return keras.Sequential(
        [keras.Input((56, 56, 64)), *convolutions, layers.GlobalAveragePooling2D(), layers.Dense(10, activation="softmax")]
    )


def recurrent(layer):
    return keras.Sequential([keras.Input((64, 64)), layer(128), layers.Dense(10, activation="softmax")])


MODELS = {
    "W1": (lambda: tutorial(200), 1),
    "W1b8": (lambda: tutorial(200), 1),
    "W2": (lambda: tutorial(32), 1),
    "W3": (digits, 10),
    "W4": (perceptron, 10),
    "W5": (small, 1),
    "W6": (resnet20, 10),
    "D1": (lambda: pictured(lambda: layers.DepthwiseConv2D(3, padding="same", activation="relu")), 10),
    "S1": (lambda: pictured(lambda: layers.SeparableConv2D(64, 3, padding="same", activation="relu")), 10),
    "R1": (lambda: recurrent(layers.LSTM), 10),
    "R2": (lambda: recurrent(layers.GRU), 10),
}


def main(workload, threads):
    began = time.perf_counter()
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    build, classes = MODELS[workload]
    model, batch = build(), BATCHES[workload]
    loss = "binary_crossentropy" if classes == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.Adam(1e-5), loss=loss)
    random = np.random.default_rng(0)
    x = tf.constant(random.standard_normal((batch, *model.input_shape[1:]), dtype=np.float32))
    labels = random.integers(0, max(2, classes), (batch, 1))
    y = tf.constant(labels.astype(np.float32 if classes == 1 else np.int32))
    serve(tf.__version__, began, lambda: model.train_on_batch(x, y))


main(sys.argv[1], int(sys.argv[2]))
