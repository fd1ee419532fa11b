"""Writes test/fixtures/averages.json: runs of Keras with SwapEMAWeights, a line fitted to eight points by SGD with moving averages.

    KERAS_BACKEND=jax python scripts/oracle/averages.py
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import numpy as np

x = np.linspace(-1, 1, 8, dtype="float32")[:, None]
y = 0.7 * x - 0.3 + 0.4 * x**2
cases = []
for swap_on_epoch in (False, True):
    for stop in (None, 2):
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer=keras.initializers.Constant(2.0))])
        model.compile(keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.9), "mse")
        kept = []

        class Keep(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                kept.append([float(w.ravel()[0]) for w in self.model.get_weights()])
                if stop is not None and epoch == stop:
                    self.model.stop_training = True

        callbacks = [keras.callbacks.SwapEMAWeights(swap_on_epoch=swap_on_epoch), Keep()]
        history = model.fit(x[:6], y[:6], batch_size=2, epochs=4, shuffle=False, verbose=0, callbacks=callbacks, validation_data=(x[6:], y[6:]))
        end = [float(w.ravel()[0]) for w in model.get_weights()]
        cases.append({"swap_on_epoch": swap_on_epoch, "stop": stop, "loss": history.history["loss"], "val_loss": history.history["val_loss"], "kept": kept, "end": end})
path = pathlib.Path(__file__).parents[2] / "test/fixtures/averages.json"
whole = {"x": x.ravel().tolist(), "y": y.ravel().tolist(), "cases": cases}
path.write_text(json.dumps(whole, default=float) + "\n")
print(path.stat().st_size, "bytes")
