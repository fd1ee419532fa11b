"""Writes test/fixtures/golden/layers.json and layers.npz: what layers of Keras give for all sorts of arguments, in float64.

The form is that of the golden numbers beside them (README.md there); weights have no names here, but numbers in the order of
`layer.get_weights()`: `w0`, `w1` … for those that are learned, `moving2` … for others, with what they are after the call.

    KERAS_BACKEND=jax python scripts/oracle/layers.py [NUMBER...]

With numbers only these cases are made anew.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_ENABLE_X64", "1")
import jax
import keras
import numpy as np
from keras.src.backend.common import dtypes

dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # else Keras narrows what it computes with JAX
keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")

# the weights of pitches, which Keras rounds to float32
mel = keras.layers.MelSpectrogram.linear_to_mel_weight_matrix
mel.__defaults__ = (*mel.__defaults__[:-1], "float64")

of = lambda name, **config: {"class_name": name, "config": config}
MASK = np.array([[1, 1, 0, 1], [0, 1, 1, 0], [1, 1, 1, 1]])
SEQ = (3, 4, 2)
IMG = (2, 5, 6, 4)
case = lambda name, config, *shapes, training=False, **more: (name, config, shapes, training, more)

RECURRENT = [
    *[
        case(name, {"units": 3, **config}, SEQ, training=True, **more)
        for name in ("SimpleRNN", "LSTM", "GRU")
        for config, more in [
            ({"return_sequences": True, "go_backwards": True}, {}),
            ({"return_state": True, "use_bias": False, "activation": "relu"}, {}),
            ({"return_sequences": True, "activation": "softmax"}, {"mask": MASK}),
            ({"return_state": True, "unroll": True}, {"mask": MASK, "states": 2 if name == "LSTM" else 1}),
        ]
    ],
    case("LSTM", {"units": 2, "recurrent_activation": "hard_sigmoid", "unit_forget_bias": False, "activation": "softsign"}, SEQ),
    case("GRU", {"units": 2, "reset_after": False, "activation": "softmax", "return_sequences": True}, SEQ),
    case("RNN", {"cell": of("SimpleRNNCell", units=3), "return_sequences": True, "zero_output_for_mask": True}, SEQ, mask=MASK),
    case("RNN", {"cell": of("GRUCell", units=3), "return_state": True, "zero_output_for_mask": True}, SEQ, mask=MASK, states=1),
    case("RNN", {"cell": [of("LSTMCell", units=2), of("GRUCell", units=3)], "return_state": True, "return_sequences": True}, SEQ),
    case("RNN", {"cell": [of("SimpleRNNCell", units=2), of("LSTMCell", units=3)], "go_backwards": True}, SEQ, mask=MASK),
    case("RNN", {"cell": of("StackedRNNCells", cells=[of("GRUCell", units=2), of("SimpleRNNCell", units=2)])}, SEQ),
    *[
        case("Bidirectional", {"layer": of("LSTM", units=2, **config), **more}, SEQ, **call)
        for config, more, call in [
            ({}, {}, {}),
            ({"return_sequences": True}, {"merge_mode": "sum"}, {"mask": MASK}),
            ({"return_sequences": True}, {"merge_mode": "ave"}, {}),
            ({"return_state": True}, {"merge_mode": "mul"}, {}),
            ({"return_sequences": True}, {"merge_mode": None}, {}),
            ({"return_sequences": True}, {}, {"states": 4}),
        ]
    ],
    case("Bidirectional", {"layer": of("GRU", units=2), "backward_layer": of("SimpleRNN", units=3, go_backwards=True)}, SEQ),
    case("TimeDistributed", {"layer": of("Dense", units=3, activation="tanh")}, SEQ),
    case("TimeDistributed", {"layer": of("Conv2D", filters=2, kernel_size=3)}, (2, 3, 5, 4, 2)),
    case("TimeDistributed", {"layer": of("BatchNormalization", momentum=0.8)}, SEQ, training=True),
    case("TimeDistributed", {"layer": of("LSTM", units=2)}, (2, 3, 4, 2)),
    case("TimeDistributed", {"layer": of("Flatten")}, (2, 3, 4, 2)),
    case("ConvLSTM1D", {"filters": 2, "kernel_size": 3, "return_sequences": True}, (2, 3, 6, 2)),
    case("ConvLSTM1D", {"filters": 2, "kernel_size": 2, "strides": 2, "padding": "same", "use_bias": False, "return_state": True}, (2, 3, 5, 2)),
    case("ConvLSTM2D", {"filters": 2, "kernel_size": [2, 3], "padding": "same", "return_sequences": True}, (2, 3, 3, 4, 2)),
    case("ConvLSTM2D", {"filters": 2, "kernel_size": 2, "dilation_rate": 2, "go_backwards": True, "activation": "relu"}, (2, 2, 4, 4, 1)),
    case("ConvLSTM2D", {"filters": 2, "kernel_size": 2, "data_format": "channels_first", "return_sequences": True, "return_state": True}, (2, 3, 1, 4, 3)),
    case("ConvLSTM3D", {"filters": 1, "kernel_size": 2, "padding": "same"}, (1, 2, 3, 2, 3, 2)),
]
NORMALIZATION = [
    *[
        case("SpectralNormalization", {"layer": layer, **more}, shape, training=training)
        for layer, shape in [
            (of("Dense", units=3), (4, 5)),
            (of("Conv2D", filters=3, kernel_size=2), (2, 4, 4, 2)),
        ]
        for more in ({}, {"power_iterations": 3})
        for training in (True, False)
    ],
    *[
        case("BatchNormalization", {"axis": axis, "momentum": 0.7, **more}, shape, training=training, **call)
        for training in (True, False)
        for axis, shape, more, call in [
            (1, (3, 4, 2), {}, {}),
            (2, (3, 4, 2, 3), {"center": False}, {}),
            (-1, (3, 4, 2), {"scale": False, "epsilon": 0.1}, {"mask": MASK}),
            (1, (4, 3), {"renorm": True, "renorm_momentum": 0.6}, {}),
            (-1, (3, 2, 4), {"renorm": True, "renorm_clipping": of("dict", rmin=0.5, rmax=2.0, dmax=0.3)}, {}),
        ]
    ],
    *[case("GroupNormalization", {"groups": groups, "axis": axis}, shape) for groups, axis, shape in [(2, -1, (2, 3, 2, 4)), (-1, 1, (2, 4, 3)), (3, 2, (2, 2, 6, 3)), (1, -1, (3, 4))]],
    *[case("LayerNormalization", {"axis": axis, **more}, (2, 3, 4)) for axis, more in [(-1, {"center": False}), ([1, 2], {}), (1, {"scale": False}), ([2], {"epsilon": 0.5})]],
    *[case("RMSNormalization", {"axis": axis}, (2, 3, 4)) for axis in (-1, 1)],
    *[case("UnitNormalization", {"axis": axis}, (2, 3, 4)) for axis in (-1, 1, [1, 2])],
]
QV = ((2, 3, 4), (2, 5, 4))
QVK = (*QV, (2, 5, 6))
BIT = lambda *shape: (np.arange(np.prod(shape)).reshape(shape) * 7 % 5 > 1) | (np.arange(shape[-1]) == 0)
ATTENTION = [
    case("MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "value_dim": 2, "output_shape": 5, "use_bias": False}, *QVK, roles=["query", "value", "key"]),
    case("MultiHeadAttention", {"num_heads": 2, "key_dim": 2, "dropout": 0.4}, *QV, roles=["query", "value"], attention_mask=BIT(2, 3, 5)),
    case("MultiHeadAttention", {"num_heads": 1, "key_dim": 2}, *QV, roles=["query", "value"], attention_mask=BIT(2, 3, 5), use_causal_mask=True),
    case("MultiHeadAttention", {"num_heads": 2, "key_dim": 2, "attention_axes": [2]}, (2, 2, 3, 4), (2, 2, 5, 4), roles=["query", "value"]),
    case("GroupQueryAttention", {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2}, *QVK[:2], roles=["query", "value"]),
    case("GroupQueryAttention", {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1, "use_bias": False}, *QV, roles=["query", "value"], attention_mask=BIT(2, 3, 5), use_causal_mask=True),
    case("EinsumDense", {"equation": "ab,bc->ac", "output_shape": 3}, (4, 5)),
    case("EinsumDense", {"equation": "abc,cd->abd", "output_shape": [None, 3], "bias_axes": "d", "activation": "tanh"}, (2, 3, 4)),
    case("EinsumDense", {"equation": "...x,xy->...y", "output_shape": 3, "bias_axes": "y"}, (2, 3, 2, 4)),
    case("EinsumDense", {"equation": "abcd,cde->abe", "output_shape": [None, 2], "bias_axes": "e"}, (2, 3, 2, 4)),
    case("Conv1DTranspose", {"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same", "output_padding": 1}, (2, 4, 2)),
    case("Conv2DTranspose", {"filters": 2, "kernel_size": [2, 3], "dilation_rate": 2, "data_format": "channels_first"}, (2, 3, 3, 4)),
    case("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": [2, 1], "output_padding": [1, 0], "use_bias": False}, (1, 3, 2, 2)),
    case("Conv3DTranspose", {"filters": 2, "kernel_size": 2, "strides": [1, 2, 1]}, (1, 2, 2, 3, 2)),
    case("Conv3D", {"filters": 4, "kernel_size": 2, "groups": 2, "padding": "same", "data_format": "channels_first"}, (1, 2, 2, 3, 3)),
    case("Conv1D", {"filters": 4, "kernel_size": 2, "groups": 2, "dilation_rate": 2, "padding": "causal"}, (2, 5, 2)),
    case("SeparableConv1D", {"filters": 3, "kernel_size": 3, "depth_multiplier": 2, "padding": "same"}, (2, 5, 2)),
    case("SeparableConv2D", {"filters": 3, "kernel_size": 2, "dilation_rate": 2, "depth_multiplier": 2, "data_format": "channels_first"}, (1, 2, 4, 5)),
    case("DepthwiseConv1D", {"kernel_size": 3, "strides": 2, "depth_multiplier": 3}, (2, 6, 2)),
    case("DepthwiseConv2D", {"kernel_size": [3, 2], "strides": 2, "padding": "same", "data_format": "channels_first"}, (1, 3, 5, 4)),
]
SOUND = [
    *[case("STFTSpectrogram", {"mode": mode, "frame_length": 7, "frame_step": 3, "padding": padding, **more}, (2, 16, 2)) for mode, padding, more in [
        ("log", "valid", {}),
        ("magnitude", "same", {"expand_dims": True}),
        ("psd", "valid", {"fft_length": 10, "expand_dims": True}),
        ("real", "same", {}),
        ("imag", "valid", {"expand_dims": True}),
        ("angle", "valid", {}),
        ("stft", "same", {"fft_length": 9}),
    ]],
    *[case("STFTSpectrogram", {"mode": mode, "frame_length": 6, "data_format": "channels_first", **more}, (2, 3, 13)) for mode, more in [
        ("psd", {}),
        ("stft", {"expand_dims": True, "padding": "same"}),
    ]],
    case("MelSpectrogram", {"fft_length": 16, "sequence_stride": 5, "num_mel_bins": 4, "sampling_rate": 1000}, (2, 33)),
    case("MelSpectrogram", {"fft_length": 42, "sequence_stride": 9, "sequence_length": 20, "num_mel_bins": 3, "sampling_rate": 2000, "power_to_db": False, "mag_exp": 1.0, "window": "hamming"}, (2, 50)),
    case("MelSpectrogram", {"fft_length": 45, "sequence_stride": 8, "num_mel_bins": 5, "max_freq": 300, "sampling_rate": 800, "mag_exp": 1.5, "ref_power": 0.2, "top_db": 9.0, "window": None}, (2, 60)),
]


class TernaryDense(keras.layers.Dense):
    """Keras 3.16's, which rounds weights on the way: here from its description, for the Keras that is installed has none."""

    def __init__(self, units, threshold=None, **kwargs):
        super().__init__(units, **kwargs)
        self.threshold = threshold

    def call(self, x):
        size = keras.ops.abs(self.kernel)
        bound = keras.ops.mean(size) / 2 if self.threshold is None else self.threshold
        signs = keras.ops.where(size > bound, keras.ops.sign(self.kernel), 0.0)
        y = x @ (self.kernel + keras.ops.stop_gradient(signs - self.kernel))
        y = y * keras.ops.mean(size) if self.threshold is None else y
        return self.activation(y + self.bias if self.use_bias else y)


