/** Sound models of the kinds in which a rule is easily wrong: nothing is said of any of them. */
import { expect, test } from "vitest";
import { rulesIn } from "../support/hints";
import { read } from "../support/reader";

const text = `import keras
from keras import layers

# nested model with its own BN at the end, used as a block
block = keras.Sequential([keras.Input((16, 16, 8)), layers.Conv2D(8, 3, padding="same", use_bias=False), layers.BatchNormalization()], name="block")
i = keras.Input((16, 16, 8))
x = block(i)
x = layers.ReLU()(x)
x = layers.Conv2D(8, 3, padding="same", use_bias=False)(x)
x = layers.BatchNormalization()(x)
x = layers.Add()([x, i])
x = layers.ReLU()(x)
nested = keras.Model(i, layers.Dense(3)(layers.GlobalAveragePooling2D()(x)))
nested.compile("adam", "mse")

# shared layer before two different heads, one with BN
i = keras.Input((20,))
d = layers.Dense(16)
a = layers.BatchNormalization()(d(i))
b = layers.ReLU()(d(i))
shared = keras.Model(i, [layers.Dense(1)(a), layers.Dense(1)(b)])
shared.compile("adam", "mse")

# TimeDistributed conv, rank 5, BN over channels
i = keras.Input((5, 16, 16, 3))
x = layers.TimeDistributed(layers.Conv2D(8, 3, use_bias=False))(i)
x = layers.BatchNormalization()(x)
x = layers.ReLU()(x)
x = layers.TimeDistributed(layers.GlobalAveragePooling2D())(x)
x = layers.LSTM(16)(x)
video = keras.Model(i, layers.Dense(4, activation="softmax")(x))
video.compile("adam", "sparse_categorical_crossentropy")

# channels first throughout
i = keras.Input((3, 32, 32))
x = layers.Conv2D(8, 3, data_format="channels_first", use_bias=False)(i)
x = layers.BatchNormalization(axis=1)(x)
x = layers.ReLU()(x)
x = layers.GlobalAveragePooling2D(data_format="channels_first")(x)
x = layers.Dense(16, use_bias=False)(x)
x = layers.BatchNormalization(axis=1)(x)
x = layers.ReLU()(x)
first = keras.Model(i, layers.Dense(10)(x))
first.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))

# 1D, preactivation, zero gamma before Add
i = keras.Input((100, 8))
x = layers.Conv1D(8, 3, padding="same")(i)
y = layers.BatchNormalization()(x)
y = layers.ReLU()(y)
y = layers.Conv1D(8, 3, padding="same", use_bias=False)(y)
y = layers.BatchNormalization(gamma_initializer="zeros")(y)
y = layers.Dropout(0.2)(y)
x = layers.Add()([x, y])
x = layers.BatchNormalization()(x)
x = layers.ReLU()(x)
x = layers.GlobalMaxPooling1D()(x)
one = keras.Model(i, layers.Dense(1)(x))
one.compile("adam", "mse")

# several outputs: an embedding that is normalized beside a class
i = keras.Input((20,))
x = layers.Dense(32, activation="relu")(i)
emb = layers.BatchNormalization(name="embedding")(layers.Dense(8, use_bias=False)(x))
cls = layers.Dense(4, activation="softmax", name="cls")(emb)
multi = keras.Model(i, [emb, cls])
multi.compile("adam", loss={"cls": "sparse_categorical_crossentropy"})

# squeeze and excitation, softmax attention inside
i = keras.Input((16, 16, 8))
x = layers.Conv2D(8, 3, padding="same", use_bias=False)(i)
x = layers.BatchNormalization()(x)
s = layers.GlobalAveragePooling2D(keepdims=True)(x)
s = layers.Dense(2, activation="relu")(s)
s = layers.Dense(8, activation="sigmoid")(s)
x = layers.Multiply()([x, s])
x = layers.ReLU()(x)
se = keras.Model(i, layers.Dense(3)(layers.GlobalAveragePooling2D()(x)))
se.compile("adam", "mse")

# Monte Carlo dropout as output-like, dropout rank 2 before dense
i = keras.Input((20,))
x = layers.Dense(32, activation="relu")(i)
x = layers.Dropout(0.5)(x, training=True)
mc = keras.Model(i, layers.Dense(1)(x))
mc.compile("adam", "mse")

# 3D
i = keras.Input((8, 16, 16, 1))
x = layers.Conv3D(4, 3, use_bias=False)(i)
x = layers.BatchNormalization()(x)
x = layers.ReLU()(x)
x = layers.Flatten()(x)
x = layers.Dense(8, use_bias=False)(x)
x = layers.BatchNormalization()(x)
x = layers.ReLU()(x)
vol = keras.Model(i, layers.Dense(2)(x))
vol.compile("adam", "mse")

# siamese with BN in a shared encoder
enc = keras.Sequential([keras.Input((20,)), layers.Dense(8, use_bias=False), layers.BatchNormalization(), layers.ReLU(), layers.Dense(4)])
p, q = keras.Input((20,)), keras.Input((20,))
dist = layers.Dot(1)([enc(p), enc(q)])
siam = keras.Model([p, q], layers.Dense(1, activation="sigmoid")(dist))
siam.compile("adam", "binary_crossentropy")

# autoencoder with BN on the code, decoder as another model
i = keras.Input((20,))
code = layers.BatchNormalization()(layers.Dense(4, use_bias=False)(i))
encoder = keras.Model(i, code)
z = keras.Input((4,))
decoder = keras.Model(z, layers.Dense(20)(z))
auto = keras.Model(i, decoder(encoder(i)))
auto.compile("adam", "mse")
`;

test("nothing is said of nested, shared and several-headed models, of channels first, and of ranks 2, 3, 4 and 5", () => {
  expect(read(text).models.length).toBeGreaterThan(10);
  expect(rulesIn(text)).toEqual([]);
});
