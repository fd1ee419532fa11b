/** What a fix leaves alone: texts as people write them, of which only the lines that must change do. */
import { describe, expect, test } from "vitest";
import { hints } from "../../src/hints";
import type { Setback } from "../../src/model/job";
import { fixed, rulesIn } from "../support/hints";

interface Case {
  readonly text: string;
  /** What was wrong with a run of it, where the rule rests on that. */
  readonly setback?: Setback;
  /** Lines that go, and lines that come. */
  readonly goes: readonly string[];
  readonly comes: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  "argument-of-old-keras": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3, use_bias=False)])
model.add(layers.BatchNormalization(axis = [3], mode = 0,  gamma_init = 'one'))  # as it was
model.add(layers.Flatten())
`,
    goes: ["model.add(layers.BatchNormalization(axis = [3], mode = 0,  gamma_init = 'one'))  # as it was"],
    comes: ["model.add(layers.BatchNormalization(axis = 3, gamma_initializer='one'))  # as it was"],
  },
  "axis-not-channels": {
    text: `from tensorflow.keras import layers as L, Model, Input

i = Input( (32,32,3) )
h = L.Conv2D(8, 3, use_bias = False) (i)   # edges
h = L.BatchNormalization( axis = 1, name='norm' )(h)  # per row?
h = L.Flatten()(h)
m = Model(i, L.Dense(10)(h))
`,
    goes: ["h = L.BatchNormalization( axis = 1, name='norm' )(h)  # per row?"],
    comes: ["h = L.BatchNormalization( name='norm' )(h)  # per row?"],
  },
  "bias-before-normalization": {
    text: `import keras
from keras.layers import *

net = keras.models.Sequential()
net.add( Conv2D(
    16,
    3,   # window
    input_shape = (8, 8, 3),
) )
net.add(BatchNormalization()) ; net.add(ReLU())
net.add(Flatten())
net.add(Dense(3))
`,
    goes: [],
    comes: ["    use_bias=False,"],
  },
  "channels-first-axis": {
    text: `import keras
from keras import layers
CF = "channels_first"
model = keras.Sequential([
  keras.Input((3, 9, 9)),
  layers.Conv2D(4, 3, data_format=CF, use_bias=False),
  layers.BatchNormalization(momentum = .9),  # smooth
  layers.Flatten(), layers.Dense(2)])
`,
    goes: ["  layers.BatchNormalization(momentum = .9),  # smooth"],
    comes: ["  layers.BatchNormalization(momentum = .9, axis=1),  # smooth"],
  },
  "deep-without-normalization": {
    text: `import keras
from keras import layers
model = keras.Sequential()
model.add(keras.Input((16,)))
model.add(layers.Dense(32, activation='sigmoid'))   # one
model.add(layers.Dense(32, activation='sigmoid'))   # two
model.add(layers.Dense(32, activation='sigmoid'))   # three
model.add(layers.Dense(32, activation='sigmoid'))   # four
model.add(layers.Dense(1))
`,
    goes: ["one", "two", "three", "four"].map(
      (name) => `model.add(layers.Dense(32, activation='sigmoid'))   # ${name}`,
    ),
    comes: ["one", "two", "three", "four"].flatMap((name) => [
      `model.add(layers.Dense(32, use_bias=False))   # ${name}`,
      "model.add(layers.BatchNormalization())",
      "model.add(layers.Activation('sigmoid'))",
    ]),
  },
  "dropout-before-normalization": {
    text: `import keras
from keras import layers

model = keras.Sequential([
    keras.Input((20,)),
    layers.Dense(64, use_bias=False),

    # regularize
    layers.Dropout(rate = 0.5, seed=1),
    layers.BatchNormalization(),   # normalize
    layers.ReLU(),
    layers.Dense(10),
])
`,
    goes: ["    layers.Dropout(rate = 0.5, seed=1),", "    layers.BatchNormalization(),   # normalize"],
    comes: ["    layers.BatchNormalization(),", "    layers.Dropout(rate = 0.5, seed=1),   # normalize"],
  },
  "normalization-after-activation": {
    text: `import keras
from keras import layers

def block(x, units):
    """A block."""
    x = layers.Dense(units, activation = 'relu')(x)  # hidden
    return layers.BatchNormalization(name="bn")(x)

inputs = keras.Input((20,))
model = keras.Model(inputs, layers.Dense(10)(block(inputs, 64)))
`,
    goes: [
      "    x = layers.Dense(units, activation = 'relu')(x)  # hidden",
      `    return layers.BatchNormalization(name="bn")(x)`,
    ],
    comes: [
      "    x = layers.Dense(units, use_bias=False)(x)  # hidden",
      '    return layers.Activation("relu")(layers.BatchNormalization(name="bn")(x))',
    ],
  },
  "momentum-from-pytorch": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((20,)), layers.Dense(4, use_bias=False)])