keras.layers.TernaryDense = getattr(keras.layers, "TernaryDense", TernaryDense)
BACK = [
    case("ReversibleEmbedding", {"input_dim": 5, "output_dim": 3, "mask_zero": True}, (2, 4, 3), reverse=True),
    case("ReversibleEmbedding", {"input_dim": 4, "output_dim": 3, "tie_weights": False, "logit_soft_cap": 0.5}, (5, 3), reverse=True),
    case("TernaryDense", {"units": 3, "activation": "tanh"}, (4, 5)),
    case("TernaryDense", {"units": 2, "threshold": 0.3, "use_bias": False}, (2, 3, 4)),
]
PLACES = [
    *[case(f"Adaptive{kind}Pooling{rank}D", {"output_size": size, **more}, shape) for kind in ("Average", "Max") for rank, size, shape, more in [
        (1, 3, (2, 7, 2), {}),
        (2, [2, 3], (2, 5, 4, 2), {}),
        (2, 2, (1, 2, 3, 5), {"data_format": "channels_first"}),
        (3, [1, 2, 3], (1, 2, 3, 4, 2), {}),
    ]],
    case("CenterCrop", {"height": 3, "width": 2}, (2, 6, 5, 2)),
    case("CenterCrop", {"height": 2, "width": 3, "data_format": "channels_first"}, (1, 2, 3, 6)),
    case("CenterCrop", {"height": 6, "width": 4}, (1, 3, 4, 1)),
    case("Cropping3D", {"cropping": [[1, 0], [0, 1], [1, 1]]}, (1, 3, 2, 4, 2)),
    case("Cropping3D", {"cropping": 1, "data_format": "channels_first"}, (1, 2, 3, 4, 3)),
    case("ZeroPadding3D", {"padding": [1, 0, 2]}, (1, 2, 1, 2, 2)),
    case("ZeroPadding3D", {"padding": [[0, 1], [1, 0], [0, 0]], "data_format": "channels_first"}, (1, 2, 1, 2, 2)),
    case("UpSampling3D", {"size": [2, 1, 3]}, (1, 1, 2, 2, 2)),
    case("UpSampling3D", {"size": 2, "data_format": "channels_first"}, (1, 2, 1, 2, 1)),
    case("Identity", {}, (2, 3)),
    case("Masking", {"mask_value": 0.5}, (2, 3, 2)),
    case("Activation", {"activation": "softsign"}, (2, 3)),
]
MASKED = [
    case("BatchNormalization", {"axis": axis, "momentum": 0.7, **more}, shape, training=True, mask=mask)
    for axis, shape, mask, more in [
        (1, (3, 4, 2), MASK, {}),
        (1, (3, 4, 5), MASK, {"renorm": True, "renorm_momentum": 0.6}),
        (-1, SEQ, MASK, {"renorm": True}),
        (2, (2, 3, 5, 2), BIT(2, 3, 5), {"scale": False}),
        (1, (2, 3, 5, 2), BIT(2, 3, 5), {"center": False}),
    ]
]
CASES = RECURRENT + NORMALIZATION + ATTENTION + SOUND + BACK + PLACES + MASKED


