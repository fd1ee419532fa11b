"""Writes what Keras exports, by kind, into test/fixtures/keras: apiNames.json, operationNames.txt, activationNames.txt, layerNames.txt.

    python scripts/oracle/apiNames.py keras_api.json

The file is a list of Keras's API: an entry for each name, with `exports`, for `layers`, `losses` and so on.
"""

import json
import pathlib
import sys

api = json.loads(pathlib.Path(sys.argv[1]).read_text())
folder = pathlib.Path(__file__).parents[2] / "test/fixtures/keras"
lists = lambda kind: sorted(entry["name"] for entry in api[kind])
kinds = ["layers", "losses", "metrics", "optimizers", "learning_rate_schedules", "initializers", "regularizers", "constraints", "callbacks", "activations"]
(folder / "apiNames.json").write_text(json.dumps({kind: lists(kind) for kind in kinds}, separators=(",", ":")) + "\n")
(folder / "layerNames.txt").write_text("\n".join(lists("layers")) + "\n")
(folder / "activationNames.txt").write_text("\n".join(lists("activations")) + "\n")
operations = {name for entry in api["ops"] if (name := entry["exports"][0]).startswith("keras.ops.")}
(folder / "operationNames.txt").write_text("\n".join(sorted(name.removeprefix("keras.ops.") for name in operations)) + "\n")
