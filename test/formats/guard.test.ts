/** What should never be thrown loses a piece, not the file. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { infer } from "../../src/analysis/infer";
import { Refusal, type TextFormat } from "../../src/formats/format";
import { withoutThrowing } from "../../src/formats/guard";
import { layerByType } from "../../src/layers";
import { ModelObject } from "../../src/formats/kerasPython/models/model";
import { format, read } from "../support/reader";

const two = [
  "import keras",
  "a = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(2)])",
  "b = keras.Sequential([keras.Input((4,)), keras.layers.Flatten(), keras.layers.Dense(5)])",
  "",
].join("\n");

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a mistake of ours", () => {
  test("in a format becomes a problem of the file, and a refusal of an edit", () => {
    const fails = (): never => {
      throw new Error("no such thing");
    };
    const broken: TextFormat = { ...format, read: fails, edit: fails };
    const safe = withoutThrowing(broken);
    expect(safe.read({ name: "a.py", text: "" })).toMatchObject({
      models: [],
      problems: [
        {
          code: "could-not-follow",
          message: "Batchwise could not follow this file: no such thing.",
          span: { start: 0 },
        },
      ],
    });
    expect(safe.edit({ name: "a.py", text: "" }, "model", [])).toEqual(
      new Refusal("Batchwise could not follow this file: no such thing."),
    );
  });

  test("in a layer's shape loses that layer alone, with its place", () => {
    vi.spyOn(layerByType.get("Flatten")!, "shape").mockImplementation(() => {
      throw new Error("no such axis");
    });
    const { models } = read(two);
    expect(models.map(({ name }) => name)).toEqual(["a", "b"]);
    const [a, b] = models.map((graph) => infer(graph));
    expect(a!.params).toBe(23);
    expect(b!.nodes.map(({ node }) => node.type)).toEqual(["InputLayer", "Flatten", "Dense"]);
    const [problem] = b!.problems;
    expect(problem!.message).toBe("Batchwise could not follow Flatten “flatten”: no such axis.");
    expect(two.slice(problem!.span!.start, problem!.span!.end)).toBe("keras.layers.Flatten()");
  });

  test("in one model's drawing loses that model alone", () => {
    const bound = vi.spyOn(ModelObject.prototype, "settings", "get");
    bound.mockImplementationOnce(() => {
      throw new Error("no such setting");
    });
    const { models, problems } = read(two);
    expect(models.map(({ name }) => name)).toEqual(["b"]);
    expect(problems.map(({ message }) => message)).toEqual(["Batchwise could not follow this: no such setting."]);
  });
});

test("models are drawn even when the text has taken all steps", () => {
  const loops = Array.from({ length: 40 }, () => "for i in range(9000):\n    x = i * i + 1");
  const { models, problems } = read(
    ["import keras", "model = keras.Sequential([keras.layers.Dense(3)])", ...loops, ""].join("\n"),
  );
  expect(problems.filter(({ message }) => message.includes("comes after it takes too many steps"))).toHaveLength(1);
  expect(models.map(({ name, nodes }) => [name, nodes.length])).toEqual([["model", 2]]);
});