def built(value):
    if isinstance(value, dict) and set(value) == {"class_name", "config"}:
        config = {name: built(part) for name, part in value["config"].items()}
        return config if value["class_name"] == "dict" else getattr(keras.layers, value["class_name"])(**config)
    return [built(part) for part in value] if isinstance(value, list) else value


def results(number, name, config, shapes, training, more):
    random = np.random.default_rng(number)
    numbers = lambda shape: random.uniform(-1, 1, shape).astype("float32")
    tuples = {key: tuple(part) if key == "axis" and isinstance(part, list) else part for key, part in config.items()}
    layer = getattr(keras.layers, name)(**{key: built(part) for key, part in tuples.items()})
    more = dict(more)
    mask, states = more.pop("mask", None), more.pop("states", 0)
    roles = more.pop("roles", None)
    inputs = {f"x{i}" if len(shapes) > 1 else "x": numbers(shape) for i, shape in enumerate(shapes)}
    if roles:
        inputs = dict(zip(roles, inputs.values()))
    # what is called with words beside the first inputs
    words = {key: more.pop(key) for key in list(more) if isinstance(more[key], np.ndarray)}
    given = dict(more)
    if mask is not None:
        given["mask"] = mask.astype(bool)
    call = (lambda xs: xs[0]) if len(inputs) == 1 else (lambda xs: list(xs))
    spread = roles and len(inputs) > 1

    def run(xs, firsts, stateless=None):
        arguments = {**given, **({"initial_state": firsts} if firsts else {}), **words}
        try_training = {"training": training} if layer._call_has_training_arg else {}
        args = xs if spread else [call(xs)]
        if stateless is None:
            return layer(*args, **arguments, **try_training)
        return layer.stateless_call(*stateless, *args, **arguments, **try_training)

    xs = [np.asarray(x, "float64") for x in inputs.values()]
    run(xs, [])
    firsts = []
    if states:
        units = config.get("units") or (config.get("layer") or config.get("cell"))["config"]["units"]
        for i in range(states):
            inputs[f"state{i}"] = numbers((shapes[0][0], units))
            firsts.append(np.asarray(inputs[f"state{i}"], "float64"))
    learned = {id(variable) for variable in layer.trainable_variables}
    weights = {}
    for i, variable in enumerate(layer.weights):
        learns = id(variable) in learned
        value = numbers(variable.shape) * 0.7
        if "variance" in variable.name or "stddev" in variable.name:
            value = np.abs(value) + 0.5
        weights[f"w{i}" if learns else f"moving{i}"] = value.astype("float32")
    layer.set_weights(list(weights.values()))
    place = {id(variable): key for variable, key in zip(layer.weights, weights)}
    trainable = [variable.value for variable in layer.trainable_variables]
    fixed = [variable.value for variable in layer.non_trainable_variables]

    def forward(trainable, xs, firsts):
        y, state = run(xs, firsts, (trainable, fixed))
        return jax.tree.leaves(y), state

    ys, pull, state = jax.vjp(forward, trainable, xs, firsts, has_aux=True)
    names = ["y"] + [f"y{i}" for i in range(1, len(ys))]
    douts = [numbers(y.shape) for y in ys]
    of_weights, of_inputs, of_states = pull([jax.numpy.asarray(dout, "float64") for dout in douts])
    arrays = {f"in.{key}": value for key, value in inputs.items()}
    if mask is not None:
        arrays["in.mask"] = mask.astype("uint8")
    arrays |= {f"in.{key}": value.astype("float32") for key, value in words.items()}
    arrays |= {f"param.{key}": value for key, value in weights.items()}
    arrays |= {f"out.{key}": value for key, value in zip(names, ys)}
    kept = [place[id(v)] for v in layer.non_trainable_variables if id(v) in place]
    after = {key: value for v, key, value in zip([v for v in layer.non_trainable_variables if id(v) in place], kept, state)}
    arrays |= {f"out.{key}": value for key, value in after.items()}
    arrays |= {f"dout.{key}": value for key, value in zip(names, douts)}
    grads = {place[id(v)]: g for v, g in zip(layer.trainable_variables, of_weights)}
    grads |= dict(zip(list(inputs)[: len(xs)], of_inputs))
    grads |= {f"state{i}": g for i, g in enumerate(of_states)}
    if name == "SpectralNormalization" and training:
        # The kernel itself becomes the normalized one before the step, and gradients are taken of it: what Keras does but on JAX.
        run(xs, [])
        inside = [variable.value for variable in layer.trainable_variables]
        inner = lambda inside: layer.stateless_call(inside, fixed, xs[0], training=False)[0]
        of_inside = jax.vjp(inner, inside)[1](jax.numpy.asarray(douts[0], "float64"))[0]
        grads |= {place[id(v)]: g for v, g in zip(layer.trainable_variables, of_inside)}
    arrays |= {f"grad.{key}": value for key, value in grads.items()}
    arrays = {key: np.asarray(value) for key, value in arrays.items()}
    options = {key: value for key, value in more.items()}
    index = {
        "id": f"layers{number}",
        "group": "layers",
        "kind": "layer",
        "class": name,
        "config": config,
        "call": {"training": training, **options},
        "inputs": [key[3:] for key in arrays if key.startswith("in.")],
        "params": list(weights),
        "outputs": names + list(after),
        "grads": list(grads),
        "diff": names,
        "arrays": {key: {"dtype": str(value.dtype), "shape": list(value.shape)} for key, value in arrays.items()},
        # a few times the rounding of float32
        "f32": {
            key: {"abs": max(1e-8, 1e-6 * float(np.abs(value).max(initial=0))), "max": float(np.abs(value).max(initial=0))}
            for key, value in arrays.items()
            if key.startswith(("out.", "grad."))
        },
    }
    return index, {f"layers{number}.{key}": value for key, value in arrays.items()}


if __name__ == "__main__":
    folder = pathlib.Path(__file__).parents[2] / "test/fixtures/golden"
    index, arrays = [], {}
    wanted = [int(argument) for argument in sys.argv[1:]] or range(len(CASES))
    if len(sys.argv) > 1:
        index = [one for one in json.loads((folder / "layers.json").read_text())["cases"] if int(one["id"][6:]) not in wanted]
        kept = np.load(folder / "layers.npz")
        arrays = {key: kept[key] for key in kept.files if int(key.split(".")[0][6:]) not in wanted}
    for number in wanted:
        one = CASES[number]
        try:
            entry, values = results(number, *one)
        except Exception as error:
            print(f"left out, for Keras cannot do it on JAX: {one[0]} {one[1]}: {str(error)[:300]}")
            continue
        index.append(entry)
        arrays |= values
    index.sort(key=lambda one: int(one["id"][6:]))
    (folder / "layers.json").write_text('{"cases":[\n' + ",\n".join(json.dumps(one, separators=(",", ":")) for one in index) + "\n]}\n")
    np.savez_compressed(folder / "layers.npz", **arrays)
    print(len(index), "cases,", [(folder / name).stat().st_size for name in ("layers.json", "layers.npz")], "bytes")
