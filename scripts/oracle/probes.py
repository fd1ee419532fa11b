"""Writes test/fixtures/keras/moreProbes.json: shapes and parameters that Keras gives to single layers, as in probes.json.

    KERAS_BACKEND=tensorflow python scripts/oracle/probes.py

Each row: layer, expression, shape or shapes of its input, type of numbers, how it is called, output shape (or shapes), parameters, how
many of them are not trainable.
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
from keras import layers

ONE = "single"
PROBES = [
    ("PReLU(shared_axes=[1, 2])", (None, 8, 9, 4), ONE),
    ("PReLU(shared_axes=[1])", (None, None, 4), ONE),
    ("ELU(alpha=0.5)", (None, 6, 7), ONE),
    ("GroupNormalization(groups=-1)", (None, 5, 6, 8), ONE),
    ("GroupNormalization(groups=2, axis=1, center=False)", (None, 4, 6, 8), ONE),
    ("LayerNormalization(axis=[1, 2])", (None, 4, 5, 6), ONE),
    ("LayerNormalization(axis=(-1, -2), scale=False)", (None, 4, 5, 6), ONE),
    ("RMSNormalization(axis=-1)", (None, 5), ONE),
    ("UnitNormalization(axis=1)", (None, 4, 5), ONE),
    ("Normalization(axis=None)", (None, 4, 5), ONE),
    ("Normalization(axis=(1, 2))", (None, 4, 5), ONE),
    ("Normalization(mean=[1., 2., 3.], variance=[1., 1., 4.])", (None, 3), ONE),
    ("SpectralNormalization(layers.Dense(7))", (None, 5), ONE),
    ("SpectralNormalization(layers.Conv2DTranspose(8, 3))", (None, 5, 5, 3), ONE),
    ("Embedding(50, 8, mask_zero=True)", (None, 12), ONE, "int32"),
    ("EinsumDense('abc,cde->abde', output_shape=(None, 3, 4), bias_axes='de')", (None, 5, 6), ONE),
    ("EinsumDense('...x,xy->...y', output_shape=64, bias_axes='y')", (None, 32, 128), ONE),
    ("EinsumDense('ab,bc->ac', output_shape=64)", (None, 32), ONE),
    ("Bidirectional(layers.GRU(4, return_sequences=True), merge_mode=None)", (None, 9, 5), ONE),
    ("Bidirectional(layers.GRU(4), merge_mode='sum')", (None, 9, 5), ONE),
    ("Bidirectional(layers.LSTM(4), backward_layer=layers.GRU(4, go_backwards=True))", (None, 9, 5), ONE),
    ("GRU(4, reset_after=False)", (None, 9, 5), ONE),
    ("GRU(4, use_bias=False, return_sequences=True, return_state=True)", (None, 9, 5), ONE),
    ("RNN(layers.GRUCell(5), return_sequences=True)", (None, 7, 3), ONE),
    ("RNN([layers.LSTMCell(5), layers.LSTMCell(6)])", (None, 7, 3), ONE),
    ("RNN(layers.StackedRNNCells([layers.LSTMCell(5), layers.GRUCell(6)]), return_sequences=True)", (None, 7, 3), ONE),
    ("TimeDistributed(layers.LSTM(3))", (None, 4, 5, 6), ONE),
    ("TimeDistributed(layers.BatchNormalization())", (None, 4, 5), ONE),
    ("ConvLSTM2D(4, 3, return_state=True)", (None, 6, 20, 21, 3), ONE),
    ("ConvLSTM1D(4, 3, strides=2, padding='same', use_bias=False)", (None, 6, 20, 3), ONE),
    ("ConvLSTM2D(2, (2, 3), data_format='channels_first', return_sequences=True)", (None, 6, 3, 9, 8), ONE),
    ("Attention(use_scale=True, score_mode='concat')", [(None, 10, 16), (None, 7, 16)], "list"),
    ("Attention()", [(None, 10, 16), (None, 7, 12), (None, 7, 16)], "list"),
    ("AdditiveAttention()", [(None, 10, 16), (None, 7, 16)], "list"),
    ("MultiHeadAttention(2, 3, value_dim=4, output_shape=5)", [(None, 10, 16), (None, 7, 12), (None, 7, 8)], "qv"),
    ("MultiHeadAttention(2, 3, output_shape=(2, 5))", [(None, 10, 16), (None, 7, 12)], "qv"),
    ("GroupQueryAttention(4, 6, 2)", [(None, 10, 16), (None, 7, 16)], "qv"),
    ("GroupQueryAttention(4, 4, 4, use_bias=False)", [(None, 10, 16), (None, 7, 16)], "qv"),
    ("DepthwiseConv2D(3, data_format='channels_first', depth_multiplier=2)", (None, 4, 9, 8), ONE),
    ("DepthwiseConv1D(3, strides=2, padding='same')", (None, 9, 4), ONE),
    ("SeparableConv2D(5, 3, data_format='channels_first')", (None, 4, 9, 8), ONE),
    ("Conv1D(4, 3, data_format='channels_first')", (None, 5, 9), ONE),
    ("Conv1D(4, 3, groups=2, padding='causal')", (None, 9, 6), ONE),
    ("Conv3D(4, 2, data_format='channels_first', groups=2)", (None, 2, 5, 6, 7), ONE),
    ("Conv1DTranspose(3, 5, strides=3, output_padding=1)", (None, 6, 4), ONE),
    ("Conv1DTranspose(3, 4, strides=3, padding='same', output_padding=2)", (None, 6, 4), ONE),
    ("Conv2DTranspose(3, (2, 5), strides=(3, 1), padding='same')", (None, 6, 5, 4), ONE),
    ("Conv2DTranspose(3, 3, dilation_rate=2)", (None, 6, 5, 4), ONE),
    ("Conv2DTranspose(3, 3, strides=2, data_format='channels_first')", (None, 4, 6, 5), ONE),
    ("MaxPooling1D(3, strides=2, padding='same', data_format='channels_first')", (None, 4, 9), ONE),
    ("MaxPooling3D(2, strides=1)", (None, 5, 6, 7, 2), ONE),
    ("AveragePooling3D(2, padding='same', data_format='channels_first')", (None, 2, 5, 6, 7), ONE),
    ("GlobalAveragePooling1D(keepdims=True)", (None, 5, 2), ONE),
    ("GlobalMaxPooling3D(keepdims=True, data_format='channels_first')", (None, 2, 5, 6, 7), ONE),
    ("AdaptiveAveragePooling1D(4)", (None, 9, 2), ONE),
    ("AdaptiveMaxPooling2D((3, 2))", (None, 9, 7, 2), ONE),
    ("AdaptiveAveragePooling3D(2, data_format='channels_first')", (None, 2, 5, 6, 7), ONE),
    ("ZeroPadding1D(2)", (None, 5, 2), ONE),
    ("ZeroPadding3D(((1, 2), (0, 1), (3, 0)))", (None, 5, 6, 7, 2), ONE),
    ("ZeroPadding3D((1, 2, 3), data_format='channels_first')", (None, 2, 5, 6, 7), ONE),
    ("Cropping1D((1, 2))", (None, 7, 2), ONE),
    ("Cropping2D(((1, 0), (2, 1)), data_format='channels_first')", (None, 2, 5, 6), ONE),
    ("Cropping3D(1)", (None, 5, 6, 7, 2), ONE),
    ("UpSampling2D((2, 3), interpolation='bilinear')", (None, 4, 5, 2), ONE),
    ("UpSampling3D(2, data_format='channels_first')", (None, 2, 3, 4, 5), ONE),
    ("RepeatVector(3)", (None, 7), ONE),
    ("Permute((3, 1, 2))", (None, 4, 5, 6), ONE),
    ("Dot(axes=1)", [(None, 4, 5), (None, 4, 6)], "list"),
    ("Dot(axes=(2, 1), normalize=True)", [(None, 4, 5), (None, 5, 6)], "list"),
    ("Dot(axes=-1)", [(None, 5), (None, 5)], "list"),
    ("Resizing(8, 9)", (None, 20, 30, 3), ONE),
    ("Resizing(8, 9, crop_to_aspect_ratio=True)", (None, 20, 30, 3), ONE),
    ("CenterCrop(8, 9)", (None, 20, 30, 3), ONE),
    ("RandomCrop(8, 9)", (None, 20, 30, 3), ONE),
    ("RandomZoom(0.2)", (None, 20, 30, 3), ONE),
    ("RandomContrast(0.2)", (None, 20, 30, 3), ONE),
    ("RandomBrightness(0.2)", (None, 20, 30, 3), ONE),
    ("SpatialDropout2D(0.2)", (None, 20, 30, 3), ONE),
    ("SpatialDropout3D(0.2)", (None, 4, 5, 6, 3), ONE),
    ("AlphaDropout(0.2)", (None, 5), ONE),
    ("GaussianNoise(0.2)", (None, 5), ONE),
    ("Masking()", (None, 5, 6), ONE),
    ("CategoryEncoding(num_tokens=5, output_mode='one_hot')", (None, 3), ONE, "int32"),
    ("CategoryEncoding(num_tokens=5, output_mode='one_hot')", (None, 1), ONE, "int32"),
    ("CategoryEncoding(num_tokens=5, output_mode='count')", (None, 1), ONE, "int32"),
    ("Discretization(bin_boundaries=[0., 1., 2.])", (None, 3), ONE),
    ("Discretization(bin_boundaries=[0., 1., 2.], output_mode='one_hot')", (None, 3), ONE),
    ("Hashing(num_bins=6)", (None, 3), ONE, "int32"),
    ("IntegerLookup(vocabulary=[5, 6, 7], output_mode='one_hot')", (None, 1), ONE, "int64"),
    ("IntegerLookup(vocabulary=[5, 6, 7], output_mode='multi_hot')", (None, 4), ONE, "int64"),
    ("StringLookup(vocabulary=['a', 'b'], num_oov_indices=2, output_mode='count')", (None, 4), ONE, "string"),
    ("TextVectorization(max_tokens=20, output_sequence_length=9)", (None, 1), ONE, "string"),
]


def parameters(layer):
    count = lambda weights: sum(int(keras.ops.size(weight)) for weight in weights)
    return count(layer.weights), count(layer.non_trainable_weights)


def probe(expression, shape, call, dtype="float32"):
    shapes = [shape] if call == ONE else shape
    inputs = [keras.Input(batch_shape=one, dtype=dtype) for one in shapes]
    layer = eval("layers." + expression, {"layers": layers})
    output = layer(inputs) if call == "list" else layer(*inputs)
    many = isinstance(output, (list, tuple))
    sizes = [list(one.shape) for one in output] if many else list(output.shape)
    given = list(shape) if call == ONE else [list(one) for one in shape]
    name = type(layer).__name__
    return [name, "layers." + expression, given, dtype, call, sizes, *parameters(layer)]


rows = []
for one in PROBES:
    try:
        rows.append(probe(*one))
    except Exception as error:
        print("left out:", one[0], type(error).__name__, str(error).splitlines()[0][:100])
lines = ",\n".join(json.dumps(row) for row in rows)
target = pathlib.Path(__file__).parent.parent.parent / "test/fixtures/keras/moreProbes.json"
target.write_text(f"[\n{lines}\n]\n")
print(len(rows), "probes")
