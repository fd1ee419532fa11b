import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { showShape } from "../../src/model/shape";
import { read, summary } from "../support/reader";

/** `type shape parameters` of every row, and the totals. */
function rows(source: string): {
  readonly lines: readonly string[];
  readonly total: unknown;
  readonly trainable: unknown;
} {
  const { nodes, params, trainableParams } = infer(read(source).models.at(-1)!);
  const lines = nodes.map(
    ({ node, shape, params: own }) =>
      `${node.type} ${shape ? showShape(shape) : "?"} ${typeof own === "number" ? own : "?"}`,
  );
  return { lines, total: params, trainable: trainableParams };
}
const messages = (source: string): readonly string[] => read(source).problems.map(({ message }) => message);

test("Convolution2D(32, 3, 3) of Keras 1 has a kernel of 3 by 3 and no strides", () => {
  const text =
    "from keras.models import Sequential\nfrom keras.layers import Convolution2D\nmodel = Sequential()\nmodel.add(Convolution2D(32, 3, 3, border_mode='valid', input_shape=(28, 28, 1)))\n";
  expect(summary(read(text).models[0]!)).toContain("conv2d | Conv2D | (None, 26, 26, 32) | 320");
});

describe("layers of other libraries", () => {
  test("keras_hub: embeddings, encoders, and decoders with and without an encoder's output", () => {
    const { lines } = rows(`import keras, keras_hub
layers = keras_hub.layers
words = keras.Input((None,))
other = keras.Input((None, 256))
x = layers.TokenAndPositionEmbedding(5000, 128, 256)(words)
x = layers.TransformerEncoder(2048, 8)(x)
x = layers.TransformerDecoder(intermediate_dim=128, num_heads=3)(x)
x = layers.TransformerDecoder(2048, 8)(x, other)
x = layers.FNetEncoder(intermediate_dim=512)(x) + layers.SinePositionEncoding()(x)
model = keras.Model([words, other], x)
`);
    expect(lines).toContain("TokenAndPositionEmbedding (None, None, 256) 1312768");
    expect(lines).toContain("TransformerEncoder (None, None, 256) 1315072");
    expect(lines).toContain("TransformerDecoder (None, None, 256) 329085");
    expect(lines).toContain("TransformerDecoder (None, None, 256) 1578752");
    expect(lines).toContain("SinePositionEncoding (None, None, 256) 0");
  });

  test("what goes across in a decoder depends on a version that Keras 2's files do not tell", () => {
    const { total } = rows(`from tensorflow import keras
import keras_nlp
a, b = keras.Input((None, 256)), keras.Input((None, 256))
model = keras.Model([a, b], keras_nlp.layers.TransformerDecoder(2048, 8)(a, b))
`);
    expect(total).toEqual({ unknown: "TransformerDecoder is a layer of keras_nlp" });
  });

  test("tensorflow_hub: known models at their addresses, frozen unless said otherwise", () => {
    const { lines, total, trainable } = rows(`import tensorflow as tf
import tensorflow_hub as hub
model = tf.keras.Sequential([
    hub.KerasLayer("https://tfhub.dev/google/universal-sentence-encoder/4", input_shape=[], dtype=tf.string),
    tf.keras.layers.Dense(64),
])
`);
    expect(lines.slice(-2)).toEqual(["KerasLayer (None, 512) 256797824", "Dense (None, 64) 32832"]);
    expect({ total, trainable }).toEqual({ total: 256830656, trainable: 32832 });
  });

  test("tensorflow_hub: a declared output shape, and a BERT with several outputs", () => {
    const { lines } = rows(`import tensorflow as tf
import tensorflow_hub as hub
texts = tf.keras.Input((), dtype=tf.string)
encoded = hub.KerasLayer("https://tfhub.dev/tensorflow/bert_en_uncased_preprocess/3")(texts)
outputs = hub.KerasLayer("https://tfhub.dev/tensorflow/small_bert/bert_en_uncased_L-2_H-128_A-2/1", trainable=True)(encoded)
own = hub.KerasLayer("./mine", output_shape=[20])(texts)
x = tf.keras.layers.Concatenate()([outputs["pooled_output"], own])
model = tf.keras.Model(texts, x)
`);
    expect(lines).toContain("Concatenate (None, 148) 0");
    expect(lines).toContain("KerasLayer (None, 20) ?");
  });

  test("tensorflow_probability: a mean and a spread for each weight, and distributions as outputs", () => {
    const { lines } = rows(`import tensorflow as tf
import tensorflow_probability as tfp
tfd = tfp.distributions
drawn = tfp.layers.util.default_mean_field_normal_fn()
x = tf.keras.Input((1,))
y = tfp.layers.DenseFlipout(20)(x)
y = tfp.layers.DenseFlipout(2, bias_posterior_fn=drawn)(y)
y = tfp.layers.DistributionLambda(lambda t: tfd.Normal(loc=t[:, 0:1], scale=tf.exp(t[:, 1:])))(y)
model = tf.keras.Model(x, y)
`);
    expect(lines.slice(1)).toEqual([
      "DenseFlipout (None, 20) 60",
      "DenseFlipout (None, 2) 84",
      "DistributionLambda (None, 1) 0",
    ]);
  });

  test("tensorflow_datasets: how many classes a known data set has", () => {
    const { lines } = rows(`import tensorflow as tf
import tensorflow_datasets as tfds
(train, test), info = tfds.load("food101", split=["train", "validation"], with_info=True, as_supervised=True)
names = info.features["label"].names
shape = tfds.load("mnist", with_info=True)[1].features["image"].shape
model = tf.keras.Sequential([tf.keras.Input(shape), tf.keras.layers.Flatten(), tf.keras.layers.Dense(len(names))])
`);
    expect(lines.at(-1)).toBe("Dense (None, 101) 79285");
  });

  test("layers that Keras 3 dropped", () => {
    const { lines } = rows(`from tensorflow.keras import Input, Sequential, layers
model = Sequential([
    Input((8, 3)),
    layers.CuDNNLSTM(5, return_sequences=True),
    layers.CuDNNGRU(4),
])
`);
    expect(lines.slice(-2)).toEqual(["CuDNNLSTM (None, 8, 5) 200", "CuDNNGRU (None, 4) 132"]);
  });
});

