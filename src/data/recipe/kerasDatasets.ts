/** Reads the data sets of `keras.datasets` from the files in which they come, as `load_data()` gives them. */
import { piecesOf, readWhole } from "../../base/files";
import { showCount } from "../../base/figures";
import { unpacked } from "../../base/gzip";
import { readNpy, NPY_HEADER_BYTES } from "../../base/npy";
import type { NumberArray } from "../../base/numbers";
import { pickledArray, readPickle, type Pickled } from "../../base/pickle";
import { untar } from "../../base/tar";
import { about, Trouble } from "../../base/trouble";
import { openZip, type Member } from "../../base/zip";
import type { Settings } from "../../model/recipe";
import { readIdx } from "../arrays/idxFile";
import { DEFAULT_MEMORY_BYTES } from "../limits";
import { howToGet, kerasSets } from "./kerasSets";
import { isSet, numberIn, textIn, wholeIn, type Context, type Operation } from "./operation";
import { RandomState } from "./randomState";
import { rowsAt } from "./selecting";
import { converted, numbers, type Bundle, type Lists, type Numbers, type Rows, type Value } from "./value";

/** The whole of a set, unless it comes in two parts. */
interface Pair {
  readonly x: Rows;
  readonly y: Rows;
}
type Parts = Readonly<Record<"x_train" | "y_train" | "x_test" | "y_test", Value>>;

const bundle = (read: () => Promise<Parts>): Bundle => {
  let reading: Promise<Parts> | undefined;
  return {
    kind: "bundle",
    async get(name) {
      const parts = await (reading ??= read());
      const found = Object.hasOwn(parts, name) ? parts[name as keyof Parts] : undefined;
      if (!found) throw new Trouble(`There is no ${name} in a data set of Keras.`);
      return found;
    },
  };
};

/** Where a set lies: as the recipe says, else in Keras's own folder. */
async function placeOf(name: string, settings: Settings, { tools }: Context): Promise<string> {
  if (typeof settings["path"] === "string") return settings["path"];
  const folder = tools.kerasFolder;
  if (folder !== undefined)
    for (const place of kerasSets[name]?.places ?? []) {
      const path = `${folder}/datasets/${place}`;
      if ((await tools.files.kind(path)) !== undefined) return path;
    }
  throw new Trouble(howToGet(name, isSet(settings, "published")));
}

const kerasDataset: Operation = {
  name: "keras_dataset",
  async run({ settings, context }) {
    const name = textIn(settings, "name");
    if (!Object.hasOwn(kerasSets, name)) throw new Trouble(`keras.datasets.${name} is not known.`);
    const path = await placeOf(name, settings, context);
    context.tell(`Reading ${name}`);
    return bundle(() => about(path, () => readSet(name, path, settings, context)));
  },
};

async function readSet(name: string, path: string, settings: Settings, context: Context): Promise<Parts> {
  if (name === "fashion_mnist") return fashion(path, context);
  if (name === "cifar10" || name === "cifar100") return cifar(name, path, settings, context);
  const arrays = archiveOf(path, context);
  const state = new RandomState(wholeIn(settings, "seed") ?? 113);
  if (name === "imdb") {
    const train = words(shuffled({ x: await arrays("x_train"), y: await arrays("y_train") }, state), settings);
    const test = words(shuffled({ x: await arrays("x_test"), y: await arrays("y_test") }, state), settings);
    return parts(train, test);
  }
  if (name === "mnist")
    return {
      x_train: await arrays("x_train"),
      y_train: await arrays("y_train"),
      x_test: await arrays("x_test"),
      y_test: await arrays("y_test"),
    };
  const all = shuffled({ x: await arrays("x"), y: await arrays("y") }, state);
  const small = name === "california_housing" && settings["version"] === "small";
  const whole = name === "reuters" ? words(all, settings) : small ? cut(all, 0, 600) : all;
  const count = whole.x.shape[0]!;
  const at = Math.trunc(count * (1 - (numberIn(settings, "test_split") ?? 0.2)));
  return parts(cut(whole, 0, at), cut(whole, at, count));
}

