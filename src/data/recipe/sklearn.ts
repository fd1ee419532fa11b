/** The data sets of scikit-learn: the small ones are here, the others lie where scikit-learn keeps what it has downloaded. */
import { piecesOf } from "../../base/files";
import { gathered, inflated, unpacked } from "../../base/gzip";
import { untar } from "../../base/tar";
import { about, Trouble } from "../../base/trouble";
import { textIn, type Context, type Operation } from "./operation";
import { sklearnSets } from "./sklearnSets.generated";
import { numbers, room, type Numbers, type Value } from "./value";

/** Features and targets of all samples. */
interface Whole {
  readonly data: Numbers;
  readonly target: Numbers;
}

const sklearnSet: Operation = {
  name: "sklearn_set",
  async run({ settings, context }) {
    const name = textIn(settings, "name");
    const packed = Object.hasOwn(sklearnSets, name) ? sklearnSets[name] : undefined;
    if (packed === undefined && name !== "california_housing")
      throw new Trouble(`The data set ${name} of scikit-learn is not known.`);
    const whole = packed === undefined ? await californiaHousing(context) : await bundled(name, packed);
    const parts: Readonly<Record<string, Value>> = {
      ...whole,
      images: { ...whole.data, shape: [whole.data.shape[0]!, 8, 8] },
    };
    return {
      kind: "bundle",
      get(part) {
        const found = parts[part];
        if (!found || (part === "images" && name !== "digits"))
          throw new Trouble(`There is no ${part} in the data set ${name} of scikit-learn.`);
        return Promise.resolve(found);
      },
    };
  },
};

/** Sets whose target is a measure, not a class. */
const measured: ReadonlySet<string> = new Set(["diabetes", "california_housing"]);

async function bundled(name: string, packed: string): Promise<Whole> {
  const text = new TextDecoder().decode(
    await gathered(unpacked(once(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))))),
  );
  const whole = tableOf(text, name);
  return name === "diabetes" ? { ...whole, data: unitColumns(whole.data) } : whole;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** Rows of numbers, the target last. */
function tableOf(text: string, name: string): Whole {
  const rows = text
    .trim()
    .split("\n")
    .map((line) => line.split(",").map(Number));
  const width = rows[0]!.length - 1;
  const data = room("float64", [rows.length, width]);
  rows.forEach((row, i) => {
    data.data.set(row.slice(0, width), i * width);
  });
  const target = Float64Array.from(rows, (row) => row[width]!);
  return { data, target: numbers(measured.has(name) ? "float64" : "int64", [rows.length], target) };
}

/** Each column without its mean, and of length 1: as `load_diabetes` gives them. */
function unitColumns({ data, shape }: Numbers): Numbers {
  const [rows = 0, width = 0] = shape;
  const out = room("float64", shape);
  for (let column = 0; column < width; column++) {
    let [mean, length] = [0, 0];
    for (let row = 0; row < rows; row++) mean += data[row * width + column]! / rows;
    for (let row = 0; row < rows; row++) length += (data[row * width + column]! - mean) ** 2;
    for (let at = column; at < rows * width; at += width) out.data[at] = (data[at]! - mean) / Math.sqrt(length);
  }
  return out;
}

const HOUSES = 20_640;
/** Where each of scikit-learn's columns stands in the table as it was published. */
const published = [8, 7, 2, 3, 4, 5, 6, 1, 0];

/** As scikit-learn's own file, or the archive that it downloads. */
async function californiaHousing({ tools, tell }: Context): Promise<Whole> {
  const folder = tools.sklearnFolder ?? "~/scikit_learn_data";
  const find = async (names: readonly string[]): Promise<string | undefined> => {
    for (const name of names) if ((await tools.files.kind(`${folder}/${name}`)) === "file") return `${folder}/${name}`;
    return undefined;
  };
  const [kept, archive] = [
    await find(["cal_housing_py3.pkz", "cal_housing.pkz"]),
    await find(["cal_housing.tgz", "CaliforniaHousing/cal_housing.data", "cal_housing.data"]),
  ];
  const path = kept ?? archive;
  if (path === undefined)
    throw new Trouble(
      "The houses of fetch_california_housing are not on this machine. Download https://ndownloader.figshare.com/files/5976036 (432 kB) to ~/scikit_learn_data/cal_housing.tgz.",
    );
  tell("Reading california_housing");
  return about(path, () =>
    tools.files.withFile(path, async (file) => {
      const bytes = await gathered(piecesOf(file));
      return houses(
        kept === undefined ? await publishedHouses(bytes) : joblibHouses(await gathered(inflated(once(bytes)))),
      );
    }),
  );
}

async function publishedHouses(bytes: Uint8Array): Promise<Float64Array> {
  let text: Uint8Array | undefined;
  const plain = await gathered(unpacked(once(bytes)));
  if (plain[0] === "-".charCodeAt(0)) text = plain;
  else
    for await (const member of untar(once(plain), (name) => name.endsWith("cal_housing.data"), 64e6))
      text = member.bytes;
  if (!text) throw new Trouble("There is no cal_housing.data in it.");
  const rows = new TextDecoder().decode(text).trim().split(/\r?\n/);
  const all = Float64Array.from(rows.flatMap((row) => row.split(",").map(Number)));
  if (all.length !== 9 * HOUSES || all.some(Number.isNaN)) throw new Trouble("This is not the table of houses.");
  return all.map((_, at) => all[at - (at % 9) + published[at % 9]!]!);
}

/** joblib puts the numbers as they are behind a short pickle that describes them, and ends with a full stop. */
function joblibHouses(bytes: Uint8Array): Float64Array {
  const size = 9 * HOUSES * 8;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, bytes.length - size - 1));
  const order = /order.{1,12}([CF])/s.exec(head)?.[1];
  if (bytes.length < size + 1 || order === undefined || !head.includes("NumpyArrayWrapper"))
    throw new Trouble("This is not the table of houses as scikit-learn keeps it.");
  const start = bytes.length - 1 - size;
  const all = new Float64Array(bytes.slice(start, start + size).buffer);
  return order === "C" ? all : all.map((_, at) => all[(at % 9) * HOUSES + Math.floor(at / 9)]!);
}

/** From counts of a district to averages of a household, as scikit-learn does. */
function houses(table: Float64Array): Whole {
  const data = room("float64", [HOUSES, 8]);
  const target = new Float64Array(HOUSES);
  for (let row = 0; row < HOUSES; row++) {
    const [value, income, age, rooms, bedrooms, population, households, latitude, longitude] = table.subarray(row * 9);
    target[row] = value! / 100_000;
    data.data.set(
      [
        income!,
        age!,
        rooms! / households!,
        bedrooms! / households!,
        population!,
        population! / households!,
        latitude!,
        longitude!,
      ],
      row * 8,
    );
  }
  return { data, target: numbers("float64", [HOUSES], target) };
}

export const sklearn: readonly Operation[] = [sklearnSet];
