"""Compares the golden numbers of test/fixtures/golden with Keras itself, in float64: what is farther off than 1e-9 is named.

Run with a Python that has Keras 3 and JAX: KERAS_BACKEND=jax python scripts/oracle/golden.py [ID...]
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
FOLDER = pathlib.Path(__file__).parents[2] / "test/fixtures/golden"
ALLOWED = 1e-9


def doubles(array):
    return array.astype("float64") if array.dtype == "float32" else array


def objects(value):
    """Keras objects stand in the cases as Keras serializes them."""
    if isinstance(value, dict) and set(value) >= {"class_name", "config"}:
        for module in (keras.initializers, keras.regularizers, keras.constraints, keras.activations):
            if hasattr(module, value["class_name"]):
                return getattr(module, value["class_name"])(**objects(value["config"]))
        return keras.saving.deserialize_keras_object(value)
    if isinstance(value, dict):
        return {name: objects(part) for name, part in value.items()}
    return [objects(part) for part in value] if isinstance(value, list) else value


def layer_results(case, array):
    layer = getattr(keras.layers, case["class"])(**objects(case["config"]))
    names = [name for name in case["inputs"] if name != "mask"]
    inputs = [array(f"in.{name}") for name in names]
    given = {**case["call"], **({"mask": array("in.mask").astype(bool)} if "mask" in case["inputs"] else {})}
    call = lambda xs: xs[0] if len(xs) == 1 else list(xs)
    layer(call(inputs))
    layer.set_weights([array(f"param.{name}") for name in case["params"]])
    place = {id(variable): name for variable, name in zip(layer.weights, case["params"])}
    learned = [place[id(variable)] for variable in layer.trainable_variables]
    kept = [place[id(variable)] for variable in layer.non_trainable_variables]
    values = {variable.path: variable.value for variable in layer.weights}

    def forward(trainable, xs):
        fixed = [values[variable.path] for variable in layer.non_trainable_variables]
        return layer.stateless_call(trainable, fixed, call(xs), **given)

    trainable = [values[variable.path] for variable in layer.trainable_variables]
    floats = [np.issubdtype(x.dtype, np.floating) for x in inputs]
    y, pull, state = jax.vjp(
        lambda weights, xs: forward(weights, [a if f else b for a, f, b in zip(xs, floats, inputs)]),
        trainable,
        [x if f else np.zeros(1) for x, f in zip(inputs, floats)],
        has_aux=True,
    )
    results = {"out.y": y, **{f"out.{name}": value for name, value in zip(kept, state)}}
    if case["grads"]:
        of_weights, of_inputs = pull(jax.numpy.asarray(array("dout.y")))
        results |= {f"grad.{name}": value for name, value in zip(learned, of_weights)}
        results |= {f"grad.{name}": value for name, value in zip(names, of_inputs)}
    return results


def activation_results(case, array):
    function = getattr(keras.activations, case["class"])
    y, pull = jax.vjp(lambda x: function(x, **case["config"]), array("in.x"))
    return {"out.y": y, "grad.x": pull(jax.numpy.asarray(array("dout.y")))[0]}


def loss_results(case, array):
    loss = getattr(keras.losses, case["class"])(**case["config"], dtype="float64")
    weight = array("in.sample_weight") if "sample_weight" in case["inputs"] else None
    whole = lambda prediction: loss(array("in.y_true"), prediction, sample_weight=weight)
    return {
        "out.per_sample": loss.call(array("in.y_true"), array("in.y_pred")),
        "out.loss": whole(array("in.y_pred")),
        "grad.y_pred": jax.grad(whole)(jax.numpy.asarray(array("in.y_pred"))),
    }


def optimizer_results(case, array):
    optimizer = getattr(keras.optimizers, case["class"])(**objects(case["config"]))
    count = range(case["variables"])
    variables = [keras.Variable(array(f"in.var{i}"), name=f"v{i}") for i in count]
    seen = [[] for _ in count]
    for step in range(case["steps"]):
        optimizer.apply([jax.numpy.asarray(array(f"in.grads{i}")[step]) for i in count], variables)
        for i in count:
            seen[i].append(keras.ops.convert_to_numpy(variables[i]))
    return {f"out.vars{i}": np.stack(seen[i]) for i in count}


def trajectory_results(case, array):
    config = case["config"]
    layers = [getattr(keras.layers, one["class_name"])(**objects(one["config"])) for one in config["layers"]]
    model = keras.Sequential([keras.Input(config["input_shape"]), *layers])
    for layer in layers:
        layer.set_weights([array(f"initial.{layer.name}.{weight.name}") for weight in layer.weights])
    loss, optimizer = config["loss"], config["optimizer"]
    model.compile(
        optimizer=getattr(keras.optimizers, optimizer["class_name"])(**objects(optimizer["config"])),
        loss=getattr(keras.losses, loss["class_name"])(**loss["config"], dtype="float64"),
        jit_compile=False,
    )
    losses = []
    for step in range(case["steps"]):
        batch = step % case["batches"]
        weights = array(f"in.w{batch}") if f"{case['id']}.in.w{batch}" in case["arrays"] else None
        model.reset_metrics()
        losses.append(model.train_on_batch(array(f"in.x{batch}"), array(f"in.y{batch}"), sample_weight=weights))
    final = {f"final.{layer.name}.{one.name}": one.value for layer in layers for one in layer.weights}
    return {"out.loss": np.array(losses), **final}


KINDS = {
    "layer": layer_results,
    "activation": activation_results,
    "loss": loss_results,
    "optimizer": optimizer_results,
    "trajectory": trajectory_results,
}


def main(wanted):
    archives = {path.stem: np.load(path) for path in FOLDER.glob("*.npz")}
    cases = json.loads((FOLDER / "index.json").read_text())["cases"]
    compared = left = 0
    for case in cases:
        if wanted and case["id"] not in wanted:
            continue
        if case["kind"] not in KINDS or (case["kind"] == "layer" and not hasattr(keras.layers, case["class"])):
            left += 1
            continue
        array = lambda name: doubles(archives[case["group"]][f"{case['id']}.{name}"])
        try:
            results = KINDS[case["kind"]](case, array)
        except Exception as error:
            print(f"{case['id']}: {type(error).__name__}: {error}"[:300])
            continue
        compared += 1
        for name, result in results.items():
            if f"{case['id']}.{name}" not in case["arrays"]:
                continue
            want = array(name)
            off = np.max(np.abs(np.asarray(result, "float64") - want), initial=0)
            if not off <= ALLOWED * max(1, np.max(np.abs(want), initial=0)):
                print(f"{case['id']}: {name} is off by {off:.1e}")
    print(f"{compared} cases compared with Keras {keras.__version__}, {left} of other kinds left out")


main(sys.argv[1:])