const parts = (train: Pair, test: Pair): Parts => ({
  x_train: train.x,
  y_train: train.y,
  x_test: test.x,
  y_test: test.y,
});

function cut({ x, y }: Pair, start: number, stop: number): Pair {
  const places = Float64Array.from({ length: Math.max(0, stop - start) }, (_, i) => start + i);
  return { x: rowsAt(x, places), y: rowsAt(y, places) };
}

/** These sets are shuffled when they are loaded. */
function shuffled({ x, y }: Pair, state: RandomState): Pair {
  const order = state.permutation(x.shape[0]!);
  return { x: rowsAt(x, order), y: rowsAt(y, order) };
}

/** The arrays of an archive, those of lists among them. */
function archiveOf(path: string, { tools }: Context): (name: string) => Promise<Rows> {
  const limit = tools.memoryBytes ?? DEFAULT_MEMORY_BYTES;
  const read = <T>(work: (members: ReadonlyMap<string, Member>) => Promise<T>): Promise<T> =>
    tools.files.withFile(path, async (file) => work(await openZip(file)));
  return (name) =>
    read(async (members) => {
      const member = members.get(`${name}.npy`);
      if (!member)
        throw new Trouble(`There is no array ${name} in it; there are ${[...members.keys()].slice(0, 10).join(", ")}.`);
      if (member.size > limit) throw new Trouble(`${name} is too large.`);
      const bytes = await member.read();
      return isObjects(bytes) ? listsIn(bytes) : { kind: "numbers", ...readNpy(bytes) };
    });
}

const headerText = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, Math.min(bytes.length, NPY_HEADER_BYTES, 200)), (byte) =>
    String.fromCharCode(byte),
  ).join("");
const isObjects = (bytes: Uint8Array): boolean => /'descr':\s*'\|O'/.test(headerText(bytes));

/** An array of lists of numbers, which NumPy keeps as a pickle behind its header. */
export function listsIn(bytes: Uint8Array): Lists {
  const major = bytes[6]!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = major === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (start > bytes.length) throw new Trouble("The array is cut off.");
  const items = pickledArray(readPickle(bytes.subarray(start)));
  if (!Array.isArray(items)) throw new Trouble("The array holds Python objects (pickle) that are no lists of numbers.");
  const lists = (items as readonly Pickled[]).map((item, i) => {
    const numbers = Array.isArray(item) ? item : (pickledArray(item) as NumberArray | undefined)?.data;
    if (!numbers || Array.from(numbers as ArrayLike<unknown>).some((one) => typeof one !== "number"))
      throw new Trouble(`Place ${showCount(i)} of the array holds Python objects (pickle) other than numbers.`);
    return Int32Array.from(numbers as ArrayLike<number>);
  });
  return { kind: "lists", shape: [lists.length], data: lists };
}

/** Lists of words as `load_data(num_words=…)` gives them: the frequent ones, with marks for the start and for what is left out. */
function words({ x, y }: Pair, settings: Settings): Pair {
  if (x.kind !== "lists") throw new Trouble("The reviews are not lists of words.");
  const start = settings["start_char"] === null ? undefined : (wholeIn(settings, "start_char") ?? 1);
  const from = wholeIn(settings, "index_from") ?? 3;
  const longest = wholeIn(settings, "maxlen");
  const limit = wholeIn(settings, "num_words") ?? Infinity;
  const skip = wholeIn(settings, "skip_top") ?? 0;
  const other = settings["oov_char"] === null ? undefined : (wholeIn(settings, "oov_char") ?? 2);
  const made = x.data.map((list) => {
    const shifted = Array.from(list, (word) => (start === undefined && from === 0 ? word : word + from));
    return start === undefined ? shifted : [start, ...shifted];
  });
  const kept = [...made.keys()].filter((i) => longest === undefined || made[i]!.length < longest);
  if (kept.length === 0) throw new Trouble(`No review is shorter than maxlen=${longest!}.`);
  const data = kept.map((i) => {
    const list = made[i]!;
    const fits = (word: number): boolean => skip <= word && word < limit;
    return Int32Array.from(other === undefined ? list.filter(fits) : list.map((word) => (fits(word) ? word : other)));
  });
  return { x: { kind: "lists", shape: [data.length], data }, y: rowsAt(y, Float64Array.from(kept)) };
}

