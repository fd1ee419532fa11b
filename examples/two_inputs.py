# A picture and a few numbers about it, two outputs: what it shows, and how large it is.
import keras
from keras import layers

picture = keras.Input((48, 48, 1), name="picture")
numbers = keras.Input((4,), name="numbers")

eye = keras.Sequential(
    [
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(32, 3, activation="relu"),
        layers.GlobalAveragePooling2D(),
    ],
    name="eye",
)
scale = layers.BatchNormalization(center=False, scale=False, name="scale")

seen = eye(picture)
known = layers.Dense(16, activation="relu")(scale(numbers))
both = layers.concatenate([seen, known])
both = layers.Dense(32, activation="relu")(both)

kind = layers.Dense(3, activation="softmax", name="kind")(both)
size = layers.Dense(1, name="size")(both)

model = keras.Model(inputs=[picture, numbers], outputs=[kind, size])
model.compile(
    optimizer="rmsprop",
    loss={"kind": "categorical_crossentropy", "size": "mse"},
    loss_weights={"kind": 1.0, "size": 0.2},
)