model.add(layers.BatchNormalization(epsilon=1e-5, momentum = 0.1))  # as there
model.add(layers.Dense(2))
`,
    goes: ["model.add(layers.BatchNormalization(epsilon=1e-5, momentum = 0.1))  # as there"],
    comes: ["model.add(layers.BatchNormalization(epsilon=1e-5, momentum = 0.9))  # as there"],
  },
  "momentum-out-of-range": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((20,)), layers.Dense(4, use_bias=False)])
model.add(layers.BatchNormalization(
    momentum = 99,  # per cent
    epsilon = 1e-5,
))
model.add(layers.Dense(2))
`,
    goes: ["    momentum = 99,  # per cent"],
    comes: [],
  },
  "normalization-of-probabilities": {
    text: `import keras
from keras import layers
x = i = keras.Input((20,))
x = layers.Dense(8, use_bias = False)(x)
x = layers.Softmax()(x)  # shares
x = layers.BatchNormalization()(x)
model = keras.Model(i, layers.Dense(2)(x))
`,
    goes: ["x = layers.Softmax()(x)  # shares", "x = layers.BatchNormalization()(x)"],
    comes: ["x = layers.BatchNormalization()(x)  # shares", "x = layers.Softmax()(x)"],
  },
  "normalization-twice": {
    text: `import keras
from keras import layers
model = keras.Sequential([
    keras.Input((20,)), layers.Dense(4, use_bias=False),
    layers.BatchNormalization(), layers.BatchNormalization(),
    layers.Dense(2)
])
`,
    goes: ["    layers.BatchNormalization(), layers.BatchNormalization(),"],
    comes: ["    layers.BatchNormalization(),"],
  },
  "linear-layers-in-a-row": {
    text: `import keras
from keras import layers
x = i = keras.Input((20,))
x = layers.Dense( 64 )(x)  # wide
model = keras.Model(i, layers.Dense(2)(x))
`,
    goes: ["x = layers.Dense( 64 )(x)  # wide"],
    comes: ['x = layers.Dense( 64, activation="relu" )(x)  # wide'],
  },
  "loss-and-activation": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((20,))])
model.add(layers.Dense(10,
                       name='scores'))  # ten classes
model.compile(loss='categorical_crossentropy')
`,
    goes: ["                       name='scores'))  # ten classes"],
    comes: ["                       name='scores',", "                       activation='softmax'))  # ten classes"],
  },
  "probabilities-twice": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((20,))])
model.add(layers.Dense(10, activation='softmax'))
model.add(layers.Activation('softmax'))  # sure is sure
model.summary()
`,
    goes: ["model.add(layers.Activation('softmax'))  # sure is sure"],
    comes: [],
  },
  "softmax-of-one": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((20,)), layers.Dense(1, 'softmax')])  # yes or no
model.compile('sgd', 'binary_crossentropy')
`,
    goes: ["model = keras.Sequential([keras.Input((20,)), layers.Dense(1, 'softmax')])  # yes or no"],
    comes: ["model = keras.Sequential([keras.Input((20,)), layers.Dense(1, 'sigmoid')])  # yes or no"],
  },
  "center-not-needed": {
    text: `import keras
