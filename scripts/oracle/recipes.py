"""Writes what Python hands to `fit` in each script of test/fixtures/recipes: expected.json, and the small data files that they read.

For every fit: shape, type, sum and first numbers of inputs and targets, also for validation. Where a script draws random numbers ("# random"
in its first line) shape and type alone. Names of scripts behind the command do these alone, with the data files as they are. Run with a Python that has Keras 3, pandas and scikit-learn: KERAS_BACKEND=jax python scripts/oracle/recipes.py
"""

import gzip
import inspect
import io
import itertools
import json
import os
import pathlib
import pickle
import sys
import tarfile

import numpy as np

FOLDER = pathlib.Path(__file__).parents[2] / "test/fixtures/recipes"
DATA = FOLDER / "data"
HOME = FOLDER / "keras"


def make_data():
    rng = np.random.default_rng(7)
    DATA.mkdir(exist_ok=True)
    sets = HOME / "datasets"
    sets.mkdir(parents=True, exist_ok=True)
    images = lambda n, *shape: rng.integers(0, 256, (n, *shape), dtype=np.uint8)
    np.savez_compressed(sets / "mnist.npz", x_train=images(60, 28, 28), y_train=np.arange(60, dtype=np.uint8) % 10, x_test=images(20, 28, 28), y_test=np.arange(20, dtype=np.uint8) % 10)
    fashion = sets / "fashion-mnist"
    fashion.mkdir(exist_ok=True)
    for name, array in {"train-images-idx3-ubyte": images(40, 28, 28), "train-labels-idx1-ubyte": np.arange(40, dtype=np.uint8) % 10, "t10k-images-idx3-ubyte": images(20, 28, 28), "t10k-labels-idx1-ubyte": np.arange(20, dtype=np.uint8) % 10}.items():
        header = bytes([0, 0, 8, array.ndim]) + b"".join(int(size).to_bytes(4, "big") for size in array.shape)
        (fashion / f"{name}.gz").write_bytes(gzip.compress(header + array.tobytes(), mtime=0))
    batch = lambda n: {b"data": images(n, 3072), b"labels": [i % 10 for i in range(n)], b"batch_label": b"one", b"filenames": [b"a.png"] * n}
    with tarfile.open(sets / "cifar-10-batches-py.tar.gz", "w:gz") as tar:
        for name in ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"]:
            made = pickle.dumps(batch(3), protocol=3)
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(made)
            tar.addfile(member, io.BytesIO(made))
    lists = lambda n: np.array([rng.integers(1, 200, rng.integers(5, 40)).tolist() for _ in range(n)], dtype=object)
    np.savez_compressed(sets / "imdb.npz", x_train=lists(30), y_train=np.arange(30) % 2, x_test=lists(20), y_test=np.arange(20) % 2)
    np.savez_compressed(sets / "reuters.npz", x=lists(50), y=np.arange(50) % 46)
    np.savez_compressed(sets / "boston_housing.npz", x=rng.normal(size=(50, 13)), y=rng.normal(size=50))
    np.savez_compressed(DATA / "arrays.npz", x_train=rng.normal(size=(40, 6)).astype("float32"), y_train=rng.integers(0, 3, 40), x_test=rng.normal(size=(10, 6)).astype("float32"), y_test=rng.integers(0, 3, 10))
    np.save(DATA / "features.npy", rng.normal(size=(30, 4)))
    np.save(DATA / "labels.npy", rng.integers(0, 2, 30))
    np.savetxt(DATA / "diabetes.csv", np.column_stack([rng.normal(size=(25, 8)), rng.integers(0, 2, 25)]), delimiter=",", fmt="%.4f")
    np.savetxt(DATA / "table.txt", rng.normal(size=(20, 3)), fmt="%.5f")
    (DATA / "sequence.csv").write_text("Month,Passengers\n" + "".join(f"1949-{i:02d},{100 + 7 * i % 50}\n" for i in range(1, 61)))
    rows = ["area,rooms,city,year,price"]
    for i in range(40):
        area = "" if i % 11 == 3 else f"{rng.integers(40, 200)}"
        rows.append(f"{area},{i % 5 + 1},{['Bonn', 'Köln', 'Trier'][i % 3]},{1950 + i},{rng.integers(100, 900) * 1000}")
    (DATA / "houses.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    people = ["PassengerId,Survived,Pclass,Name,Sex,Age,Fare,Embarked"]
    for i in range(50):
        people.append(f'{i + 1},{int(rng.integers(0, 2))},{i % 3 + 1},"Doe, No. {i}",{["male", "female"][i % 2]},{"" if i % 7 == 0 else round(float(rng.uniform(1, 80)), 1)},{round(float(rng.uniform(5, 90)), 4)},{["S", "C", "Q", ""][i % 4]}')
    (DATA / "titanic.csv").write_text("\n".join(people) + "\n")


def make_reviews():
    texts = {"neg": ["A bad, bad film.<br />Never again!", "Worse than a cold: the plot is thin", "bad acting and a thin plot"], "pos": ["A good film!", "Good acting, good plot; again and again", "It's the best film of the year"]}
    for name, all in texts.items():
        folder = DATA / "reviews" / name
        folder.mkdir(parents=True, exist_ok=True)
        for i, text in enumerate(all):
            (folder / f"{i}.txt").write_text(text)


def make_headlines():
    words = "old man town river bans cat after long fight over small fish".split()
    rows = [{"article_link": f"https://example.org/{i}", "headline": " ".join(words[(i * j) % 12] for j in range(1, 4 + i % 5)), "is_sarcastic": i % 3 % 2} for i in range(12)]
    (DATA / "headlines.json").write_text(json.dumps(rows, indent=1) + "\n")


def described(array, random):
    # As Keras takes structures apart: dictionaries by their sorted keys.
    if isinstance(array, dict):
        return [described(array[key], random) for key in sorted(array)]
    if isinstance(array, (list, tuple)) and hasattr(array[0], "shape"):
        return [described(one, random) for one in array]
    if hasattr(array, "to_numpy"):
        array = array.to_numpy()
    array = np.asarray(array)
    facts = {"shape": list(array.shape), "type": str(array.dtype)}
    if not random:
        # A hash would be of the last bit; weights tell the places apart.
        flat = array.astype("float64").ravel()
        facts["sum"] = float(flat.sum())
        facts["weighted"] = float((flat * (np.arange(flat.size) % 97)).sum())
        facts["first"] = [float(one) for one in flat[:6]]
    return facts


def main():
    make_reviews()
    make_headlines()
    if not sys.argv[1:]:
        make_data()
    import keras

    fits = []

    def arrays(data, y, random, steps=None):
        if isinstance(data, tuple) and y is None and len(data) == 2:
            data, y = data
        if hasattr(data, "__getitem__") and hasattr(data, "num_batches"):
            batches = [data[i] for i in range(len(data))]
            data, y = (np.concatenate([batch[place] for batch in batches]) for place in (0, 1))
        if inspect.isgenerator(data):
            batches = list(itertools.islice(data, steps))
            data, y = (np.concatenate([batch[place] for batch in batches]) for place in (0, 1))
        if hasattr(data, "unbatch"):
            items = list(data.unbatch().as_numpy_iterator())
            stack = lambda place: {key: np.stack([item[place][key] for item in items]) for key in items[0][place]} if isinstance(items[0][place], dict) else np.stack([item[place] for item in items])
            data, y = stack(0), stack(1)
        return {"x": described(data, random), "y": described(y, random)}

    def fit(self, x=None, y=None, *args, validation_data=None, **kwargs):
        found = arrays(x, y, fit.random, kwargs.get("steps_per_epoch"))
        if validation_data is not None:
            found["validation"] = arrays(validation_data, None, fit.random)
        fits.append(found)
        return type("History", (), {"history": {}})()

    keras.Model.fit = fit
    keras.Sequential.fit = fit

    def get_file(fname=None, origin=None, cache_subdir="datasets", **kwargs):
        return str(HOME / cache_subdir / fname)

    keras.utils.get_file = get_file

    def load_cifar():
        """What Keras does, which knows batches of 10,000 pictures alone."""
        with tarfile.open(HOME / "datasets/cifar-10-batches-py.tar.gz") as tar:
            read = lambda name: pickle.load(tar.extractfile(f"cifar-10-batches-py/{name}"), encoding="bytes")
            train, test = [read(f"data_batch_{i}") for i in range(1, 6)], read("test_batch")
        pictures = lambda data: data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        labels = lambda data: np.array(data, dtype="uint8").reshape(-1, 1)
        x = np.concatenate([batch[b"data"] for batch in train])
        y = sum((batch[b"labels"] for batch in train), [])
        return (pictures(x), labels(y)), (pictures(test[b"data"]), labels(test[b"labels"]))

    keras.datasets.cifar10.load_data = load_cifar
    for name in ["mnist", "fashion_mnist", "imdb", "reuters", "boston_housing"]:
        module = sys.modules[f"keras.src.datasets.{name}"]
        module.get_file = get_file
    # Keras 3 has put away what these modules held.
    from keras.src.legacy.preprocessing import sequence, text

    sequence.pad_sequences = keras.utils.pad_sequences
    sys.modules["keras.preprocessing.sequence"] = sequence
    sys.modules["keras.preprocessing.text"] = text
    os.chdir(FOLDER)
    expected = {}
    only = sys.argv[1:]
    if only:
        expected = json.loads((FOLDER / "expected.json").read_text())
    for path in sorted(FOLDER.glob("*.py")):
        if only and path.stem not in only:
            continue
        text = path.read_text()
        fits.clear()
        fit.random = text.startswith("# random")
        exec(compile(text, path.name, "exec"), {"__name__": "__main__"})
        expected[path.name] = list(fits)
        print(path.name, len(fits))
    expected = dict(sorted(expected.items()))
    (FOLDER / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
