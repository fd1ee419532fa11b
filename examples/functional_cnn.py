"""Tells two kinds of small pictures apart. A functional model: layers are called on what comes out of others."""

import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

NUM_CLASSES = 2
IMAGE_SHAPE = (64, 64, 3)

inputs = keras.Input(shape=IMAGE_SHAPE, name="picture")
x = layers.Rescaling(1.0 / 255)(inputs)

x = layers.Conv2D(32, 3, padding="same", use_bias=False)(x)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
x = layers.MaxPooling2D()(x)

x = layers.Conv2D(64, 3, padding="same", use_bias=False)(x)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
x = layers.MaxPooling2D()(x)

x = layers.Conv2D(128, 3, padding="same", use_bias=False)(x)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
x = layers.GlobalAveragePooling2D()(x)

x = layers.Dropout(0.3)(x)
outputs = layers.Dense(NUM_CLASSES, activation="softmax", name="kind")(x)

model = keras.Model(inputs, outputs, name="small_pictures")
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=1e-3),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)

# Stand-ins of the right shape; Batchwise draws the pictures named below.
pictures = np.random.randint(0, 256, size=(200,) + IMAGE_SHAPE)
kinds = np.random.randint(0, NUM_CLASSES, size=(200,))

# batchwise: data=builtin:shapes
model.fit(pictures, kinds, batch_size=64, epochs=8, validation_split=0.1)