describe("keras.applications", () => {
  test("a network with stages of the file's own", () => {
    const { lines, total } = rows(`from keras.applications import resnet
def stages(x):
    x = resnet.stack_residual_blocks_v2(x, 64, 3, name="conv2")
    x = resnet.stack_residual_blocks_v2(x, 128, 4, name="conv3")
    x = resnet.stack_residual_blocks_v2(x, 256, 6, name="conv4")
    return resnet.stack_residual_blocks_v2(x, 512, 3, stride1=1, name="conv5")
model = resnet.ResNet(stages, True, True, name="resnet50v2", weights=None)
`);
    expect({ rows: lines.length, total }).toEqual({ rows: 192, total: 25613800 });
  });

  test("an average over windows of two is what Keras 2 takes by itself", () => {
    const pooled = (head: string): readonly string[] =>
      rows(`${head}
model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.AveragePooling2D()])
`).lines;
    expect(pooled("from tensorflow import keras").at(-1)).toBe("AveragePooling2D (None, 4, 4, 3) 0");
    expect(pooled("import keras").at(-1)).toBe("AveragePooling2D ? ?");
  });
});

describe("what a model has", () => {
  test("all layers of a subclassed model count, whether its call takes them or not", () => {
    const { total, lines } = rows(`import keras
shared = keras.Sequential([keras.Input((4,)), keras.layers.Dense(7)])
class Distiller(keras.Model):
    def __init__(self, student, teacher):
        super().__init__()
        self.teacher, self.student = teacher, student
    def call(self, x):
        return self.student(shared(x))
student = keras.Sequential([keras.Input((7,)), keras.layers.Dense(2)])
teacher = keras.Sequential([keras.Input((7,)), keras.layers.Dense(3)])
model = Distiller(student, teacher)
model.build((None, 4))
`);
    // The shared one is only passed through.
    expect(total).toBe(16 + 24);
    expect(lines.filter((line) => line.startsWith("Sequential"))).toHaveLength(3);
  });

  test("each of a layer's outputs, and outputs by name", () => {
    const { lines } = rows(`import keras
class Pair(keras.layers.Layer):
    def call(self, x):
        return x, x[:, :2]
pair = Pair()
x = keras.Input((5,))
first = keras.Model(x, {"b": pair(x)[1], "a": x})
y = first(x)
model = keras.Model(x, keras.layers.Concatenate()([y["b"], pair.output[1]]))
`);
    expect(lines.at(-1)).toBe("Concatenate (None, 4) 0");
  });

  test("sizes from a formula, from a product, and from a vocabulary", () => {
    const { lines } = rows(`import keras
from keras import layers, ops
table = layers.StringLookup(vocabulary=["a", "b", "c"], mask_token="")
x = keras.Input((6, 4))
y = ops.einsum("...ij, ...kj -> ...ik", x, x)
y = layers.Dense(ops.prod((2, 3)))(y)
model = keras.Model(x, layers.Dense(len(table.get_vocabulary()) + table.vocabulary_size())(y))
`);
    expect(lines.slice(1)).toEqual(["Einsum (None, 6, 6) 0", "Dense (None, 6, 6) 42", "Dense (None, 6, 10) 70"]);
  });

  test("a layer that takes a tensor apart is one that Keras refuses", () => {
    const { lines } = rows(`import keras
from keras import layers, ops
class Causal(layers.Layer):
    def call(self, x):
        times = ops.concatenate([ops.expand_dims(ops.shape(x)[0], -1), ops.convert_to_tensor([1, 1])], axis=0)
        return x + ops.tile(x, times)
x = keras.Input((5, 3))
model = keras.Model(x, Causal()(x))
`);
    expect(lines.at(-1)).toBe("Causal ? ?");
  });
});

describe("what only looks like an error", () => {
  test("elements that an array names, attributes of arrays, and functions that nobody calls", () => {
    expect(
      messages(`import keras, random
import numpy as np
names = ["shirt", "shoe"]
table = {0: "a"}
labels = np.zeros((10,), "int64")
print(names[labels[0]], table[np.argmax(labels)], names[1:][labels[1]])
values = [0.5, 1.5]
print(values[0].shape, values[0].dtype.name)
for i in range(np.random.randint(3)):
    print(i)
def block(x, postfix=None):
    return keras.layers.Dense(3, name="dense_" + postfix)(x)
`),
    ).toEqual([]);
  });
});
