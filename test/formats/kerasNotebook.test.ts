import { describe, expect, test } from "vitest";
import { Refusal } from "../../src/formats/format";
import { kerasNotebook } from "../../src/formats/kerasNotebook";
import type { GraphEdit } from "../../src/model/edit";
import { applied } from "../support/editCases";
import { format as python } from "../support/reader";

const format = kerasNotebook(python);

type Cell = readonly [kind: "code" | "markdown", source: string | readonly string[]];
const notebook = (cells: readonly Cell[]): string =>
  JSON.stringify(
    {
      cells: cells.map(([cell_type, source]) => ({
        cell_type,
        metadata: {},
        source,
        ...(cell_type === "code" && { outputs: [{ text: ['a \\ \u00e4 "quoted"\n'] }], execution_count: 1 }),
      })),
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  );
const code = (...lines: readonly string[]): Cell => [
  "code",
  lines.map((line, i) => (i < lines.length - 1 ? `${line}\n` : line)),
];

/** The cells' text after an edit; a line is an element of the list, as notebooks have it. */
function edited(text: string, edits: readonly GraphEdit[]): unknown {
  const result = format.edit({ name: "n.ipynb", text }, "model", edits);
  if (result instanceof Refusal) throw new Error(result.reason);
  const { cells } = JSON.parse(applied(text, result)) as { cells: { source: string | string[] }[] };
  return cells.map(({ source }) => source);
}

const read = (text: string) => format.read({ name: "n.ipynb", text });

const plain = notebook([
  ["markdown", "# A model"],
  code("%matplotlib inline", "!pip install keras", "import keras", "from keras import layers"),
  code("model = keras.Sequential()", 'model.add(keras.Input((8,)))  # \u00e4 "first"'),
  code("model.add(layers.Dense(4))", "model.add(layers.Dropout(0.5))", "model.summary()"),
]);

describe("a notebook", () => {
  test("is read cell after cell, and places lie in the file", () => {
    const { models, problems } = read(plain);
    expect(problems).toEqual([]);
    const [model] = models;
    expect(model?.nodes.map(({ type }) => type)).toEqual(["InputLayer", "Dense", "Dropout"]);
    expect(model?.nodes.map(({ span }) => plain.slice(span?.start, span?.end))).toEqual([
      "keras.Input((8,))",
      "layers.Dense(4)",
      "layers.Dropout(0.5)",
    ]);
  });
  test("with cells that are one text", () => {
    const text = notebook([
      ["code", 'import keras\nmodel = keras.Sequential([keras.layers.Dense(4, name="\u00fcber")])\n'],
    ]);
    const node = read(text).models[0]!.nodes.at(-1);
    expect(text.slice(node?.span?.start, node?.span?.end)).toBe('keras.layers.Dense(4, name=\\"\u00fcber\\")');
  });
  test("of the older form", () => {
    const text = JSON.stringify({
      nbformat: 3,
      worksheets: [
        {
          cells: [
            {
              cell_type: "code",
              language: "python",
              input: ["import keras\n", "model = keras.Sequential([keras.layers.Dense(4)])"],
            },
          ],
        },
      ],
    });
    expect(read(text).models.map(({ name }) => name)).toEqual(["model"]);
  });
  test("keeps lines for the notebook itself out of Python", () => {
    const text = notebook([
      code("%%bash", "for i in a b; do echo $i; done"),
      code("files = !ls", "import keras", "if True:", "    %time 1", "keras?"),
      code("%time model = keras.Sequential([keras.layers.Dense(len(files))])"),
    ]);
    const { models, problems } = read(text);
    expect(models.map(({ name }) => name)).toEqual(["model"]);
    expect(problems.filter(({ code: kind }) => kind === "syntax")).toEqual([]);
  });
  test("that is broken says so", () => {
    for (const text of [
      "",
      "{",
      "[]",
      "null",
      '{"cells": 3}',
      '{"cells": [{"cell_type": "code"}]}',
      plain.slice(0, 300),
    ])
      expect(read(`${text} `).models).toEqual([]);
    expect(read("keras {").problems[0]?.message).toMatch(/not JSON/);
  });
});

describe("edits of a notebook", () => {
  test("a new line is a line of the cell", () =>
    expect(
      edited(plain, [{ kind: "insertAfter", node: "dense", layer: { type: "BatchNormalization", args: {} } }]),
    ).toEqual([
      "# A model",
      ["%matplotlib inline\n", "!pip install keras\n", "import keras\n", "from keras import layers"],
      ["model = keras.Sequential()\n", 'model.add(keras.Input((8,)))  # \u00e4 "first"'],
      [
        "model.add(layers.Dense(4))\n",
        "model.add(layers.BatchNormalization())\n",
        "model.add(layers.Dropout(0.5))\n",
        "model.summary()",
      ],
    ]));
  test("a line goes as a whole", () =>
    expect((edited(plain, [{ kind: "remove", node: "dropout" }]) as string[][])[3]).toEqual([
      "model.add(layers.Dense(4))\n",
      "model.summary()",
    ]));
  test("text with quotation marks", () =>
    expect(
      (edited(plain, [{ kind: "setParam", node: "dense", param: "activation", value: "relu" }]) as string[][])[3]![0],
    ).toBe('model.add(layers.Dense(4, activation="relu"))\n'));
  test("a cell that is one text", () => {
    const text = notebook([["code", "import keras\nmodel = keras.Sequential([keras.layers.Dense(4)])\n"]]);
    expect(edited(text, [{ kind: "insertAfter", node: "dense", layer: { type: "ReLU", args: {} } }])).toEqual([
      "import keras\nmodel = keras.Sequential([keras.layers.Dense(4), keras.layers.ReLU()])\n",
    ]);
  });
});
