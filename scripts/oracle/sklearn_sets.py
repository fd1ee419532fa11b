"""Writes src/data/recipe/sklearnSets.generated.ts: the small data sets that scikit-learn brings along, packed.

Each is the text of its table (features, then the target) as gzip in base64. Run with a Python that has scikit-learn: python scripts/oracle/sklearn_sets.py
"""

import base64
import gzip
import pathlib

import numpy as np
from sklearn import datasets

OUT = pathlib.Path(__file__).parents[2] / "src/data/recipe/sklearnSets.generated.ts"

HEAD = """/**
 * The small data sets of scikit-learn, packed by scripts/oracle/sklearn_sets.py: rows of features and the target, as gzip in base64.
 *
 * Iris (R. A. Fisher, 1936), wine (S. Aeberhard, M. Forina), breast cancer (W. Wolberg, N. Street, O. Mangasarian) and digits (E. Alpaydin,
 * C. Kaynak) are from the UCI Machine Learning Repository, CC BY 4.0; diabetes is from B. Efron, T. Hastie, I. Johnstone and R. Tibshirani,
 * "Least Angle Regression", 2004. The tables as scikit-learn packages them: BSD 3-Clause, Copyright (c) 2007-2026 The scikit-learn developers.
 */
export const sklearnSets: Readonly<Record<string, string>> = {
"""


def main():
    lines = []
    for name in ["iris", "wine", "breast_cancer", "digits", "diabetes"]:
        options = {"scaled": False} if name == "diabetes" else {}
        x, y = getattr(datasets, f"load_{name}")(return_X_y=True, **options)
        show = lambda value: repr(int(value)) if value == int(value) else repr(float(value))
        text = "\n".join(",".join(map(show, row)) for row in np.column_stack([x, y]))
        packed = base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()
        lines.append(f'  {name}:\n    "{packed}",\n')
    OUT.write_text(HEAD + "".join(lines) + "};\n")


if __name__ == "__main__":
    main()
