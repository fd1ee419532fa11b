"""Lets files for Keras 1 and 2 run on Keras 3: modules that moved, arguments that were renamed. `truth.py` uses it."""

import ast
import functools
import inspect
import re
import sys
import types
import warnings

import numpy as np

import keras

LAYERS = keras.layers

RENAMED = {
    "nb_filter": "filters",
    "nb_row": None,
    "border_mode": "padding",
    "subsample": "strides",
    "subsample_length": "strides",
    "filter_length": "kernel_size",
    "output_dim": "units",
    "p": "rate",
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
    "atrous_rate": "dilation_rate",
    "pool_length": "pool_size",
    "stride": "strides",
    "input": "inputs",
    "output": "outputs",
    "alpha": "negative_slope",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    "kernel": "kernel_size",
    "beta_init": "beta_initializer",
    "gamma_init": "gamma_initializer",
}
CLASSES = {
    "Convolution1D": ("Conv1D", 1),
    "Convolution2D": ("Conv2D", 2),
    "Convolution3D": ("Conv3D", 3),
    "Deconvolution2D": ("Conv2DTranspose", 2),
    "SeparableConvolution2D": ("SeparableConv2D", 2),
    "AtrousConvolution2D": ("Conv2D", 2),
    "CuDNNLSTM": ("LSTM", 0),
    "CuDNNGRU": ("GRU", 0),
}


def parse(text):
    """Python 2's print is the one thing that keeps many old files from being read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from lib2to3 import pgen2, pygram, pytree, refactor

            fixers = [f"lib2to3.fixes.fix_{name}" for name in ("print", "except", "xrange", "exec", "raise", "has_key", "unicode", "dict", "zip", "map")]
            return ast.parse(str(refactor.RefactoringTool(fixers).refactor_string(text.rstrip() + "\n", "file"))).body
    except ImportError:
        return ast.parse(re.sub(r"^(\s*)print (.*)$", r"\1print(\2)", text, flags=re.M)).body


def translated(cls, args, kwargs):
    """Arguments of an older version as today's."""
    name = cls.__name__
    signature = cls.__init__.__code__.co_varnames
    made = {}
    for key, value in kwargs.items():
        new = RENAMED.get(key, key)
        if key in signature and key not in ("input", "output", "bias", "p"):
            new = key
        if name == "Embedding" and key == "output_dim":
            new = key
        if name == "Embedding" and key == "init":
            new = "embeddings_initializer"
        if name == "Embedding" and key in ("dropout", "W_regularizer"):
            continue
        if key == "dim_ordering":
            made["data_format"] = {"th": "channels_first", "tf": "channels_last"}.get(value)
        elif key == "consume_less" or key == "implementation" and name in ("LSTM", "GRU", "SimpleRNN"):
            pass
        elif key == "mode" and name == "BatchNormalization":
            pass
        elif key == "border_mode" or new == "padding":
            made["padding"] = value
        elif new is not None:
            made[new] = value
    if "nb_row" in kwargs:
        made.pop("nb_col", None)
        made["kernel_size"] = (kwargs["nb_row"], kwargs["nb_col"])
    for key in ("init", "kernel_initializer", "recurrent_initializer"):
        if isinstance(made.get(key), str) and made[key] in ("normal", "uniform", "zero", "one"):
            made[key] = {"normal": "random_normal", "uniform": "random_uniform", "zero": "zeros", "one": "ones"}[made[key]]
    return args, made


def older_calls(cls):
    """Tries a constructor as it is written, then with an older version's arguments in today's words."""
    original = cls.__init__

    @functools.wraps(original)
    def init(self, *args, **kwargs):
        given = {key: value for key, value in kwargs.items() if key != "input_length"} if cls.__name__ == "Embedding" else dict(kwargs)
        if cls.__name__ == "Embedding" and "input_length" in kwargs and kwargs["input_length"] is not None:
            # Keras 2 builds the model with it.
            given.setdefault("input_shape", (kwargs["input_length"],))
        batch = given.pop("batch_input_shape", None)
        if batch is not None:
            given["input_shape"] = tuple(batch[1:])
        try:
            return original(self, *args, **given)
        except (TypeError, ValueError):
            args, made = translated(cls, args, given)
            return original(self, *args, **made)

    # Keras looks at what a layer takes.
    init.__signature__ = inspect.signature(original)
    cls.__init__ = init


def older_class(name, dims):
    """`Convolution2D(32, 3, 3)` means what `Conv2D(32, (3, 3))` does."""

    def make(*args, **kwargs):
        if dims > 1 and len(args) > dims and all(isinstance(one, (int, np.integer)) for one in args[1 : 1 + dims]):
            args = (args[0], tuple(args[1 : 1 + dims]), *args[1 + dims :])
        return getattr(LAYERS, name)(*args, **kwargs)

    return make


def module(name, **names):
    made = types.ModuleType(name)
    made.__dict__.update(names)
    made.__getattr__ = lambda key: getattr(LAYERS, key)
    return made


