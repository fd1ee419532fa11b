"""Writes what the real Keras makes of other people's files: FOLDER/ground_truth.json, which `npm run corpus -- FOLDER` reads.

FOLDER holds files as `owner/repository/path`. Each runs in a child process without a network, as nobody, in an empty folder, with limits of
time and memory; `fit` only builds, and data sets are zeros of their shapes. A second run, in which no data can be had at all, tells which models need
none (`self_contained`). A statement that fails is left out, as in a notebook: models that depend on it are not measured.
Layers that are made with the arguments of Keras 1 and 2 are made with today's, see `older.py` beside this file.

Run with a Python that has Keras 3 and TensorFlow; pandas, scikit-learn and matplotlib let more files run, in whatever folder PYTHONPATH names:
sudo unshare -n python scripts/oracle/truth.py FOLDER [--minutes 5] [--only TEXT] [--seconds 60]

It goes on where it stopped: files that are in the truth already are not run again, unless `--only` names them.
"""

import argparse
import ast
import collections
import glob
import hashlib
import json
import os
import pathlib
import pwd
import re
import resource
import shutil
import signal
import socket
import sys
import tempfile
import time

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", MPLBACKEND="Agg", KERAS_BACKEND="tensorflow")

import numpy as np

import keras
import older
import tensorflow as tf

ARGUMENTS = argparse.ArgumentParser(description=__doc__.split("\n")[0])
ARGUMENTS.add_argument("folder", type=pathlib.Path)
ARGUMENTS.add_argument("--minutes", type=float, default=1e6, help="stop after this time")
ARGUMENTS.add_argument("--seconds", type=int, default=60, help="for one run of a file")
ARGUMENTS.add_argument("--only", help="part of a path")
ARGUMENTS.add_argument("--errors", action="store_true", help="print what statements fail with")


class NoData(Exception):
    pass


class TooLong(Exception):
    pass


# What a model is


def plain(shape):
    if isinstance(shape, dict):
        return [plain(one) for one in shape.values()]
    if isinstance(shape, (list, tuple)) and any(isinstance(one, (list, tuple, dict)) for one in shape):
        return [plain(one) for one in shape]
    return [None if one is None else int(one) for one in shape]


def shape_of(layer):
    """The shape that `summary()` shows for a layer; None where it shows a question mark."""
    try:
        if layer._inbound_nodes:
            shapes = [tuple(tensor.shape) for tensor in layer._inbound_nodes[-1].output_tensors]
            return plain(shapes[0] if len(shapes) == 1 else shapes)
        return plain(layer.compute_output_shape(**layer._build_shapes_dict)) if layer._build_shapes_dict else None
    except Exception:
        return None


def count(weights):
    return sum(int(np.prod(weight.shape)) for weight in weights)


def row(layer):
    is_layer = isinstance(layer, keras.layers.Layer)
    params = (layer.count_params() if layer.built else None) if is_layer else 0
    return {"name": layer.name, "type": type(layer).__name__, "output_shape": shape_of(layer), "params": params}


def rows(model):
    """The rows of `summary()`."""
    return [row(layer) for layer in (model._operations if hasattr(model, "_operations") else model.layers)]


def describe(model):
    """A model as an entry of the truth says it; None for one that is not built."""
    layers = rows(model)
    if not layers or not model.built or any(one["params"] is None for one in layers):
        return None
    if all(one["output_shape"] is None for one in layers):
        return None
    total, trainable = count(model.weights), count(model.trainable_weights)
    return {
        "model_name": model.name,
        "kind": "Sequential" if isinstance(model, keras.Sequential) else "Functional" if hasattr(model, "_operations") else "Subclassed",
        "total_params": total,
        "trainable_params": trainable,
        "non_trainable_params": total - trainable,
        "layers": layers,
    }


# What is found while a file runs


