import { describe, expect, test } from "vitest";
import { writeNpz } from "../../src/base/npz";
import type { NumberData } from "../../src/base/numbers";
import { openData } from "../../src/data";
import type { Dataset, TargetForm, Wish } from "../../src/data/dataset";
import { fitToModel, Unfit } from "../../src/data/fit";
import { splitValidation } from "../../src/data/split";
import type { Shape } from "../../src/model/shape";
import { testCodecs } from "../support/codecs";
import { memoryFiles } from "../support/files";
import { rowsOf } from "../support/data";

type ArrayOf = readonly [shape: readonly number[], data: NumberData];

async function data(x: ArrayOf, y: ArrayOf, wish?: Wish): Promise<Dataset> {
  const arrays = Object.entries({ x, y }).map(([name, [shape, data]]) => [name, { shape, data }] as const);
  const files = memoryFiles({ "d.npz": await writeNpz(arrays) });
  return openData({ source: "d.npz", scale: true }, { files, codecs: testCodecs() }, wish);
}

const bytes = (...shape: number[]): ArrayOf => [
  shape,
  Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i * 7) % 256),
];
const classes = (...labels: number[]): ArrayOf => [[labels.length], Uint8Array.from(labels)];

function fitted(data: Dataset, input: Shape, output: Shape, targets: TargetForm): Dataset {
  const result = fitToModel(data, { input: [null, ...input], output: [null, ...output], targets });
  if (result instanceof Unfit) throw new Error(result.message);
  return result;
}
function unfit(data: Dataset, input: Shape, output: Shape, targets: TargetForm): string {
  const result = fitToModel(data, { input: [null, ...input], output: [null, ...output], targets });
  return result instanceof Unfit ? result.message : "it fits";
}

describe("inputs", () => {
  test("that are as the model takes them stay as they are", async () => {
    const digits = await data(bytes(2, 8, 8), classes(0, 1));
    expect(fitted(digits, [8, 8], [2], "index")).toBe(digits);
    expect(fitted(digits, [null, null], [2], "index")).toBe(digits);
    expect(fitted(digits, [{ unknown: "why" }, 8], [2], "index")).toBe(digits);
  });

  test("are read in another shape of the same size", async () => {
    const digits = await data(bytes(2, 8, 8), classes(0, 1));
    const channel = fitted(digits, [8, 8, 1], [2], "index");
    expect([channel.input.shape, channel.input.image, channel.warnings()]).toEqual([[8, 8, 1], true, []]);
    const flat = fitted(digits, [64], [2], "index");
    expect([flat.input.shape, flat.input.image, flat.warnings()]).toEqual([
      [64],
      false,
      ["Samples of (8, 8) are read as (64,)."],
    ]);
    expect((await rowsOf(flat)).inputs).toEqual((await rowsOf(digits)).inputs);
    const back = fitted(await data(bytes(2, 64), classes(0, 1)), [8, 8, 1], [2], "index");
    expect(back.input.shape).toEqual([8, 8, 1]);
  });

  test("that are images are resized, and their colours changed", async () => {
    const grey = await data(bytes(2, 8, 8), classes(0, 1));
    const colour = fitted(grey, [4, 6, 3], [2], "index");
    expect([colour.input.shape, colour.warnings()]).toEqual([[4, 6, 3], ["Images of 8×8 are brought to 4×6×3."]]);
    const { inputs } = await rowsOf(colour);
    expect(inputs[0]!.length).toBe(72);
    expect(inputs[0]!.every((value, i) => value === inputs[0]![i - (i % 3)])).toBe(true);
    const red: ArrayOf = [[1, 2, 2, 3], Uint8Array.of(255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0)];
    expect((await rowsOf(fitted(await data(red, classes(0)), [2, 2, 1], [2], "index"))).inputs).toEqual([
      [76, 76, 150, 150],
    ]);
    const opaque = await data(bytes(2, 4, 4, 4), classes(0, 1));
    expect(fitted(opaque, [4, 4, 3], [2], "index").input.shape).toEqual([4, 4, 3]);
    const floats = await data([[1, 2, 2, 1], Float32Array.of(0, 1, 0, 1)], classes(0));
    expect((await rowsOf(fitted(floats, [1, 1, 1], [2], "index"))).inputs).toEqual([[0.5]]);
    expect(fitted(grey, [null, null, 3], [2], "index").input.shape).toEqual([8, 8, 3]);
  });

  test("and their validation part are changed alike", async () => {
    const both = splitValidation(await data(bytes(4, 8, 8), classes(0, 1, 0, 1)), 0.5);
    const { validation } = fitted(both, [4, 4, 1], [2], "one-hot");
    const read = await rowsOf({ ...both, input: { ...both.input, shape: [4, 4, 1] }, targetSize: 2 }, validation);
    expect([read.inputs[0]!.length, read.targets]).toEqual([
      16,
      [
        [1, 0],
        [0, 1],
      ],
    ]);
  });

  test("that do not suit are refused with a reason", async () => {
    const table = await data([[2, 31], new Float32Array(62)], classes(0, 1));
    expect(unfit(table, [30], [2], "index")).toBe(
      "The model takes (None, 30), the data are samples of (31,): make the model's input (31,), or choose other columns.",
    );
    const digits = await data(bytes(2, 8, 8), classes(0, 1));
    expect(unfit(digits, [100], [2], "index")).toBe(
      "The model takes (None, 100), the data are images of (8, 8): make the model's input (8, 8) and begin with Flatten.",
    );
    expect(unfit(table, [4, 4, 3], [2], "index")).toBe(
      "The model takes (None, 4, 4, 3), the data are samples of (31,): make the model's input (31,).",
    );
    const channelsFirst = await data([[1, 3, 8, 8], new Float32Array(192)], classes(0));
    expect(unfit(channelsFirst, [8, 8, 3], [2], "index")).toBe(
      "The model takes (None, 8, 8, 3), the data are samples of (3, 8, 8): their axes are in another order, so transpose the data.",
    );
    expect(unfit(digits, [{ unknown: "x_train is loaded at run time" }], [2], "index")).toBe(
      "The model takes (None, ?), the data are images of (8, 8) (x_train is loaded at run time): make the model's input (8, 8) and begin with Flatten.",
    );
  });
});

