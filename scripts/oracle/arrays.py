"""Writes test/fixtures/data/arrays.npz and arrays.json: one small array for each type, byte order and memory order, by NumPy itself.

    python scripts/oracle/arrays.py
"""

import io
import json
import pathlib
import zipfile

import numpy as np

here = pathlib.Path(__file__).resolve().parents[2] / "test" / "fixtures" / "data"
types = ["b1", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]
numbers = np.array([[0, 1, -1, 2.5], [-7, 100, 0.125, 3], [127, 64, -128, 5]])

arrays, expected = {}, {}
for code in types:
    for order in "<>" if code[1] != "1" else "|":
        for fortran in (False, True):
            values = numbers if code[0] in "fi" else abs(numbers)
            array = np.array(values.astype(order + code), order="F" if fortran else "C")
            name = f"{code} {'big' if order == '>' else 'little'} {'fortran' if fortran else 'c'}"
            arrays[name] = array
            expected[name] = {"shape": array.shape, "values": array.astype("f8").ravel().tolist()}
for name, array in {
    "scalar": np.float32(2.5),
    "empty": np.zeros((0, 3), "f4"),
    "cube": np.asfortranarray(np.arange(24, dtype="i2").reshape(2, 3, 4)),
    "halves": np.array([65504, 6e-8, -0.0, np.inf, -np.inf, 0.1], "f2"),
}.items():
    arrays[name] = np.asarray(array)
    expected[name] = {
        "shape": arrays[name].shape,
        "values": [str(value) for value in arrays[name].astype("f8").ravel()],
    }

np.savez_compressed(here / "arrays.npz", **arrays)
# Whole files as NumPy writes them, to be equal byte for byte to ours.
files = {}
for name, array in {
    "vector": np.array([1, 2.5, -3], "<f4"),
    "matrix": np.arange(6, dtype="<f8").reshape(2, 3),
    "bytes": np.arange(5, dtype="u1"),
    "scalar": np.array(7, "<i4"),
    "empty": np.zeros((0,), "<i2"),
}.items():
    file = io.BytesIO()
    np.save(file, array)
    files[name] = file.getvalue().hex()
(here / "arrays.json").write_text(json.dumps({"arrays": expected, "files": files}, indent=1) + "\n")
print(len(arrays), "arrays,", (here / "arrays.npz").stat().st_size, "bytes;", len(zipfile.ZipFile(here / "arrays.npz").namelist()))