async function fashion(folder: string, { tools }: Context): Promise<Parts> {
  const read = async (name: string): Promise<Numbers> => {
    for (const end of [".gz", ""]) {
      const path = `${folder}/${name}${end}`;
      if ((await tools.files.kind(path)) !== undefined)
        return { kind: "numbers", ...(await readIdx(path, tools)).array };
    }
    throw new Trouble(`${name}.gz is not in the folder.`);
  };
  return {
    x_train: await read("train-images-idx3-ubyte"),
    y_train: await read("train-labels-idx1-ubyte"),
    x_test: await read("t10k-images-idx3-ubyte"),
    y_test: await read("t10k-labels-idx1-ubyte"),
  };
}

/** Batches of pictures, red, green and blue one after the other, in pickles: in a folder, or in the archive as it is downloaded. */
async function cifar(name: string, path: string, settings: Settings, { tools }: Context): Promise<Parts> {
  const ten = name === "cifar10";
  const files = ten
    ? ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"]
    : ["train", "test"];
  const limit = tools.memoryBytes ?? DEFAULT_MEMORY_BYTES;
  const found = new Map<string, Uint8Array>();
  if ((await tools.files.kind(path)) === "folder")
    for (const file of files)
      found.set(
        file,
        await tools.files.withFile(`${path}/${file}`, async (open) => new Uint8Array(await readWhole(open, limit))),
      );
  else
    await tools.files.withFile(path, async (file) => {
      const base = (one: string): string => one.slice(one.lastIndexOf("/") + 1);
      for await (const member of untar(unpacked(piecesOf(file)), (one) => files.includes(base(one)), limit))
        found.set(base(member.name), member.bytes);
    });
  const labels = ten ? "labels" : settings["label_mode"] === "coarse" ? "coarse_labels" : "fine_labels";
  const read = (file: string): { pictures: Numbers; labels: readonly number[] } => {
    const bytes = found.get(file);
    if (!bytes) throw new Trouble(`“${file}” is not in it.`);
    return batchOf(readPickle(bytes), labels);
  };
  const [test, train] = [read(files.at(-1)!), files.slice(0, -1).map(read)];
  const together = (all: readonly ReturnType<typeof read>[]): readonly [Value, Value] => {
    const count = all.reduce((sum, one) => sum + one.labels.length, 0);
    const pictures = new Uint8Array(count * 3072);
    let at = 0;
    for (const one of all) {
      pictures.set(one.pictures.data, at);
      at += one.pictures.data.length;
    }
    const y = numbers("int64", [count, 1], Float64Array.from(all.flatMap((one) => one.labels)));
    return [numbers("uint8", [count, 32, 32, 3], pictures), ten ? converted(y, "uint8") : y];
  };
  const [[xTrain, yTrain], [xTest, yTest]] = [together(train), together([test])];
  return { x_train: xTrain, y_train: yTrain, x_test: xTest, y_test: yTest };
}

function batchOf(value: Pickled, labels: string): { pictures: Numbers; labels: readonly number[] } {
  const [data, own] = value instanceof Map ? [pickledArray(value.get("data")), value.get(labels)] : [];
  if (!data || !("shape" in data) || data.shape[1] !== 3072 || !Array.isArray(own) || own.length !== data.shape[0])
    throw new Trouble("This is no batch of CIFAR's pictures.");
  const pictures = new Uint8Array(data.data.length);
  for (let start = 0; start < pictures.length; start += 3072)
    for (let i = 0; i < 1024; i++)
      for (let channel = 0; channel < 3; channel++)
        pictures[start + i * 3 + channel] = data.data[start + channel * 1024 + i]!;
  return { pictures: numbers("uint8", [data.shape[0], 32, 32, 3], pictures), labels: own.map(Number) };
}

export const kerasDatasets: readonly Operation[] = [kerasDataset];
