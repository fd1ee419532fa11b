"""Writes models that nobody would think of, and what Keras makes of 5 steps of each, one in a line: FILE, which test/train/randomModels.test.ts reads.

    KERAS_BACKEND=jax python scripts/oracle/random_models.py FILE [--count 200] [--seed 1]

Layers, their arguments and how they are joined are drawn at random. Weights and data come from sines, so that nothing but the results has to be kept:
see `wave` and `words` here and in the test. (With PyTorch below, Keras counts the border in the means of a padded
AveragePooling; TensorFlow has no convolutions with channels first on a processor.) Each model is trained in float64, and once more in float32: one whose rounding grows from step to step says
nothing of others' mistakes, and is left out. Of each weight two sums are kept: plain, and against a wave.
"""

import argparse
import json
import os
import random

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_ENABLE_X64", "1")

import keras
import numpy as np

STEPS = 5

ACTIVATIONS = "relu relu relu relu6 elu selu gelu silu swish mish tanh sigmoid softplus softsign hard_sigmoid hard_silu leaky_relu celu tanh_shrink log_sigmoid sparse_plus squareplus exponential linear softmax log_softmax hard_tanh glu".split()
LOSSES = ["mse", "mae", "huber", "log_cosh", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy", "kl_divergence", "poisson", "hinge", "squared_hinge", "cosine_similarity"]


def wave(shape, key):
    return np.sin((np.arange(np.prod(shape)) + 1.0) * (0.37 + 0.11 * key)).reshape(shape)


def words(shape, key, below):
    n = np.arange(np.prod(shape))
    return ((n * n * 7 + n * 3 + key * 5) % 11 % below).reshape(shape)


class Author:
    """Writes the source of one model: lines, and the shape of each tensor by its name."""

    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.lines = []
        self.shapes = {}
        self.count = 0

    def one(self, *of):
        return self.draw.choice(of)

    def maybe(self, chance=0.5):
        return self.draw.random() < chance

    def name(self, of):
        self.count += 1
        return f"{of}{self.count}"

    def say(self, call, *inputs, shape=None):
        """One more tensor. Its shape is what Keras infers."""
        out = self.name("t")
        given = inputs[0] if len(inputs) == 1 else f"[{', '.join(inputs)}]"
        self.lines.append(f"{out} = {call}({given})")
        self.shapes[out] = shape if shape is not None else self.infer(call, inputs)
        return out

    def infer(self, call, inputs):
        layer = eval(call, {"layers": layers, "keras": keras})
        tensors = [keras.KerasTensor((2, *self.shapes[one])) for one in inputs]
        made = layer(tensors[0] if len(tensors) == 1 else tensors)
        shape = tuple(made.shape[1:])
        if int(np.prod(shape)) > 2000 or min(shape, default=1) < 1:
            raise Unfit
        return shape

    def layer(self, of, **config):
        arguments = ", ".join(f"{key}={value!r}" if not isinstance(value, Code) else f"{key}={value}" for key, value in config.items() if value is not None)
        return f"layers.{of}({arguments})"

    def activation(self, chance=0.6):
        name = self.draw.choice(ACTIVATIONS)
        return name if self.maybe(chance) and name != "glu" else None

    def extras(self):
        """Regularizers and constraints, now and then."""
        more = {}
        if self.maybe(0.1):
            more["kernel_regularizer"] = Code(self.one("keras.regularizers.L2(0.01)", "keras.regularizers.L1(0.003)", "keras.regularizers.L1L2(0.002, 0.01)"))
        if self.maybe(0.06):
            more["kernel_constraint"] = Code(self.one("keras.constraints.MaxNorm(0.9)", "keras.constraints.UnitNorm()", "keras.constraints.NonNeg()"))
        if self.maybe(0.06):
            more["activity_regularizer"] = Code("keras.regularizers.L2(0.005)")
        if self.maybe(0.25):
            more["use_bias"] = False
        return more


class Code(str):
    pass


class Unfit(Exception):
    pass


layers = keras.layers


def convolution(w, x, rank):
    channels = w.shapes[x][-1]
    sizes = w.shapes[x][:-1]
    of = w.one("Conv", "Conv", "Conv", "Conv", "Depthwise", "Separable", "Transpose")
    kernel = w.one(1, 2, 3, 3, 3, 5) if rank < 3 else w.one(1, 2, 3)
    if rank == 2 and w.maybe(0.2):
        kernel = (w.one(1, 2, 3), w.one(1, 3, 4))
    strides, dilation = w.one((1, 1), (1, 1), (1, 1), (2, 1), (3, 1), (1, 2))
    padding = w.one("same", "same", "valid")
    if of == "Separable" and rank == 3 or of == "Depthwise" and rank == 3:
        of = "Conv"
    if rank == 1 and of == "Conv" and w.maybe(0.2):
        padding = "causal"
    biggest = max(kernel) if isinstance(kernel, tuple) else kernel
    if padding == "valid" and min(sizes) < (biggest - 1) * dilation + 1:
        padding = "same"
    common = dict(strides=strides if strides > 1 else None, dilation_rate=dilation if dilation > 1 else None, padding=padding, activation=w.activation())
    more = w.extras()
    if of == "Depthwise":
        more = {key: value for key, value in more.items() if not key.startswith("kernel")}
        return w.say(w.layer(f"DepthwiseConv{rank}D", kernel_size=kernel, depth_multiplier=w.one(None, None, 2, 3), **common, **more), x)
    filters = w.one(1, 2, 3, 4, 4, 5, 8, 8, 12, 16, 17)
    if of == "Separable":
        more = {key: value for key, value in more.items() if not key.startswith("kernel")}
        return w.say(w.layer(f"SeparableConv{rank}D", filters=filters, kernel_size=kernel, depth_multiplier=w.one(None, 2), **common, **more), x)
    if of == "Transpose":
        if strides > 1:
            common["dilation_rate"] = None
        return w.say(w.layer(f"Conv{rank}DTranspose", filters=filters, kernel_size=kernel, **common, **more), x)
    if w.maybe(0.15):
        groups = w.one(*[n for n in (1, 2, 3, 4) if channels % n == 0])
        return w.say(w.layer(f"Conv{rank}D", filters=groups * w.one(1, 2, 4), kernel_size=kernel, groups=groups, **common, **more), x)
    return w.say(w.layer(f"Conv{rank}D", filters=filters, kernel_size=kernel, **common, **more), x)


def channels_first(w, x, rank):
    """A convolution and what may follow it, with the channels in front."""
    kernel = w.one(*[n for n in (1, 2, 3) if n <= min(w.shapes[x][1:])])
    padding = w.one("same", "valid")
    first = {"data_format": "channels_first"}
    of = w.one("Conv", "Conv", "Depthwise", "Separable") if rank == 2 else "Conv"
    config = {} if of == "Depthwise" else {"filters": w.one(1, 2, 4, 5, 8)}
    x = w.say(w.layer(f"{of}Conv{rank}D".replace("ConvConv", "Conv"), **config, kernel_size=kernel, strides=w.one(None, None, 2), padding=padding, activation=w.one(None, "relu", "tanh"), **first), x)
    if w.maybe(0.7):
        x = w.say(w.layer("BatchNormalization", axis=w.one(1, 1, 1, -1)), x)
    if w.maybe():
        x = w.say("layers.ReLU()", x)
    if w.maybe() and min(w.shapes[x][1:]) > 1:
        x = w.say(w.layer(f"{w.one('Max', 'Average')}Pooling{rank}D", pool_size=2, padding=w.one("same", "valid"), **first), x)
    if w.maybe(0.3):
        x = w.say(w.layer(f"{w.one('UpSampling', 'ZeroPadding')}{rank}D", **first), x) if rank > 1 else x
    return x


def over_time(w, x):
    """Layers that are applied to each part of a sequence, or to all of it as pictures."""
    rank = len(w.shapes[x]) - 1
    if rank == 3 and w.maybe():
        return w.say(w.layer("ConvLSTM2D", filters=w.one(1, 2, 3), kernel_size=w.one(1, 2, 3), padding="same", return_sequences=w.one(None, True)), x)
    inner = ["layers.Dense(3, activation='relu')", "layers.BatchNormalization()"]
    if rank == 2:
        inner += ["layers.Conv1D(2, 3, padding='same')", "layers.LSTM(2)", "layers.Flatten()", "layers.GlobalMaxPooling1D()"]
    if rank == 3:
        inner += ["layers.Conv2D(4, 3, padding='same', activation='relu')", "layers.MaxPooling2D(2, padding='same')", "layers.Flatten()"]
    return w.say(f"layers.TimeDistributed({w.draw.choice(inner)})", x)


def twice(w, x):
    """One layer that is called twice, on two tensors of one shape."""
    same = [one for one in w.shapes if w.shapes[one] == w.shapes[x]]
    other = w.draw.choice(same)
    name = w.name("shared")
    rank = len(w.shapes[x]) - 1
    call = w.one("layers.Dense(3, activation='tanh')", "layers.BatchNormalization()", f"layers.Conv{rank}D(4, 3, padding='same', activation='relu')" if rank > 0 else "layers.Dense(4)")
    shape = w.infer(call, (x,))
    w.lines.append(f"{name} = {call}")
    made = [w.say(name, one, shape=shape) for one in (x, other)]
    return w.say(f"layers.{w.one('Add', 'Concatenate', 'Multiply')}()", *made)


def inside(w, x):
    """A model of its own as a layer."""
    name = w.name("inner")
    rank = len(w.shapes[x]) - 1
    parts = [w.one("layers.Dense(4)", f"layers.Conv{rank}D(4, 3, padding='same', use_bias=False)" if rank > 0 else "layers.Dense(5)"), "layers.BatchNormalization()", w.one("layers.ReLU()", "layers.Activation('elu')"), w.one("layers.Dropout(0)", f"layers.MaxPooling{rank}D(2, padding='same')" if rank > 0 else "layers.Dense(2)")]
    code = f"keras.Sequential([keras.Input({w.shapes[x]}), {', '.join(parts)}])"
    shape = w.infer(code, (x,))
    w.lines.append(f"{name} = {code}")
    return w.say(name, x, shape=shape)


def operation(w, x):
    """Layers without weights, and arithmetic on tensors."""
    last = w.shapes[x][-1]
    if w.maybe(0.4):
        out = w.name("t")
        w.lines.append(f"{out} = " + w.one(f"{x} * 0.5 + 1.0", f"1.0 - {x}", f"{x} + {x}", f"keras.ops.sqrt(keras.ops.abs({x}) + 0.5)", f"keras.ops.square({x}) - {x}", f"keras.ops.exp(-keras.ops.abs({x}))"))
        w.shapes[out] = w.shapes[x]
        return out
    return w.say(w.one("layers.Rescaling(0.5, offset=-0.1)", "layers.ActivityRegularization(l2=0.01)", "layers.Masking()" if len(w.shapes[x]) == 2 else "layers.Identity()", "layers.UnitNormalization()", f"layers.Reshape((-1, {last}))"), x)


def normalization(w, x):
    shape = w.shapes[x]
    of = w.one(*["BatchNormalization"] * 6, "LayerNormalization", "GroupNormalization", "RMSNormalization", "UnitNormalization")
    if of == "BatchNormalization":
        config = dict(
            axis=w.one(None, None, None, *range(1, len(shape) + 1)),
            momentum=w.one(None, 0.9, 0.5),
            epsilon=w.one(None, 0.01, 1e-3),
            center=w.one(None, None, False),
            scale=w.one(None, None, False),
            beta_regularizer=w.one(*[None] * 8, Code("keras.regularizers.L2(0.02)")),
            gamma_constraint=w.one(*[None] * 8, Code("keras.constraints.NonNeg()")),
            trainable=w.one(*[None] * 8, False),
            renorm=w.one(*[None] * 8, True),
        )
        return w.say(w.layer(of, **config), x)
    if of == "GroupNormalization":
        return w.say(w.layer(of, groups=w.one(-1, 1, *[n for n in (2, 3, 4) if shape[-1] % n == 0])), x)
    if of == "LayerNormalization":
        return w.say(w.layer(of, axis=w.one(None, -1, [1, 2] if len(shape) > 1 else -1), center=w.one(None, False), scale=w.one(None, False)), x)
    return w.say(w.layer(of), x)


def pooling(w, x, rank):
    sizes = w.shapes[x][:-1]
    size = w.one(2, 2, 2, 3)
    padding = w.one("same", "valid", "valid")
    if min(sizes) < size:
        padding = "same"
    strides = w.one(None, None, None, 1, 2, 3)
    return w.say(w.layer(f"{w.one('Max', 'Max', 'Average')}Pooling{rank}D", pool_size=size, strides=strides, padding=padding), x)


def shaping(w, x, rank):
    shape = w.shapes[x]
    if rank == 0:
        return w.say(w.one(*[f"layers.Reshape(({n}, {shape[0] // n}))" for n in (1, 2, 3, 4) if shape[0] % n == 0], f"layers.RepeatVector({w.one(1, 2, 3)})"), x)
    if w.maybe(0.25):
        order = list(range(1, rank + 2))
        w.draw.shuffle(order)
        return w.say(f"layers.Permute({tuple(order)})", x)
    if w.maybe(0.3) and min(shape[:-1]) > 2:
        return w.say(f"layers.Cropping{rank}D({'1' if rank > 1 else '(1, 1)'})", x)
    if w.maybe(0.4):
        return w.say(f"layers.UpSampling{rank}D({w.one(2, 2, 3)})", x)
    return w.say(f"layers.ZeroPadding{rank}D({w.one(1, 2)})", x)


def sequence(w, x):
    of = w.one("LSTM", "GRU", "SimpleRNN", "LSTM", "GRU", "MultiHeadAttention", "Attention")
    if of == "MultiHeadAttention":
        inner = w.name("t")
        w.lines.append(f"{inner} = layers.MultiHeadAttention(num_heads={w.one(1, 2, 3)}, key_dim={w.one(2, 3, 4)})({x}, {x}{w.one('', ', use_causal_mask=True')})")
        w.shapes[inner] = w.shapes[x]
        return inner
    if of == "Attention":
        inner = w.name("t")
        w.lines.append(f"{inner} = layers.{w.one('Attention', 'AdditiveAttention')}({w.one('', 'use_scale=True')})([{x}, {x}])")
        w.shapes[inner] = w.shapes[x]
        return inner
    config = dict(units=w.one(1, 2, 3, 4, 5, 8), return_sequences=w.one(None, True), go_backwards=w.one(None, None, None, True))
    if of == "GRU":
        config["reset_after"] = w.one(None, None, False)
    if w.maybe(0.2):
        config["activation"] = w.one("relu", "sigmoid", "softsign")
    if w.maybe(0.25):
        config.pop("go_backwards")
        inner = w.layer(of, **config)
        return w.say(f"layers.Bidirectional({inner}{w.one('', ', merge_mode=' + repr(w.one('sum', 'ave', 'mul')))})", x)
    return w.say(w.layer(of, **config), x)


def dense(w, x):
    return w.say(w.layer("Dense", units=w.one(1, 2, 3, 4, 5, 7, 8, 10, 16), activation=w.activation(), **w.extras()), x)


def activation(w, x):
    if w.maybe(0.6):
        return w.say(f"layers.Activation({w.draw.choice(ACTIVATIONS[:-1])!r})", x)
    return w.say(w.one("layers.ReLU()", "layers.ReLU(max_value=1.5, negative_slope=0.1)", "layers.LeakyReLU(negative_slope=0.2)", "layers.PReLU()", "layers.ELU(alpha=0.7)", "layers.Softmax()", "layers.ReLU(threshold=0.3)"), x)


def merging(w, x):
    shape = w.shapes[x]
    same = [one for one in w.shapes if w.shapes[one] == shape and one != x]
    if same and w.maybe(0.8):
        return w.say(f"layers.{w.one('Add', 'Add', 'Add', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate', 'Subtract')}()", x, w.draw.choice(same))
    beside = [one for one in w.shapes if len(w.shapes[one]) == len(shape) and w.shapes[one][:-1] == shape[:-1]]
    return w.say(f"layers.Concatenate()", x, w.draw.choice(beside))


def block(w, x):
    """The chains that are computed in one pass."""
    rank = len(w.shapes[x]) - 1
    first = convolution if rank > 0 and w.maybe(0.8) else None
    x = first(w, x, rank) if first else dense(w, x)
    order = w.draw.sample(["normalize", "activate", "pool", "dropped"], w.one(2, 3, 3, 4))
    for what in order:
        if what == "normalize":
            x = w.say(w.layer("BatchNormalization", center=w.one(None, None, False), scale=w.one(None, None, False)), x)
        elif what == "activate":
            x = w.say(w.one("layers.ReLU()", "layers.Activation('relu')", "layers.Activation('relu')", "layers.LeakyReLU()", "layers.Activation('gelu')"), x)
        elif what == "pool" and rank > 0:
            x = pooling(w, x, rank)
        elif what == "dropped":
            x = w.say("layers.Dropout(0)", x)
    return x


def write(seed):
    w = Author(seed)
    kind = w.one("image", "image", "image", "image", "sequence", "sequence", "words", "vector", "volume")
    size = lambda most: w.draw.randint(1, most)
    shape = {
        "image": (size(11), size(11), w.one(1, 2, 3, 3, 4, 8, 16)),
        "sequence": (size(9), w.one(1, 2, 3, 4, 8)),
        "words": (size(7),),
        "vector": (w.one(1, 2, 3, 5, 8, 12),),
        "volume": (size(5), size(5), size(5), w.one(1, 2, 4)),
    }[kind]
    x = w.name("x")
    w.shapes[x] = shape
    w.lines.append(f"{x} = keras.Input({shape})")
    if kind == "words":
        x = w.say(f"layers.Embedding(9, {w.one(1, 2, 3, 4, 8)}{w.one('', '', ', mask_zero=True')})", x)
    first = x
    for _ in range(w.one(2, 3, 4, 5, 6, 7)):
        rank = len(w.shapes[x]) - 1
        what = w.one(*["block"] * 5, "dense", "normalize", "activate", "merge", "merge", "twice", "inside", "operation", *(["pool", "shape", "convolve", "convolve", "channels_first"] if rank > 0 else ["shape"]), *(["over_time"] if rank > 1 else []), *(["sequence"] * 3 if rank == 1 else []))
        before = x, list(w.lines), dict(w.shapes)
        try:
            if what == "block":
                x = block(w, x)
            elif what == "dense":
                x = dense(w, x)
            elif what == "normalize":
                x = normalization(w, x)
            elif what == "activate":
                x = activation(w, x)
            elif what == "merge" and x != first:
                x = merging(w, x)
            elif what == "pool":
                x = pooling(w, x, rank)
            elif what == "convolve":
                x = convolution(w, x, rank)
            elif what == "shape":
                x = shaping(w, x, rank)
            elif what == "sequence":
                x = sequence(w, x)
            elif what == "channels_first" and rank < 3:
                x = channels_first(w, x, rank)
            elif what == "over_time" and rank < 4:
                x = over_time(w, x)
            elif what == "twice" and rank < 4:
                x = twice(w, x)
            elif what == "inside" and rank < 4:
                x = inside(w, x)
            elif what == "operation":
                x = operation(w, x)
        except (Unfit, ValueError, ZeroDivisionError, IndexError, TypeError):
            x, w.lines, w.shapes = before
        # an older tensor, now and then, so that some are used twice
        if w.maybe(0.12):
            x = w.draw.choice([one for one in w.shapes if one.startswith("t")] or [x])
    rank = len(w.shapes[x]) - 1
    if rank > 0 and w.maybe(0.85):
        x = w.say("layers.Flatten()" if rank > 3 or w.maybe() else f"layers.Global{w.one('Max', 'Average')}Pooling{rank}D()", x)
    loss = w.draw.choice(LOSSES)
    if loss in ("binary_crossentropy", "poisson"):
        last, units = "sigmoid", w.one(1, 1, 3)
    elif "categorical" in loss or loss == "kl_divergence":
        last, units = "softmax", w.one(2, 3, 5)
    else:
        last, units = w.one(None, None, "tanh"), w.one(1, 2, 4)
    targets = "numbers"
    if loss == "binary_crossentropy":
        targets = 2
    elif loss == "sparse_categorical_crossentropy":
        targets = units
    elif last in ("softmax", "sigmoid"):
        targets = "positive"
    said = f"{loss!r}"
    if last and "crossentropy" in loss and w.maybe(0.3):
        last = None
        said = f"keras.losses.{ {'b': 'BinaryCrossentropy', 'c': 'CategoricalCrossentropy', 's': 'SparseCategoricalCrossentropy'}[loss[0]]}(from_logits=True)"
    x = w.say(w.layer("Dense", units=units, activation=last), x)
    w.lines.append(f"model = keras.Model(x1, {x})")
    rate = w.one(0.01, 0.05)
    optimizer = w.one(
        f"keras.optimizers.SGD({rate})",
        f"keras.optimizers.SGD({rate})",
        f"keras.optimizers.SGD({rate}, momentum=0.9, nesterov={w.maybe()})",
        f"keras.optimizers.SGD({rate}, clipnorm=0.5)",
        f"keras.optimizers.SGD({rate}, weight_decay=0.02, global_clipnorm=1.0)",
        f"keras.optimizers.Adam({rate}, epsilon=0.1)",
        f"keras.optimizers.RMSprop({rate}, epsilon=0.1, centered=True)",
        f"keras.optimizers.Adagrad({rate}, epsilon=0.1)",
    )
    w.lines.append(f"model.compile(optimizer={optimizer}, loss={said})")
    source = "import keras\nfrom keras import layers\n" + "\n".join(w.lines) + "\n"
    batch = w.one(2, 3, 4, 5, 8)
    return {"source": source, "batch": batch, "words": 9 if kind == "words" else None, "targets": targets}


def own_path(path):
    """The layer's own name and the weight's; a recurrent layer's cell is left out, and parts of a layer are not layers."""
    parts = [part for part in path.split("/") if not part.endswith("_cell")]
    if len(parts) > 2 and "attention" in parts[-3]:
        return f"{parts[-3]}/{parts[-2].replace('attention_', '')}_{parts[-1]}"
    if len(parts) > 2 and "time_distributed" in parts[-3]:
        return f"{parts[-3]}/{parts[-1]}"
    if len(parts) > 2 and "bidirectional" in parts[-3]:
        return f"{parts[-3]}/{parts[-2].split('_')[0]}_{parts[-1]}"
    return "/".join(parts[-2:])


def key_of(path):
    return sum(map(ord, own_path(path)))


def first_weights(variable):
    values = 0.4 * wave(variable.shape, key_of(variable.path) % 17)
    return values + 1 if variable.path.endswith(("gamma", "moving_variance")) else values


def run(given, dtype):
    keras.utils.clear_session()
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
    names = {}
    exec(given["source"], names)
    model = names["model"]
    weights = [one for one in model.weights if "float" in str(one.dtype)]
    for variable in weights:
        variable.assign(first_weights(variable))
    batch = given["batch"]
    x = [wave((batch, *model.inputs[0].shape[1:]), step) if not given["words"] else words((batch, *model.inputs[0].shape[1:]), step, given["words"]) for step in range(STEPS)]
    shape = model.outputs[0].shape[1:]
    if isinstance(given["targets"], int):
        y = [words((batch, *(shape if given["targets"] == 2 and "binary" in given["source"].lower() else (*shape[:-1], 1))), step + 3, given["targets"]) for step in range(STEPS)]
    else:
        y = [wave((batch, *shape), step + 3) for step in range(STEPS)]
        if given["targets"] == "positive":
            y = [abs(one) / abs(one).sum(-1, keepdims=True) for one in y]
    losses = []
    for step in range(STEPS):
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x[step].astype(dtype), y[step].astype(dtype))))
    sums = lambda values: [float(np.sum(values)), float(np.sum(values * wave(values.shape, 1))), float(np.max(np.abs(values), initial=0))]
    last = {own_path(one.path): sums(np.asarray(one.numpy(), "float64")) for one in weights}
    predicted = sums(np.asarray(model.predict_on_batch(x[0].astype(dtype)), "float64"))
    return {"losses": losses, "last": last, "predicted": predicted}


