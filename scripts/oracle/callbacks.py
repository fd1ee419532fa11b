"""What Keras's own callbacks do with given curves: test/fixtures/callbacks.json.

Each case gives callbacks, curves and a number of batches; the answer says after which epoch the training stops, the learning
rate in each epoch, the files that are saved and when, and the epoch whose weights are there at the end.

    KERAS_BACKEND=jax python scripts/oracle/callbacks.py
"""
import csv
import json
import math
import os
import tempfile
import warnings

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")
warnings.simplefilter("ignore")
import keras  # noqa: E402

random = np.random.default_rng(7)


def wavy(epochs, start, fall, noise):
    """A falling curve with noise."""
    return [start * math.exp(-fall * i) + noise * random.normal() for i in range(epochs)]


def curves(epochs, noise=0.05, validation=True):
    logs = {
        "loss": wavy(epochs, 1.0, 0.2, noise / 2),
        "accuracy": [1 - value / 2 for value in wavy(epochs, 1.0, 0.2, noise)],
        "auc": [1 - value / 3 for value in wavy(epochs, 1.0, 0.1, noise)],
        "mse": wavy(epochs, 0.5, 0.1, noise),
    }
    if validation:
        logs |= {f"val_{name}": wavy(epochs, 1.0, 0.15, noise) for name in list(logs)}
    return {name: [round(value, 3) for value in values] for name, values in logs.items()}


flat = {"loss": [0.5] * 12, "val_loss": [0.5] * 12}
rising = {"loss": [1 / (i + 1) for i in range(10)], "val_loss": [0.4 + 0.1 * i for i in range(10)]}
hidden = {"loss": [0.9, 0.8, 0.7, 0.6, 0.5], "val_loss": [0.9, math.nan, 0.7, 0.8, 0.75]}
stairs = {"loss": [1.0] * 12, "val_loss": [1.0, 0.9999, 0.9998, 0.9, 0.89995, 0.89, 0.89, 0.89, 0.5, 0.6, 0.7, 0.8]}

cases = []


def case(callbacks, logs, batches=0, rate=0.01):
    cases.append({"callbacks": callbacks, "logs": logs, "batches": batches, "rate": rate})


def one(name, config, logs, **more):
    case([[name, config]], logs, **more)


for name in ["loss", "val_loss", "val_accuracy", "auc", "val_mse"]:
    for patience in [0, 1, 3]:
        for restore in [False, True]:
            one("EarlyStopping", {"monitor": name, "patience": patience, "restore_best_weights": restore}, curves(14))
for more in [
    {"min_delta": 0.05},
    {"min_delta": -0.05},
    {"baseline": 0.5},
    {"baseline": 0.1, "restore_best_weights": True},
    {"start_from_epoch": 5},
    {"start_from_epoch": 4, "restore_best_weights": True},
    {"start_from_epoch": 50, "restore_best_weights": True},
    {"mode": "max"},
    {"mode": "min", "monitor": "accuracy"},
    {"mode": "max", "monitor": "val_loss", "min_delta": 0.1, "baseline": 0.4},
    {"monitor": "val_accuracy", "baseline": 0.9, "start_from_epoch": 2},
]:
    one("EarlyStopping", {"patience": 2, **more}, curves(14, noise=0.15))
for logs in [flat, rising, hidden, stairs]:
    for patience in [0, 2]:
        one("EarlyStopping", {"patience": patience, "restore_best_weights": True}, logs)
one("EarlyStopping", {"patience": 1, "monitor": "val_loss", "mode": "min"}, curves(8, validation=False))

for more in [
    {},
    {"factor": 0.5},
    {"cooldown": 2},
    {"cooldown": 3, "patience": 2},
    {"min_lr": 0.003},
    {"min_lr": 0.01},
    {"min_delta": 0},
    {"min_delta": 0.1, "monitor": "loss"},
    {"monitor": "val_accuracy", "mode": "max"},
    {"monitor": "auc"},
]:
    one("ReduceLROnPlateau", {"patience": 1, "factor": 0.1, **more}, curves(16, noise=0.2))
for logs in [flat, rising, hidden, stairs]:
    one("ReduceLROnPlateau", {"patience": 2, "factor": 0.3}, logs)