class Finder:
    """Notes the models of a file where it prints, compiles or trains them, and where a variable that held one is bound again."""

    def __init__(self, put):
        self.put = put
        self.cell = None
        self.held = {}
        self.compiled = {}
        self.seen = set()
        self.spoiled = []

    def spoil(self, statement, scope):
        """A model that a failed statement should have added to is not the one that the file means."""
        for call in ast.walk(statement):
            target = getattr(getattr(call, "func", None), "value", None)
            if isinstance(target, ast.Name) and isinstance(scope.get(target.id), keras.Model):
                self.spoiled.append(scope[target.id])

    def unbind(self, statement, scope):
        """What a failed statement should have bound anew does not hold what it held before."""
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        for target in targets if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)) else []:
            for name in ast.walk(target):
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                    scope.pop(name.id, None)

    def note(self, model, variable, cell):
        if any(model is one for one in self.spoiled):
            return
        try:
            found = describe(model)
        except Exception:
            return
        if found is None:
            return
        key = (id(model), hashlib.sha256(json.dumps(found["layers"]).encode()).hexdigest())
        if key not in self.seen:
            self.seen.add(key)
            # Kept, so that its id stays its own.
            self.seen.add(model)
            self.put({"model_variable": variable, "cell_index": cell, **found})

    def called(self, model, frame):
        """A method of the model is called in `frame`: the variable it is called on."""
        for scope in (frame.f_locals, frame.f_globals):
            for name, value in scope.items():
                if value is model and not name.startswith("_") and name != "self":
                    return name
        holder = frame.f_locals.get("self")
        for name, value in getattr(holder, "__dict__", {}).items():
            if value is model:
                return f"self.{name}"
        return None

    def look(self, scope):
        """After each statement: what was bound before and is bound no more, was that model until now."""
        now = dict(models_in(scope))
        for name, (model, cell) in list(self.held.items()):
            if now.get(name) is not model:
                self.note(model, name, cell)
                del self.held[name]
        for name, model in now.items():
            self.held[name] = (model, self.cell)

    def end(self):
        for name, (model, cell) in self.held.items():
            self.note(model, name, self.cell)
        for model, variable, cell in self.compiled.values():
            self.note(model, variable, cell)


def models_in(scope):
    for name, value in list(scope.items()):
        if isinstance(value, keras.Model):
            if not name.startswith("__"):
                yield name, value
        elif getattr(type(value), "__module__", None) == "__main__":
            for attribute, held in list(getattr(value, "__dict__", {}).items()):
                if isinstance(held, keras.Model):
                    yield f"{name}.{attribute}", held


# What is not done


class Anything(collections.defaultdict):
    def __missing__(self, key):
        return [0.0, 0.0]


class History:
    def __init__(self):
        self.history = Anything()
        self.epoch = [0]
        self.params = Anything()


def output_of(model, x):
    size = len(x) if hasattr(x, "__len__") else 1
    shapes = model.output_shape
    make = lambda shape: np.zeros([size, *(1 if one is None else one for one in shape[1:])], "float32")
    return [make(shape) for shape in shapes] if isinstance(shapes, list) else make(shapes)


def no_training(finder):
    def fit(self, x=None, *args, **kwargs):
        if not self.built and isinstance(x, tf.data.Dataset):
            x = next(iter(x.take(1)))
            x = x[0] if isinstance(x, tuple) else x
        if not self.built and hasattr(x, "shape"):
            self.build((None, *x.shape[1:]))
        finder.compiled[id(self)] = (self, finder.called(self, sys._getframe(1)), finder.cell)
        return History()

    def compile(self, *args, **kwargs):
        finder.compiled[id(self)] = (self, finder.called(self, sys._getframe(1)), finder.cell)

    def summary(self, *args, **kwargs):
        finder.note(self, finder.called(self, sys._getframe(1)), finder.cell)

    nothing = lambda self, *args, **kwargs: None
    zeros = lambda self, *args, **kwargs: [0.0, 0.0]
    patches = dict(fit=fit, fit_generator=fit, summary=summary, compile=compile, evaluate=zeros, evaluate_generator=zeros)
    patches |= dict(train_on_batch=zeros, test_on_batch=zeros, predict=lambda self, x, *a, **k: output_of(self, x))
    patches |= dict(predict_on_batch=patches["predict"], predict_generator=patches["predict"])
    patches |= dict.fromkeys("save save_weights load_weights export set_weights".split(), nothing)
    for cls in (keras.Model, keras.Sequential):
        for name, patch in patches.items():
            setattr(cls, name, patch)
    for name in "GlorotUniform VarianceScaling HeNormal TruncatedNormal RandomNormal RandomUniform Orthogonal".split():
        # Numbers do not matter, and drawing them takes long.
        getattr(keras.initializers, name).__call__ = lambda self, shape, dtype=None, **_: keras.ops.zeros(shape, dtype)
    keras.utils.plot_model = nothing
    time.sleep = lambda seconds: None
    os.kill = lambda *args: None


def untrained_applications():
    for holder in [keras.applications, *vars(keras.applications).values()]:
        for name, make in list(vars(holder).items()) if hasattr(holder, "__dict__") else []:
            if callable(make) and name[0].isupper() and getattr(make, "__module__", "").startswith("keras.src.applications"):
                setattr(holder, name, without_weights(make))


def without_weights(make):
    import inspect

    def made(*args, **kwargs):
        given = inspect.signature(make).bind(*args, **kwargs)
        given.arguments["weights"] = None
        return make(*given.args, **given.kwargs)

    made.__module__ = "keras.src.applications"
    return made


