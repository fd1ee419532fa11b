"""Writes what Keras says of the architectures in keras.applications: test/fixtures/applications.json.

For each call: the number of rows, the totals, and the SHA-256 of the rows (`name | type | shape | parameters`, one a line).
Run with a Python that has Keras 3: KERAS_BACKEND=jax python scripts/oracle/applications.py [FOLDER FOR THE ROWS]
"""

import hashlib
import json
import pathlib
import sys

import numpy as np

import keras

NAMES = """VGG16 VGG19 ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2 DenseNet121 DenseNet169 DenseNet201 MobileNet
MobileNetV2 MobileNetV3Small MobileNetV3Large Xception InceptionV3 InceptionResNetV2 EfficientNetB0 EfficientNetB1 EfficientNetB2
EfficientNetB3 EfficientNetB4 EfficientNetB5 EfficientNetB6 EfficientNetB7 EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2
EfficientNetV2B3 EfficientNetV2S EfficientNetV2M EfficientNetV2L NASNetMobile NASNetLarge ConvNeXtTiny ConvNeXtSmall ConvNeXtBase
ConvNeXtLarge ConvNeXtXLarge""".split()

CALLS = [f"{name}(weights=None)" for name in NAMES] + [
    "ResNet50(weights=None, include_top=False, input_shape=(160, 160, 3), pooling='avg')",
    "VGG16(weights=None, include_top=False)",
    "MobileNetV2(weights=None, include_top=False, input_shape=(97, 130, 3), alpha=1.4)",
    "MobileNet(weights=None, alpha=0.25, input_shape=(128, 128, 3), classes=7)",
    "EfficientNetB0(weights=None, include_top=False, input_shape=(201, 150, 1), pooling='max')",
    "Xception(weights=None, classes=2, classifier_activation=None)",
    "MobileNetV3Small(weights=None, minimalistic=True, alpha=0.75)",
    "EfficientNetV2B0(weights=None, include_preprocessing=False, include_top=False)",
    "DenseNet121(weights=None, include_top=False, pooling='max', name='backbone')",
    "NASNetMobile(weights=None, include_top=False)",
    "ConvNeXtTiny(weights=None, include_top=False, pooling='avg')",
]


def rows(model):
    for layer in model._operations:
        params = layer.count_params() if isinstance(layer, keras.layers.Layer) else 0
        shape = layer._inbound_nodes[-1].output_tensors[0].shape
        text = "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
        yield f"{layer.name} | {type(layer).__name__} | {text} | {params}"


def count(weights):
    return sum(int(np.prod(weight.shape)) for weight in weights)


found = {}
folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
# Numbers do not matter, and drawing them takes long.
for name in ("GlorotUniform", "VarianceScaling", "HeNormal", "TruncatedNormal", "RandomNormal"):
    getattr(keras.initializers, name).__call__ = lambda self, shape, dtype=None, **_: keras.ops.zeros(shape, dtype)
for i, call in enumerate(CALLS):
    keras.backend.clear_session()
    model = eval(call, vars(keras.applications))
    lines = list(rows(model))
    found[call] = {
        "name": model.name,
        "rows": len(lines),
        "total": model.count_params(),
        "trainable": count(model.trainable_weights),
        "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }
    if folder:
        (folder / f"{i}.txt").write_text("\n".join([call, *lines]))
    print(call, found[call]["total"], flush=True)
    del model

target = pathlib.Path(__file__).parents[2] / "test/fixtures/applications.json"
target.write_text(json.dumps(found, indent=1) + "\n")
