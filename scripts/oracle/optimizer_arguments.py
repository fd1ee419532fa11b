"""What Keras's optimizers make of two weights with the arguments that all have: test/fixtures/optimizerArguments.json.

    KERAS_BACKEND=torch python scripts/oracle/optimizer_arguments.py
"""
import json
import os
import pathlib

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras  # noqa: E402

STEPS = 8
random = np.random.default_rng(5)
first = [random.normal(size=(3, 2)).round(2), random.normal(size=2).round(2)]
gradients = [[random.normal(size=(3, 2)).round(2), random.normal(size=2).round(2)] for _ in range(STEPS)]
common = [
    {"gradient_accumulation_steps": 2},
    {"gradient_accumulation_steps": 3, "clipnorm": 0.5},
    {"gradient_accumulation_steps": 3, "global_clipnorm": 0.7, "weight_decay": 0.1},
    {"gradient_accumulation_steps": 4, "use_ema": True, "ema_momentum": 0.8},
    {"gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 2},
    {"weight_decay": 0.2, "exclude_from_weight_decay": ["bias"]},
    {"weight_decay": 0.2, "exclude_from_weight_decay": ["gamma", "ker.*l"], "clipvalue": 0.3},
    {"weight_decay": 0.2, "exclude_from_weight_decay": ["dense"]},
    {"use_ema": True, "ema_momentum": 0.9, "ema_overwrite_frequency": 3},
]
cases = []
for name in ["SGD", "Adam", "AdamW", "Lion", "Nadam"]:
    for config in common:
        given = dict(config)
        excluded = given.pop("exclude_from_weight_decay", None)
        optimizer = getattr(keras.optimizers, name)(learning_rate=0.05, **given)
        if excluded:
            optimizer.exclude_from_weight_decay(var_names=excluded)
        weights = [keras.Variable(first[0], name="kernel"), keras.Variable(first[1], name="bias")]
        optimizer.build(weights)
        steps = []
        for gradient in gradients:
            optimizer.apply([keras.ops.convert_to_tensor(g, "float32") for g in gradient], weights)
            steps.append([keras.ops.convert_to_numpy(w).ravel().round(7).tolist() for w in weights])
        optimizer.finalize_variable_values(weights)
        final = [keras.ops.convert_to_numpy(w).ravel().tolist() for w in weights]
        cases.append({"optimizer": name, "config": config, "steps": steps, "final": final})
told = {"first": [f.ravel().tolist() for f in first],
        "gradients": [[g.ravel().tolist() for g in step] for step in gradients]}
body = ",\n".join(json.dumps(case) for case in cases)
path = pathlib.Path(__file__).parent / "../../test/fixtures/optimizerArguments.json"
path.write_text(f'{{"first": {json.dumps(told["first"])},\n"gradients": {json.dumps(told["gradients"])},\n"cases": [\n{body}\n]}}\n')
print(len(cases))
