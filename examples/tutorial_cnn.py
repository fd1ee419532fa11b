# Tells two kinds of pictures apart: a small convolutional network with BatchNormalization.
import numpy as np
import keras
from keras import layers

model = keras.Sequential()

# Three blocks that find ever larger patterns
model.add(layers.Conv2D(64, (3, 3), activation="relu", input_shape=(200, 200, 3)))
model.add(layers.BatchNormalization())
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Dropout(0.25))

model.add(layers.Conv2D(64, (3, 3), activation="relu"))
model.add(layers.BatchNormalization())
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Dropout(0.25))

model.add(layers.Conv2D(64, (3, 3), activation="relu"))
model.add(layers.BatchNormalization())
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Dropout(0.25))

# From patterns to a probability
model.add(layers.Flatten())
model.add(layers.Dense(64, activation="relu"))
model.add(layers.BatchNormalization())
model.add(layers.Dropout(0.5))
model.add(layers.Dense(1, activation="sigmoid"))

model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])

# Stand-ins of the right shape. Batchwise trains on the pictures named below, which it draws itself.
x_train = np.random.random((100, 200, 200, 3))
y_train = np.random.randint(2, size=(100, 1))

# batchwise: data=builtin:shapes
model.fit(x_train, y_train, batch_size=32, epochs=10, validation_split=0.2)
