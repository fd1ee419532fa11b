/** Files of recipes that nobody vouches for: pickles that would run code, archives that lie, data sets that are not there. */
import { expect, test } from "vitest";
import { pickledArray, readPickle } from "../../src/base/pickle";
import { untar } from "../../src/base/tar";
import { follow } from "../../src/data/recipe/follow";
import { Trouble } from "../../src/base/trouble";
import type { RecipeStep } from "../../src/model/recipe";
import { memoryFiles } from "../support/files";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

async function* whole(data: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(data);
}

const results = (steps: readonly RecipeStep[], files: Readonly<Record<string, Uint8Array>> = {}) =>
  follow({ steps, x: [steps.length - 1], y: [] }, [steps.length - 1], {
    tools: { files: memoryFiles(files), kerasFolder: "/home/.keras" },
    tell: () => undefined,
    note: () => undefined,
    seed: 0,
  });
const dataset = (name: string): RecipeStep => ({ does: "keras_dataset", of: [], settings: { name } });
const pick = (name: string): RecipeStep => ({ does: "pick", of: [0], settings: { name } });

test("a pickle that would call a function is data like any other", () => {
  // os.system("touch /tmp/canary")
  const made = readPickle(bytes("cos\nsystem\n(S'touch /tmp/canary'\ntR."));
  expect(made).toEqual({ called: "os.system", args: ["touch /tmp/canary"] });
  expect(pickledArray(made)).toBeUndefined();
});

test("lists, dictionaries and numbers of a pickle are read", () => {
  // pickle.dumps({"a": [1, 2.5, -3], "b": (True, None)}, protocol=2)
  const made = readPickle(
    bytes(
      "\x80\x02}q\x00(X\x01\x00\x00\x00aq\x01]q\x02(K\x01G@\x04\x00\x00\x00\x00\x00\x00J\xfd\xff\xff\xffeX\x01\x00\x00\x00bq\x03\x88N\x86q\x04u.",
    ),
  );
  expect(made).toEqual(
    new Map<string, unknown>([
      ["a", [1, 2.5, -3]],
      ["b", [true, null]],
    ]),
  );
});

test.each([
  ["nothing", ""],
  ["a stack that is empty", "a."],
  ["a mark alone", "(."],
  ["a text beyond the end", "X\xff\xff\xff\x7fab."],
  ["an unknown code", "\xfe."],
  ["a memory that is not there", "h\x05."],
])("a damaged pickle is refused: %s", (_, text) => {
  expect(() => readPickle(bytes(text))).toThrow(Trouble);
});

test("what is no tar archive is refused", async () => {
  const read = async (data: Uint8Array): Promise<void> => {
    for await (const _ of untar(whole(data), () => true, 1e6)) expect(_).toBeDefined();
  };
  await expect(read(new Uint8Array(512).fill(65))).rejects.toThrow("no tar archive");
  await expect(read(new Uint8Array(512))).resolves.toBeUndefined();
});

test("a data set that is not there is told with what to download", async () => {
  await expect(results([dataset("mnist"), pick("x_train")])).rejects.toThrow(
    "keras.datasets.mnist is not on this machine. Download https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz (11 MB) to ~/.keras/datasets/mnist.npz",
  );
});

test.each([
  ["a step that is not known", [{ does: "run", of: [], settings: {} }], "not known here"],
  ["a step that takes a later one", [{ does: "negative", of: [0], settings: {} }], "takes a later one"],
  ["an element outside of a function", [{ does: "element", of: [], settings: { place: 0 } }], "not there"],
  ["too large an array", [{ does: "full", of: [], settings: { shape: [100000, 100000], value: 0 } }], "the limit is"],
  ["a file that is not there", [{ does: "load", of: [], settings: { path: "gone.npy" } }], "no such file"],
] as const)("%s is refused", async (_, steps, message) => {
  await expect(results(steps)).rejects.toThrow(message);
});

test("the houses of scikit-learn are read from the archive as it was published", async () => {
  const row = (i: number): string => [-122 - i, 37, 40, 880 + i, 129, 322, 126, 8.3252, 452600].join(",");
  const text = Array.from({ length: 20_640 }, (_, i) => row(i)).join("\n");
  const step: RecipeStep = { does: "sklearn_set", of: [], settings: { name: "california_housing" } };
  const steps = [step, { does: "pick", of: [0], settings: { name: "data" } }];
  const context = {
    tools: { files: memoryFiles({ "data/cal_housing.data": bytes(text) }), sklearnFolder: "data" },
    tell: () => undefined,
    note: () => undefined,
    seed: 0,
  };
  const [made] = await follow({ steps, x: [1], y: [] }, [1], context);
  if (made?.kind !== "numbers") throw new Error("no numbers");
  expect(made.shape).toEqual([20_640, 8]);
  // as fetch_california_housing().data[1] would be
  expect([...made.data.slice(8, 16)]).toEqual([8.3252, 40, 881 / 126, 129 / 126, 322, 322 / 126, 37, -123]);
  await expect(results([step, pick("data")])).rejects.toThrow(
    "Download https://ndownloader.figshare.com/files/5976036",
  );
});
