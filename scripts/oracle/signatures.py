"""Writes src/formats/kerasPython/layers/signatures.ts: the argument names of Keras's classes, in order.

Run with a Python that has Keras 3: KERAS_BACKEND=jax python scripts/oracle/signatures.py
"""

import inspect
import pathlib

import keras

TARGET = pathlib.Path(__file__).parents[2] / "src/formats/kerasPython/layers/signatures.ts"

# What each table holds: the module, and the class that its members derive from.
TABLES = {
    "layers": (keras.layers, keras.layers.Layer),
    "optimizers": (keras.optimizers, keras.optimizers.Optimizer),
    "schedules": (keras.optimizers.schedules, keras.optimizers.schedules.LearningRateSchedule),
    "losses": (keras.losses, keras.losses.Loss),
    "metrics": (keras.metrics, keras.metrics.Metric),
    "initializers": (keras.initializers, keras.initializers.Initializer),
    "regularizers": (keras.regularizers, keras.regularizers.Regularizer),
    "constraints": (keras.constraints, keras.constraints.Constraint),
    "callbacks": (keras.callbacks, keras.callbacks.Callback),
}


def names(function):
    """Argument names separated by blanks; those after `*` need their names."""
    given = []
    starred = False
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "self" or parameter.kind is parameter.VAR_KEYWORD:
            continue
        if parameter.kind is parameter.VAR_POSITIONAL:
            given.append("*")
            starred = True
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            given.append("*")
            starred = True
        given.append(name)
    return " ".join(given)


def classes(module, base):
    for name in sorted(dir(module), key=str.lower):
        value = getattr(module, name)
        if inspect.isclass(value) and issubclass(value, base) and value is not base:
            yield name, value


def table(title, rows):
    lines = [f"  {title}: {{"]
    lines += [f'    {name}: "{text}",' for name, text in rows]
    return "\n".join([*lines, "  },"])


def aliases(module, base):
    """Other names under which a module has a class, such as Convolution2D."""
    for name, value in classes(module, base):
        if value.__name__ != name:
            yield name, value.__name__


def functions(module):
    """Functions of a module that stand for what its classes do: activations, losses by name."""
    for name in sorted(dir(module), key=str.lower):
        value = getattr(module, name)
        if inspect.isfunction(value) and name not in ("get", "serialize", "deserialize"):
            yield name, names(value)


parts = []
for title, (module, base) in TABLES.items():
    parts.append(table(title, [(name, names(value.__init__)) for name, value in classes(module, base)]))
parts.append(table("activations", list(functions(keras.activations))))
parts.append(table("lossFunctions", list(functions(keras.losses))))
parts.append(table("layerFunctions", list(functions(keras.layers))))
parts.append(table("operations", list(functions(keras.ops))))
names_of_classes = "\n".join(
    f'  {name}: "{class_name}",'
    for module, base in TABLES.values()
    for name, class_name in aliases(module, base)
)

TARGET.write_text(
    f"""/**
 * Argument names of Keras's classes and functions, in order; `*` ends those that may be given without their name.
 * Written by scripts/oracle/signatures.py from Keras {keras.__version__}.
 */
export const signatures = {{
{chr(10).join(parts)}
}} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Other names of a class, with the one that Keras prints. */
export const classAliases: Readonly<Record<string, string>> = {{
{names_of_classes}
}};
"""
)
