"""A small residual network: a helper function makes one block, a loop stacks them."""

import keras
from keras import layers
from keras.regularizers import L2


def convolution(x, filters, size, strides=1, activation="relu"):
    """Convolution, normalization, and the nonlinearity after them."""
    x = layers.Conv2D(
        filters,
        size,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=L2(1e-4),
    )(x)
    x = layers.BatchNormalization()(x)
    if activation:
        x = layers.Activation(activation)(x)
    return x


def residual_block(x, filters, strides=1):
    shortcut = x
    x = convolution(x, filters, 3, strides=strides)
    x = convolution(x, filters, 3, activation=None)
    if strides != 1 or shortcut.shape[-1] != filters:
        shortcut = convolution(shortcut, filters, 1, strides=strides, activation=None)
    x = layers.Add()([x, shortcut])
    return layers.ReLU()(x)


def build_model(input_shape=(32, 32, 3), num_classes=10, depth=(2, 2, 2)):
    inputs = keras.Input(input_shape)
    x = convolution(inputs, 16, 3)
    for stage, blocks in enumerate(depth):
        filters = 16 * 2**stage
        for block in range(blocks):
            strides = 2 if stage > 0 and block == 0 else 1
            x = residual_block(x, filters, strides)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(inputs, outputs, name=f"resnet{2 * sum(depth) + 2}")


if __name__ == "__main__":
    model = build_model()
    model.compile(
        optimizer=keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    model.summary()
