# Pictures whose channels come first, as some cameras and older data sets have them: BatchNormalization needs axis=1 then.
import keras
from keras.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    GlobalAveragePooling2D,
    Input,
    ZeroPadding2D,
)

FIRST = dict(data_format="channels_first")

model = keras.Sequential(
    [
        Input((1, 28, 28)),
        ZeroPadding2D(2, **FIRST),
        Conv2D(16, 5, use_bias=False, **FIRST),
        BatchNormalization(axis=1),
        Activation("relu"),
        AveragePooling2D(2, **FIRST),
        Conv2D(32, (3, 3), strides=(2, 2), use_bias=False, **FIRST),
        BatchNormalization(axis=1, momentum=0.9),
        Activation("relu"),
        GlobalAveragePooling2D(**FIRST),  # one number for each channel
        Dense(10, activation="softmax"),
    ],
    name="channels_first",
)