describe("targets", () => {
  const x = bytes(3, 2);
  const targets = async (y: ArrayOf, output: Shape, form: TargetForm, wish: Wish = {}) =>
    (await rowsOf(fitted(await data(x, y, wish), [2], output, form))).targets;

  test("take the form that the loss wants", async () => {
    expect(await targets(classes(2, 0, 1), [3], "index")).toEqual([[2], [0], [1]]);
    expect(await targets(classes(2, 0, 1), [3], "one-hot")).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(await targets(classes(1, 0, 1), [1], "binary")).toEqual([[1], [0], [1]]);
    expect(await targets(classes(1, 0, 1), [2], "binary")).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    expect(await targets(classes(1, 2, 1), [1], "values")).toEqual([[1], [2], [1]]);
    expect(await targets(classes(1, 0, 1), [2], "values")).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    expect(await targets(classes(0, 1, 2), [5], "index")).toEqual([[0], [1], [2]]);
    expect(await targets([[3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)], [2], "values")).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(await targets([[3, 2], Float32Array.of(0.5, 0.5, 0.9, 0.1, 0, 1)], [2], "one-hot")).toEqual([
      [0.5, 0.5],
      [Math.fround(0.9), Math.fround(0.1)],
      [0, 1],
    ]);
  });

  test("are class numbers for each place where the output has places", async () => {
    const maps: ArrayOf = [[3, 2, 2], Uint8Array.from({ length: 12 }, (_, i) => i % 3)];
    const fine = fitted(await data(x, maps, { targets: "index" }), [2], [2, 2, 3], "index");
    expect((await rowsOf(fine)).targets[0]).toEqual([0, 1, 2, 0]);
  });

  const why = async (y: ArrayOf, output: Shape, form: TargetForm) => unfit(await data(x, y), [2], output, form);
  const three = classes(0, 1, 2);
  const half: ArrayOf = [[3], Float32Array.of(0.5, 1, 2)];
  const refusals: readonly [what: string, y: ArrayOf, output: Shape, form: TargetForm, message: string][] = [
    [
      "too few outputs",
      three,
      [2],
      "index",
      "The data have 3 classes, the model's output (None, 2) tells 2 apart: give its last layer 3 units.",
    ],
    [
      "too few outputs, one-hot",
      three,
      [2],
      "one-hot",
      "The data have 3 classes, the model's output is (None, 2): give its last layer 3 units.",
    ],
    [
      "one output for three classes",
      three,
      [1],
      "binary",
      "The data have 3 classes, and a binary loss with an output of (None, 1) does not tell them apart: give the last layer 3 units with softmax, and use sparse_categorical_crossentropy.",
    ],
    [
      "values for a loss of classes",
      half,
      [3],
      "index",
      "The loss wants class numbers, and the target holds numbers that are none: use a loss for values, such as mse.",
    ],
    [
      "one value for two outputs",
      half,
      [2],
      "values",
      "The target is 1 number for each sample, the model's output (None, 2): make them the same.",
    ],
  ];
  test.each(refusals)("%s: refused with a reason", async (_, y, output, form, message) => {
    expect(await why(y, output, form)).toBe(message);
  });

  test("that are names are no values", async () => {
    const files = memoryFiles({ "t.csv": "a,y\n1,cat\n2,dog\n3,cow\n" });
    const names = await openData({ source: "t.csv", scale: true }, { files }, { targets: "values" });
    expect(unfit(names, [1], [1], "values")).toBe(
      "The target is 3 classes (cat, cow, dog), not numbers: use a loss for classes, such as sparse_categorical_crossentropy with 3 units in the last layer.",
    );
  });
});
