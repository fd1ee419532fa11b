"""Branches that look at the same picture with windows of different sizes, joined again by Concatenate."""

import tensorflow as tf

L = tf.keras.layers


def branch(x, filters, size):
    x = L.Conv2D(filters, 1, use_bias=False)(x)
    x = L.BatchNormalization()(x)
    x = L.LeakyReLU(negative_slope=0.1)(x)
    if size > 1:
        x = L.Conv2D(filters, size, padding="same", use_bias=False)(x)
        x = L.BatchNormalization()(x)
        x = L.LeakyReLU(negative_slope=0.1)(x)
    return x


def mixed(x, widths):
    """One branch for each window, and one that pools first."""
    branches = [branch(x, filters, size) for size, filters in widths.items()]
    pooled = L.MaxPooling2D(3, strides=1, padding="same")(x)
    branches.append(branch(pooled, 16, 1))
    return L.Concatenate(name=f"mixed_{len(widths)}_{x.shape[-1]}")(branches)


picture = tf.keras.Input((96, 96, 3), name="picture")
x = L.Conv2D(32, 7, strides=2, padding="same", activation="relu")(picture)
x = L.MaxPooling2D(2)(x)
x = mixed(x, {1: 16, 3: 32, 5: 16})
x = L.MaxPooling2D(2)(x)
x = mixed(x, {1: 32, 3: 64})
features = L.GlobalMaxPooling2D(name="features")(x)

model = tf.keras.Model(inputs=picture, outputs=L.Dense(4, activation="softmax")(L.Dropout(0.4)(features)))
extractor = tf.keras.Model(picture, features)