for path, more in [
    ("best.keras", {"save_best_only": True}),
    ("dir/{epoch:02d}-{val_loss:.2f}.keras", {}),
    ("{epoch}-{accuracy:.3%}.keras", {"save_best_only": True, "monitor": "val_accuracy"}),
    ("at.{epoch:03d}.{loss:8.3e}.{val_auc:g}.weights.h5", {"save_weights_only": True}),
    ("batch-{epoch:d}-{batch:03d}.keras", {"save_freq": 5}),
    ("batch-{epoch:d}-{batch:03d}-{loss:+.4f}.keras", {"save_freq": 7}),
    ("last.keras", {"save_freq": 1}),
    ("{{{epoch:>4}}}.keras", {"initial_value_threshold": 0.6, "save_best_only": True}),
    ("max.keras", {"mode": "max", "monitor": "loss", "save_best_only": True}),
]:
    one("ModelCheckpoint", {"filepath": path, **more}, curves(6, noise=0.1), batches=4)

one("CSVLogger", {"filename": "log.csv"}, curves(4))
one("CSVLogger", {"filename": "log.csv", "separator": ";"}, curves(3, validation=False))

case(
    [
        ["CSVLogger", {"filename": "log.csv"}],
        ["ReduceLROnPlateau", {"patience": 1, "factor": 0.5, "min_delta": 0.01}],
        ["EarlyStopping", {"patience": 3, "restore_best_weights": True, "monitor": "val_accuracy"}],
        ["ModelCheckpoint", {"filepath": "{epoch}-{learning_rate:.5f}.keras", "save_best_only": True}],
    ],
    curves(15, noise=0.15),
)
case(
    [
        ["ReduceLROnPlateau", {"patience": 1, "factor": 0.5, "monitor": "loss", "min_delta": 0.02}],
        ["ReduceLROnPlateau", {"patience": 2, "factor": 0.5, "min_delta": 0.01, "cooldown": 1}],
        ["CSVLogger", {"filename": "log.csv"}],
    ],
    curves(15, noise=0.15),
)


def epochs_of(logs):
    return len(next(iter(logs.values())))


def run(asked, folder):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False, activation="sigmoid")])
    metrics = ["accuracy", keras.metrics.AUC(name="auc"), "mse"]
    model.compile(optimizer=keras.optimizers.SGD(asked["rate"]), loss="binary_crossentropy", metrics=metrics)
    model.train_on_batch(np.ones((2, 1)), np.array([[0.0], [1.0]]))
    here = {"epoch": 0, "batch": None}
    saved = []
    model.save = model.save_weights = lambda path, overwrite=True: saved.append([here["epoch"], here["batch"], path])
    callbacks = []
    tables = {}
    for at, (name, config) in enumerate(asked["callbacks"]):
        made = dict(config)
        if name == "CSVLogger":
            tables[at] = made["filename"] = os.path.join(folder, f"{at}.csv")
        callbacks.append(getattr(keras.callbacks, name)(**made))
    model.stop_training = False
    rates = []
    stopped = None
    for callback in callbacks:
        callback.set_model(model)
        callback.on_train_begin()
    for epoch in range(epochs_of(asked["logs"])):
        logs = {name: values[epoch] for name, values in asked["logs"].items()}
        here["epoch"] = epoch
        for callback in callbacks:
            callback.on_epoch_begin(epoch)
        rates.append(float(model.optimizer.learning_rate))
        for batch in range(asked["batches"]):
            here["batch"] = batch
            for callback in callbacks:
                callback.on_train_batch_begin(batch)
            for callback in callbacks:
                callback.on_train_batch_end(batch, {n: v for n, v in logs.items() if not n.startswith("val_")})
        here["batch"] = None
        model.set_weights([np.full((1, 1), epoch + 1.0)])
        for callback in callbacks:
            callback.on_epoch_end(epoch, logs)
        if model.stop_training:
            stopped = epoch
            break
    for callback in callbacks:
        callback.on_train_end()
    answer = {"rates": rates, "stopped": stopped, "saved": saved, "weights": int(model.get_weights()[0][0, 0])}
    if tables:
        answer["tables"] = {at: list(csv.reader(open(path), delimiter=asked["callbacks"][at][1].get("separator", ",")))
                            for at, path in tables.items()}
    return answer


with tempfile.TemporaryDirectory() as folder:
    for asked in cases:
        asked["answer"] = run(asked, folder)

clean = lambda text: text.replace("NaN", "null")
lines = ",\n".join(clean(json.dumps(one)) for one in cases)
with open(os.path.join(os.path.dirname(__file__), "../../test/fixtures/callbacks.json"), "w") as file:
    file.write(f"[\n{lines}\n]\n")
print(len(cases), "cases")