def differs(a, b, most):
    return not np.all(np.abs(np.subtract(a, b)) <= most * np.maximum(1, np.abs(a)))


def make(seed):
    """A model and its numbers, or why there is none."""
    try:
        keras.config.set_dtype_policy("float32")
        given = write(seed)
        wanted, narrow = run(given, "float64"), run(given, "float32")
    except Exception as error:
        return None, f"{type(error).__name__}: {str(error)[:90]}"
    numbers, again = ([one["losses"], *[sums[:2] for sums in one["last"].values()], one["predicted"]] for one in (wanted, narrow))
    if not all(np.all(np.isfinite(one)) for one in numbers) or any(differs(a, b, 2e-5) for a, b in zip(numbers, again)):
        return None, "rounding grows"
    # there TensorFlow takes the logits, and others clip what they give the logarithm
    if "crossentropy" in given["source"] and max(wanted["losses"]) > 2.5:
        return None, "a probability near 0"
    return {**given, **wanted}, None


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("file")
    arguments.add_argument("--count", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    arguments = arguments.parse_args()
    count, left_out = 0, {}
    with open(arguments.file, "w") as file:
        for seed in range(arguments.seed, arguments.seed + arguments.count):
            model, reason = make(seed)
            if reason:
                left_out[seed] = reason
                continue
            rounded = json.loads(json.dumps(model), parse_float=lambda text: float(f"{float(text):.8g}"))
            print(json.dumps({"seed": seed, **rounded}), file=file, flush=True)
            count += 1
    print(f"{count} models; left out: {len(left_out)}")
    for seed, reason in left_out.items():
        print(f"  {seed}: {reason}")


if __name__ == "__main__":
    main()