from keras import layers
x = i = keras.Input((20,))
x = layers.BatchNormalization( )(x)  # scale the data
model = keras.Model(i, layers.Dense(2)(x))
`,
    goes: ["x = layers.BatchNormalization( )(x)  # scale the data"],
    comes: ["x = layers.BatchNormalization( center=False)(x)  # scale the data"],
  },
  "dropout-with-normalization": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((20,))])
for units in [64, 32]:
    model.add(layers.Dense(units, use_bias=False))
    model.add(layers.BatchNormalization())
    model.add(layers.ReLU())
model.add(layers.Dropout( rate = .5 ))  # half
model.add(layers.Dense(2))
`,
    goes: ["model.add(layers.Dropout( rate = .5 ))  # half"],
    comes: ["model.add(layers.Dropout( rate = 0.25 ))  # half"],
  },
  "factor-of-zero": {
    text: `import keras
from keras import layers
model = keras.Sequential([
    keras.Input((20,)),
    layers.Dense(8, use_bias=False),
    layers.BatchNormalization(
        gamma_initializer='zeros',
        name='norm'),  # from zero
    layers.ReLU(),
    layers.Dense(2),
])
`,
    goes: ["        gamma_initializer='zeros',"],
    comes: [],
  },
  "flatten-before-normalization": {
    text: `import keras
from keras import layers
x = i = keras.Input((8, 8, 3))
x = layers.Conv2D(4, 3, activation="relu")(x)

x = layers.Flatten()(x)
x = layers.BatchNormalization(epsilon = 1e-5)(x)
# the end
model = keras.Model(i, layers.Dense(2)(x))
`,
    goes: [],
    comes: [],
  },
  "linear-regime": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((20,)), layers.Dense(8, use_bias=False)])
model.add(layers.BatchNormalization(center=False, scale=False, name="norm"))  # bare
model.add(layers.Activation("tanh"))
model.add(layers.Dense(2))
`,
    goes: ['model.add(layers.BatchNormalization(center=False, scale=False, name="norm"))  # bare'],
    comes: ['model.add(layers.BatchNormalization(name="norm"))  # bare'],
  },
  "penalty-before-normalization": {
    text: `import keras
from keras import layers, regularizers as R
model = keras.Sequential([keras.Input((20,))])
for units in (16, 8):
    model.add(layers.Dense(units, use_bias=False, kernel_regularizer=R.l2(1e-4)))  # decay
    model.add(layers.BatchNormalization())
    model.add(layers.ReLU())
model.add(layers.Dense(2))
`,
    goes: ["    model.add(layers.Dense(units, use_bias=False, kernel_regularizer=R.l2(1e-4)))  # decay"],
    comes: ["    model.add(layers.Dense(units, use_bias=False))  # decay"],
  },
  "scale-not-needed": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((20,)), layers.Dense(8, use_bias=False)])
model.add(layers.BatchNormalization(momentum = 0.9))  # then relu
model.add(layers.Dense(2))
`,
    goes: ["model.add(layers.BatchNormalization(momentum = 0.9))  # then relu"],
    comes: ["model.add(layers.BatchNormalization(momentum = 0.9, scale=False))  # then relu"],
  },
  "selu-with-normalization": {
    text: `import keras
from keras import layers
model = keras.Sequential([
    keras.Input((20,)),
    layers.Dense(8, activation='selu'),   # keeps the scale
    layers.BatchNormalization(),
    layers.Dense(2),
])
`,
    goes: ["    layers.BatchNormalization(),"],
    comes: [],
  },
  "dropout-on-output": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((20,))])
model.add(layers.Dense(2))
model.add(layers.Dropout( 0.5 ))   # against overfitting
model.compile("sgd", "mse")
`,
    goes: ["model.add(layers.Dropout( 0.5 ))   # against overfitting"],
    comes: [],
  },
  "normalization-on-output": {
    text: `import keras
from keras import layers

x = inputs = keras.Input((13,))
x = layers.Dense(64, "relu")(x)
x = layers.Dense(1)(x)
# keep the scale
x = layers.BatchNormalization()(x)
model = keras.Model(inputs, x); model.compile('adam', 'mse')
`,
    goes: ["x = layers.BatchNormalization()(x)"],
    comes: [],
  },
  "stale-moving-statistics": {
    text: `import keras, numpy as np
from keras import layers

