"""What the scripts share that ask Keras for the results of many lines."""

import json


def rounded(y):
    return [round(value, 6) for value in y.ravel().tolist()]


def written(path, given, case_of, begin="[\n", end="\n]\n"):
    """Writes a line of JSON for each of what is given; what Keras cannot do is named."""
    lines = []
    for one in given:
        try:
            lines.append(json.dumps(case_of(*one) if isinstance(one, tuple) else case_of(one), ensure_ascii=False))
        except Exception as error:
            print(*(one if isinstance(one, tuple) else (one,)), str(error)[:300])
    path.write_text(begin + ",\n".join(lines) + end)
    print(len(lines), "cases,", path.stat().st_size, "bytes")