def data_sets(present):
    def words(length, count, top=20):
        made = np.empty(count, dtype=object)
        made[:] = [list(range(1, 1 + top))] * count
        return made

    def images(sizes, shape, column=False):
        def load(*args, **kwargs):
            y = [np.arange(size, dtype="uint8") % (100 if shape == "100" else 10) for size in sizes]
            x = [np.zeros((size, *((32, 32, 3) if shape == "100" else shape)), "uint8") for size in sizes]
            return tuple((a, b[:, None] if column else b) for a, b in zip(x, y))

        return load

    def texts(sizes, classes):
        return lambda *args, **kwargs: tuple((words(20, size), np.arange(size) % classes) for size in sizes)

    def table(sizes, features):
        return lambda *args, **kwargs: tuple((np.zeros((size, features)), np.zeros(size)) for size in sizes)

    loaders = {
        "mnist": images((60000, 10000), (28, 28)),
        "fashion_mnist": images((60000, 10000), (28, 28)),
        "cifar10": images((50000, 10000), (32, 32, 3), True),
        "cifar100": images((50000, 10000), "100", True),
        "imdb": texts((25000, 25000), 2),
        "reuters": texts((8982, 2246), 46),
        "boston_housing": table((404, 102), 13),
        "california_housing": table((16512, 4128), 8),
    }

    def none(*args, **kwargs):
        raise NoData("data sets are not here")

    for name, load in loaders.items():
        if hasattr(keras.datasets, name):
            getattr(keras.datasets, name).load_data = load if present else none
    for name in ("imdb", "reuters"):
        getattr(keras.datasets, name).get_word_index = none
    keras.utils.get_file = none
    for module, names in {"sklearn.datasets": None, "pandas": ["read_csv", "read_excel"], "numpy": ["load", "loadtxt", "genfromtxt"]}.items():
        try:
            found = __import__(module, fromlist=["x"])
        except ImportError:
            continue
        for name in names or [one for one in dir(found) if one.startswith(("load_", "fetch_"))]:
            if not present or (not names and name.startswith("fetch_")):
                setattr(found, name, none)


# How a file runs


def code_of(path):
    """The cells of a notebook, or the file as the only one."""
    text = path.read_text(encoding="utf8", errors="replace")
    if path.suffix != ".ipynb":
        return [text]
    notebook = json.loads(text)
    sheet = (notebook.get("worksheets") or [notebook])[0]
    cells = [cell for cell in sheet.get("cells", []) if cell.get("cell_type") == "code"]
    sources = [cell.get("source", cell.get("input", "")) for cell in cells]
    return ["".join(source) if isinstance(source, list) else source for source in sources]


def without_magic(text):
    if re.match(r"\s*%%(?!time|capture)", text):
        return ""
    return re.sub(r"^([ \t]*)(?:(?:!|%{1,2}[a-zA-Z]|\?)(?:.*\\\n)*.*|[\w.]+\?+[ \t]*)$", r"\1pass", text, flags=re.M)


def statements(text, notebook):
    if notebook:
        text = without_magic(text)
    try:
        return ast.parse(text).body
    except SyntaxError:
        return older.parse(text)


def run(path, root, finder, errors):
    scope = {"__name__": "__main__", "__file__": str(path), "__builtins__": __builtins__}
    main = type(sys)("__main__")
    main.__dict__.update(scope)
    scope = main.__dict__
    sys.modules["__main__"] = main
    package = path.parent.relative_to(root)
    if (path.parent / "__init__.py").exists():
        main.__dict__["__package__"] = ".".join(package.parts)
    sys.argv = [str(path)]
    sys.path[:0] = [str(path.parent), str(root)]

    def too_long(*_):
        raise TooLong

    signal.signal(signal.SIGALRM, too_long)
    for index, cell in enumerate(code_of(path)):
        finder.cell = index if path.suffix == ".ipynb" else None
        try:
            body = statements(cell, path.suffix == ".ipynb")
        except Exception as error:
            errors.append(f"cell {index}: {type(error).__name__} {error}")
            continue
        for statement in body:
            signal.alarm(20)
            try:
                module = ast.Module([statement], [])
                exec(compile(module, str(path), "exec"), scope)
            except BaseException as error:
                finder.spoil(statement, scope)
                finder.unbind(statement, scope)
                errors.append(f"{index}:{statement.lineno} {type(error).__name__}: {str(error)[:300]}")
            finally:
                signal.alarm(0)
            finder.look(scope)
    uncalled(scope, finder)
    finder.end()