EPOCHS = 2
model = keras.Sequential([keras.Input((20,)), layers.Dense(64, use_bias=False)])
model.add(layers.BatchNormalization(
    name = "norm"  # the only one
))
model.add(layers.Dense(10))
model.compile("sgd", "mse")
model.fit(np.zeros((1000, 20)), np.zeros((1000, 10)), epochs=EPOCHS)
`,
    goes: [`    name = "norm"  # the only one`],
    comes: [`    name = "norm", momentum=0.95  # the only one`],
  },
  "epsilon-from-pytorch": {
    text: `import keras
from keras import layers
# weights converted from PyTorch
model = keras.Sequential([keras.Input((20,)), layers.Dense(4, use_bias=False)])
model.add(layers.BatchNormalization(momentum = .9))  # theirs
model.add(layers.Dense(2))
`,
    goes: ["model.add(layers.BatchNormalization(momentum = .9))  # theirs"],
    comes: ["model.add(layers.BatchNormalization(momentum = .9, epsilon=1e-05))  # theirs"],
  },
  "epsilon-out-of-range": {
    text: `import keras
from keras import layers
model = keras.Sequential([keras.Input((20,)), layers.Dense(4, use_bias=False)])
model.add(layers.BatchNormalization(momentum = .9, epsilon = 0))  # exact
model.add(layers.Dense(2))
`,
    goes: ["model.add(layers.BatchNormalization(momentum = .9, epsilon = 0))  # exact"],
    comes: ["model.add(layers.BatchNormalization(momentum = .9))  # exact"],
  },
  "start-of-statistics": {
    text: `from tensorflow import keras
from tensorflow.keras.layers import *
model = keras.Sequential([
    keras.Input((20,)), Dense(4, use_bias=False),
    BatchNormalization(
        moving_variance_initializer = "zeros",
        name = 'norm',  # the first
    ),
    ReLU(), Dense(2)])
`,
    goes: [`        moving_variance_initializer = "zeros",`],
    comes: [],
  },
  "half-precision-statistics": {
    text: `import keras
from keras import layers
x = inputs = keras.Input((20,))
x = layers.Dense(4, use_bias=False)(x)
x = layers.BatchNormalization( dtype = 'float16' )(x)  # fast
model = keras.Model(inputs, layers.Dense(2)(x))
`,
    goes: ["x = layers.BatchNormalization( dtype = 'float16' )(x)  # fast"],
    comes: ["x = layers.BatchNormalization( dtype = 'mixed_float16' )(x)  # fast"],
  },
  "penalty-on-normalization": {
    text: `import keras
from keras import layers, regularizers
model = keras.Sequential([keras.Input((20,)), layers.Dense(4, use_bias=False)])
model.add(layers.BatchNormalization(beta_regularizer=regularizers.l2(1e-4), momentum=0.9))   # both
model.add(layers.Dense(2))
`,
    goes: ["model.add(layers.BatchNormalization(beta_regularizer=regularizers.l2(1e-4), momentum=0.9))   # both"],
    comes: ["model.add(layers.BatchNormalization(momentum=0.9))   # both"],
  },
  "normalization-of-each-step": {
    text: `import keras
from keras.layers import *

net = keras.Sequential()
net.add(Input((10, 8)))
net.add(TimeDistributed(Dense(4, use_bias=False)))
net.add(TimeDistributed(BatchNormalization(axis = 1)))  # features
net.add(ReLU())
net.add(Flatten())
net.add(Dense(2))
`,
    goes: ["net.add(TimeDistributed(BatchNormalization(axis = 1)))  # features"],
    comes: ["net.add(BatchNormalization(axis=2))"],
  },
  "normalization-behind-recurrent": {
    text: `import keras
from keras import layers as L
x = inputs = keras.Input((10, 8))
x = L.Bidirectional(L.GRU(16, return_sequences=True))(x)
x = L.BatchNormalization(name = "norm")(x)   # keep the scale
model = keras.Model(inputs, L.Dense(2)(L.GRU(4)(x)))
`,
    goes: [`x = L.BatchNormalization(name = "norm")(x)   # keep the scale`],
    comes: ['x = L.LayerNormalization(name="norm")(x)'],
  },
  "normalization-beside-attention": {
    text: `import keras
from keras import layers

def block(x):
    a = layers.MultiHeadAttention(2, 8)(x, x)
    x = layers.Add()([x, a])
    x = layers.BatchNormalization()(x)
    return x

inputs = keras.Input((10, 16))
model = keras.Model(inputs, layers.Dense(2)(layers.Flatten()(block(inputs))))
`,
    goes: ["    x = layers.BatchNormalization()(x)"],
    comes: ["    x = layers.LayerNormalization()(x)"],
  },
  "try-normalization": {
    setback: "slow",
    text: `import keras
from keras import layers
model = keras.Sequential()
model.add(keras.Input((16,)))
for units in (8, 8,
              8, 8):
    model.add(layers.Dense( units, 'tanh' ))   # hidden
model.add(layers.Dense(1))
`,
    goes: ["    model.add(layers.Dense( units, 'tanh' ))   # hidden"],
    comes: [
      "    model.add(layers.Dense( units, use_bias=False ))   # hidden",
      "    model.add(layers.BatchNormalization())",
      "    model.add(layers.Activation('tanh'))",
    ],
  },
  "unscaled-inputs": {
    text: `import keras
from keras import layers
(x, y), (a, b) = keras.datasets.mnist.load_data()
model = keras.Sequential([
    layers.Flatten(input_shape=(28, 28)),
    layers.Dense(32, activation = 'relu'),   # hidden
    layers.Dense(10, activation='softmax')])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y)
`,
    goes: [],
    comes: ["    layers.Rescaling(1 / 255),"],
  },
  "gradient-penalty-with-normalization": {
    text: `import tensorflow as tf
from keras import Input, Sequential, layers

critic = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(64, 5, strides=2, padding="same"),
    layers.LeakyReLU(0.2),
    layers.Conv2D(128, 5, strides=2, padding="same", use_bias=False),
    layers.BatchNormalization(),  # why?
    layers.LeakyReLU(0.2),
    layers.Flatten( ),   # one row
    layers.Dense(1),
])

def gradient_penalty(pictures):
    with tf.GradientTape() as tape:
        tape.watch(pictures)
        scores = critic(pictures, training=True)
    slopes = tape.gradient(scores, pictures)
    lengths = tf.sqrt(tf.reduce_sum(tf.square(slopes), axis=[1, 2, 3]))
    return tf.reduce_mean((lengths - 1.0) ** 2)
`,
    goes: ["    layers.BatchNormalization(),  # why?"],
    comes: ["    layers.LayerNormalization(),"],
  },
  "normalization-in-discriminator": {
    text: `from keras import Input, Sequential, layers

discriminator = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(64, 4, strides=2, padding="same", use_bias=False),
    layers.BatchNormalization(),
    layers.LeakyReLU(0.2),
    layers.Conv2D(128, 4, strides=2, padding="same", use_bias=False),
    layers.BatchNormalization(),
    layers.LeakyReLU(0.2),
    layers.Flatten( ),   # one row
    layers.Dense(1),
])
`,
    goes: ["    layers.BatchNormalization(),"],
    comes: [],
  },
  "normalization-of-inputs": {
    text: `import keras
from keras import Input, Sequential, layers

(x, y), _ = keras.datasets.cifar10.load_data()
model = Sequential([
    Input((32, 32, 3)),
    layers.BatchNormalization(),  # why?
    layers.Conv2D(32, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5)
`,
    goes: ["    layers.BatchNormalization(),  # why?"],
    comes: ["    layers.Rescaling(1 / 255),"],
  },
  "statistics-of-each-replica": {
    text: `import keras
import tensorflow as tf
from keras import Input, Sequential, layers

(x, y), _ = keras.datasets.mnist.load_data()
with tf.distribute.MirroredStrategy().scope():
    model = Sequential([
        Input((28, 28)),
        layers.Rescaling(1 / 255),
        layers.Flatten( ),   # one row
        layers.Dense(64, use_bias=False),
        layers.BatchNormalization(),  # why?
        layers.Activation("relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5, batch_size=16)
`,
    goes: ["        layers.BatchNormalization(),  # why?"],
    comes: ["        layers.BatchNormalization(synchronized=True),  # why?"],
  },
};

/** Lines of one text that are not in the other, each as often as it is missing there. */
function missing(text: string, other: string): string[] {
  const rest = other.split("\n");
  return text.split("\n").filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

describe("a fix changes what it must and leaves the rest as it is written", () => {
  for (const [rule, { text, setback, goes, comes }] of Object.entries(cases))
    test(rule, () => {
      expect(rulesIn(text, rule, setback).filter((one) => one.startsWith(`${rule} `))).not.toEqual([]);
      const after = fixed(text, rule, setback);
      expect(after).not.toBe(text);
      expect({ goes: missing(text, after), comes: missing(after, text) }).toEqual({ goes, comes });
      expect(rulesIn(after, rule, setback).filter((one) => one.startsWith(`${rule} `))).toEqual([]);
    });
});

test("every rule with a fix is among them", () => {
  const withFix = hints.filter(({ id, examples }) => examples.some(({ bad, setback }) => hasFix(bad, id, setback)));
  expect(Object.keys(cases).sort()).toEqual(withFix.map(({ id }) => id).sort());
});

function hasFix(text: string, rule: string, setback?: Setback): boolean {
  try {
    fixed(text, rule, setback);
    return true;
  } catch {
    return false;
  }
}