def install():
    for name, new in CLASSES.items():
        setattr(LAYERS, name, older_class(*new))
    for name in dir(LAYERS):
        cls = getattr(LAYERS, name)
        if isinstance(cls, type) and cls.__module__.startswith("keras.src.layers") and name not in ("Layer", "InputSpec", "Wrapper"):
            if "__init__" in cls.__dict__ and "_older" not in cls.__dict__:
                cls._older = True
                older_calls(cls)
    places = "core convolutional pooling normalization recurrent embeddings merge advanced_activations wrappers noise local convolutional_recurrent"
    for place in places.split():
        for root in ("keras.layers", "tensorflow.keras.layers", "tensorflow.python.keras.layers"):
            sys.modules.setdefault(f"{root}.{place}", module(place))
    for merged in ("add", "concatenate", "multiply", "average", "maximum", "dot", "subtract"):
        sys.modules["keras.layers.merge"].__dict__[merged] = getattr(LAYERS, merged)
    LAYERS.merge = merge
    engine = module("engine", Layer=LAYERS.Layer, Model=keras.Model, Input=keras.Input, InputSpec=LAYERS.InputSpec)
    for name in ("keras.engine", "keras.engine.topology", "keras.engine.base_layer", "keras.engine.training"):
        sys.modules.setdefault(name, engine)
    keras.engine = engine
    utilities = types.ModuleType("np_utils")
    utilities.__dict__.update(vars(keras.utils))
    for root in ("keras.utils", "tensorflow.keras.utils"):
        for place in ("np_utils", "vis_utils", "data_utils", "layer_utils", "generic_utils"):
            sys.modules.setdefault(f"{root}.{place}", utilities)
    keras.utils.np_utils = utilities
    models()
    preprocessing()
    backend()
    for cls in vars(keras.optimizers).values():
        if isinstance(cls, type):
            optimizer(cls)


def models():
    """`Model(input=…, output=…)`."""
    from keras.src.models import functional, model

    asked = model.functional_init_arguments
    model.functional_init_arguments = lambda args, kwargs: asked(args, kwargs) or "input" in kwargs and "output" in kwargs
    original = functional.Functional.__init__

    @functools.wraps(original)
    def init(self, *args, **kwargs):
        original(self, *args, **{{"input": "inputs", "output": "outputs"}.get(key, key): value for key, value in kwargs.items()})

    init.__signature__ = inspect.signature(original)
    functional.Functional.__init__ = init
    made = functional.Functional.__new__
    functional.Functional.__new__ = lambda cls, *args, **kwargs: made(
        cls, *args, **{{"input": "inputs", "output": "outputs"}.get(key, key): value for key, value in kwargs.items()}
    )


def merge(inputs, mode="sum", concat_axis=-1, **_):
    makes = {"sum": LAYERS.add, "concat": None, "mul": LAYERS.multiply, "ave": LAYERS.average, "max": LAYERS.maximum}
    return LAYERS.concatenate(inputs, axis=concat_axis) if mode == "concat" else makes[mode](inputs)


def optimizer(cls):
    original = cls.__init__

    def init(self, *args, **kwargs):
        kwargs = {{"lr": "learning_rate"}.get(key, key): value for key, value in kwargs.items() if key not in ("decay", "epsilon")}
        original(self, *args, **kwargs)

    if "__init__" in cls.__dict__:
        cls.__init__ = init


def preprocessing():
    text, image, sequence = (types.ModuleType(name) for name in ("text", "image", "sequence"))
    legacy = getattr(keras, "_legacy", None)
    from keras.src.legacy.preprocessing import image as old_image
    from keras.src.legacy.preprocessing import sequence as old_sequence
    from keras.src.legacy.preprocessing import text as old_text

    for made, old in ((text, old_text), (image, old_image), (sequence, old_sequence)):
        made.__dict__.update({name: value for name, value in vars(old).items() if not name.startswith("_")})
    for name in ("load_img", "img_to_array", "array_to_img", "save_img"):
        setattr(image, name, getattr(keras.utils, name))
    sequence.pad_sequences = keras.utils.pad_sequences
    for place, made in (("text", text), ("image", image), ("sequence", sequence)):
        for root in ("keras.preprocessing", "tensorflow.keras.preprocessing"):
            sys.modules.setdefault(f"{root}.{place}", made)
        for name, value in vars(made).items():
            if not name.startswith("_") and hasattr(getattr(keras.preprocessing, place, None), "__dict__"):
                getattr(keras.preprocessing, place).__dict__.setdefault(name, value)
        if not hasattr(keras.preprocessing, place):
            setattr(keras.preprocessing, place, made)


def backend():
    """Functions on tensors that `keras.backend` had."""
    from keras.src.legacy import backend as old

    for name, value in vars(old).items():
        if not name.startswith("_") and not hasattr(keras.backend, name):
            setattr(keras.backend, name, value)
    for name, value in {
        "image_dim_ordering": lambda: "tf",
        "set_image_dim_ordering": lambda order: keras.config.set_image_data_format({"th": "channels_first"}.get(order, "channels_last")),
        "int_shape": lambda x: tuple(x.shape),
        "set_session": lambda session: None,
    }.items():
        if not hasattr(keras.backend, name):
            setattr(keras.backend, name, value)