def uncalled(scope, finder):
    """Functions that make models, and that nobody has called, with their defaults."""
    import inspect

    for name, value in list(scope.items()):
        if not inspect.isfunction(value) or value.__module__ != "__main__":
            continue
        parameters = inspect.signature(value).parameters.values()
        if any(one.default is one.empty and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) for one in parameters):
            continue
        if not set(value.__code__.co_names) & {"Model", "Sequential"}:
            continue
        signal.alarm(5)
        try:
            made = value(**({"weights": None} if "weights" in inspect.signature(value).parameters else {}))
            if isinstance(made, keras.Model):
                finder.note(made, None, finder.cell)
        except BaseException:
            pass
        finally:
            signal.alarm(0)


def child(path, root, present, out, errors_too):
    os.setsid()
    folder = tempfile.mkdtemp(prefix="truth-")
    os.chmod(folder, 0o777)
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
    resource.setrlimit(resource.RLIMIT_DATA, (10 << 30, 10 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (50 << 20, 50 << 20))
    os.environ["HOME"] = folder
    os.chdir(folder)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)

    def put(entry):
        out.write(json.dumps(entry) + "\n")
        out.flush()

    finder, errors = Finder(put), []
    no_training(finder)
    untrained_applications()
    data_sets(present)
    older.install()
    try:
        run(path, root, finder, errors)
    finally:
        put({"end": True, "errors": errors if errors_too else errors[:3]})
        os._exit(0)


def runs(path, root, present, seconds, errors_too):
    """The models of one run, and what failed."""
    with tempfile.TemporaryFile("w+") as out:
        pid = os.fork()
        if pid == 0:
            child(path, root, present, out, errors_too)
        until = time.monotonic() + seconds
        while time.monotonic() < until and os.waitpid(pid, os.WNOHANG)[0] == 0:
            time.sleep(0.05)
        else:
            try:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
        out.seek(0)
        found = []
        for line in out:
            try:
                found.append(json.loads(line))
            except ValueError:
                pass
    for folder in glob.glob(os.path.join(tempfile.gettempdir(), "truth-*")):
        shutil.rmtree(folder, ignore_errors=True)
    errors = next((one["errors"] for one in found if "end" in one), ["it ended, or took too long"])
    return [one for one in found if "end" not in one], errors


def wanted(path):
    if path.stat().st_size > 5_000_000:
        return False
    text = path.read_text(encoding="utf8", errors="replace")
    return "keras" in text and re.search(r"\b(?:Sequential|Model|models|applications)\b", text) is not None


def key_of(entry):
    return json.dumps([entry["model_variable"], entry["layers"]])


def truth_of(path, folder, options):
    relative = path.relative_to(folder)
    repo, inner = "/".join(relative.parts[:2]), "/".join(relative.parts[2:])
    root = folder / repo
    found, errors = runs(path, root, True, options.seconds, options.errors)
    alone = {key_of(one) for one in runs(path, root, False, options.seconds, False)[0]} if found else set()
    entries = []
    for number, one in enumerate(found):
        entry = {
            "id": "t" + hashlib.sha256(f"{relative} {number}".encode()).hexdigest()[:9],
            "repo": repo,
            "path": inner,
            "language": "notebook" if path.suffix == ".ipynb" else "python",
            **one,
            "truth": f"executed, keras {keras.__version__}",
            "verified": "exact",
            "self_contained": key_of(one) in alone,
        }
        if entry["cell_index"] is None:
            del entry["cell_index"]
        entries.append(entry)
    return entries, errors


def main():
    options = ARGUMENTS.parse_args()
    if os.getuid() != 0 or [name for _, name in socket.if_nameindex()] != ["lo"]:
        sys.exit("truth: these are other people's programs. Start it as root without a network (unshare -n): each then runs as nobody.")
    folder = options.folder.resolve()
    target = folder / "ground_truth.json"
    truth = json.loads(target.read_text()) if target.exists() else {"models": [], "files": {}}
    until = time.monotonic() + 60 * options.minutes
    # In an order of its own, so that a part of the files is a sample of all.
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.ipynb")], key=lambda one: hashlib.sha256(str(one).encode()).digest()):
        name = str(path.relative_to(folder))
        if (name in truth["files"] if options.only is None else options.only not in name) or not wanted(path):
            continue
        if time.monotonic() > until:
            print("stopped: run it again to go on")
            break
        began = time.monotonic()
        entries, errors = truth_of(path, folder, options)
        repo, inner = "/".join(pathlib.Path(name).parts[:2]), "/".join(pathlib.Path(name).parts[2:])
        truth["models"] = [one for one in truth["models"] if (one["repo"], one["path"]) != (repo, inner)] + entries
        truth["files"][name] = {"models": len(entries), "errors": errors, "seconds": round(time.monotonic() - began, 1)}
        print(f"{name}: {len(entries)} models, {truth['files'][name]['seconds']} s", *errors if options.errors else [], sep="\n  ", flush=True)
        partial = target.with_suffix(".part")
        partial.write_text(json.dumps(truth))
        partial.replace(target)


main()
