/** A function of the program for each sample: `dataset.map(lambda x, y: …)`. */
import { product } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import type { Recipe } from "../../model/recipe";
import type { InputBuffer } from "../dataset";
import { elementwise } from "./elementwise";
import { concatenated } from "./joining";
import { isSet, textIn, wholeIn, type Context, type Operation } from "./operation";
import { countOf } from "./selecting";
import {
  asRows,
  notFor,
  numbers,
  promoted,
  room,
  texts,
  type Numbers,
  type Rows,
  type Stream,
  type Value,
} from "./value";

/** What the function is given for this sample. */
const element: Operation = {
  name: "element",
  run() {
    throw new Trouble("The recipe of the data is damaged: a sample is used outside of a function.");
  },
};

const numberwise: ReadonlySet<string> = new Set([...elementwise.map(({ name }) => name), "constant", "element"]);

/** Whether a function takes each number by itself, so that all samples may be taken at once. */
const isNumberwise = ({ steps }: Recipe): boolean =>
  steps.every(({ does, of }) => (numberwise.has(does) && of.length <= 1) || samplewise.has(does));

/** Operations that do the same to all samples at once; what they take besides is the same for all. */
const samplewise: ReadonlySet<string> = new Set([
  "normalize",
  "vectorize_text",
  "change_texts",
  "replace_in_texts",
  "note",
]);

/** The sample at a place of something that has them. */
function sampleOf(value: Rows, place: number): Value {
  const shape = value.shape.slice(1);
  const size = product(shape);
  if (value.kind === "lists")
    return numbers("int64", [value.data[place]!.length], Float64Array.from(value.data[place]!));
  if (value.kind === "texts") return texts(shape, value.data.slice(place * size, (place + 1) * size));
  return numbers(value.type, shape, value.data.slice(place * size, (place + 1) * size));
}

const map: Operation = {
  name: "map",
  async run({ of, settings, context }) {
    const body = settings["body"] as unknown as Recipe;
    const samples = wholeIn(settings, "samples") ?? of.length;
    const result = wholeIn(settings, "result") ?? 0;
    const used = new Set(
      body.steps.filter(({ does }) => does === "element").map((step) => wholeIn(step.settings, "place") ?? 0),
    );
    const streams = of.filter((value, i) => value.kind === "stream" && used.has(i));
    if (streams.length > 0) return ofStream(of, samples, body, result, isSet(settings, "batched"), context);
    const batched = isSet(settings, "batched");
    const joined = isSet(settings, "joined");
    if (!joined && (batched || isNumberwise(body))) return one(await context.inner(body, of), result);
    const first = [...used].find((place) => place < samples);
    if (first === undefined) throw new Trouble("A function that does not look at its sample is not followed.");
    const count = countOf(of[first]!);
    const rows = of.map((value, i) => (used.has(i) && i < samples ? asRows(value, "map") : undefined));
    const all = joined ? new Batches() : new Results(count);
    for (let place = 0; place < count; place++) {
      const made = one(
        await context.inner(
          body,
          rows.map((value, i) => (i >= samples ? of[i]! : value ? sampleOf(value, place) : nothing)),
        ),
        result,
      );
      all.add(made, place);
    }
    return all.value ?? one(of, result);
  },
};

/** What a function gave that gives batches. */
class Batches {
  private readonly all: Value[] = [];

  add(made: Value): void {
    this.all.push(made);
  }

  get value(): Value | undefined {
    return this.all.length > 0 ? concatenated(this.all, 0) : undefined;
  }
}

/** What a function gave for the samples so far: arrays of one size, rows of different lengths, or texts. */
class Results {
  private out: Numbers | undefined;
  private rows: ArrayLike<number>[] | undefined;
  private words: (string | null)[] | undefined;
  private shape: readonly number[] = [];

  constructor(private readonly count: number) {}

  add(made: Value, place: number): void {
    if (made.kind === "texts") {
      if (place === 0) this.shape = made.shape;
      this.words ??= [];
      this.words.push(...made.data);
      return;
    }
    if (made.kind !== "numbers") throw notFor("A function of each sample", made);
    this.out ??= room(made.type, [this.count, ...made.shape]);
    const size = this.out.data.length / this.count;
    if (!this.rows && made.data.length === size) {
      this.out.data.set(made.data, place * size);
      return;
    }
    if (made.shape.length !== 1) throw new Trouble("What the function gives differs in size from sample to sample.");
    this.rows ??= Array.from({ length: place }, (_, i) => this.out!.data.slice(i * size, (i + 1) * size));
    this.rows.push(made.data);
  }

  get value(): Value | undefined {
    if (this.rows) return { kind: "lists", shape: [this.count], data: this.rows };
    return this.words ? texts([this.count, ...this.shape], this.words) : this.out;
  }
}

const nothing: Value = numbers("float64", [0], new Float64Array());

function one(values: readonly Value[], place: number): Value {
  const found = values[place];
  if (!found) throw new Trouble("The recipe of the data is damaged: a function does not give what it should.");
  return found;
}

/** Pictures stay to be read one by one; the function is followed when they are. */
async function ofStream(
  of: readonly Value[],
  samples: number,
  body: Recipe,
  result: number,
  batched: boolean,
  context: Context,
): Promise<Stream> {
  const place = of.findIndex(({ kind }) => kind === "stream");
  const stream = of[place];
  if (
    stream?.kind !== "stream" ||
    body.steps.some((step) => {
      const taken = step.does === "element" ? wholeIn(step.settings, "place") : undefined;
      return taken !== undefined && taken !== place && taken < samples;
    })
  )
    throw new Trouble("A function of a picture and its label together is not followed.");
  const size = product(stream.shape.slice(1));
  const follow = async (raw: InputBuffer, count: number): Promise<Numbers> => {
    const given = (shape: readonly number[], data: InputBuffer): Value[] =>
      of.map((value, i) => (i === place ? numbers(stream.type, shape, data) : i >= samples ? value : nothing));
    if (batched || isNumberwise(body))
      return asRows(
        one(await context.inner(body, given([count, ...stream.shape.slice(1)], raw)), result),
        "map",
      ) as Numbers;
    let out: Numbers | undefined;
    for (let i = 0; i < count; i++) {
      const made = asRows(
        one(await context.inner(body, given(stream.shape.slice(1), raw.subarray(i * size, (i + 1) * size))), result),
        "map",
      ) as Numbers;
      out ??= room(promoted(made.type, "float32"), [count, ...made.shape]);
      out.data.set(made.data, i * made.data.length);
    }
    return out!;
  };
  const rawOf = (count: number): InputBuffer =>
    stream.type === "uint8" ? new Uint8Array(count * size) : new Float32Array(count * size);
  const tried = rawOf(1);
  if (stream.shape[0]! > 0) await stream.fill([0], tried);
  const sample = await follow(tried, 1);
  return {
    kind: "stream",
    shape: [stream.shape[0]!, ...sample.shape.slice(1)],
    type: sample.type === "uint8" ? "uint8" : "float32",
    memory: stream.memory,
    warnings: stream.warnings,
    async fill(places, into) {
      const raw = rawOf(places.length);
      await stream.fill(places, raw);
      into.set((await follow(raw, places.length)).data);
    },
  };
}

/** Says what was left out, and changes nothing. */
const note: Operation = {
  name: "note",
  run({ of: [value], settings, context }) {
    context.note(textIn(settings, "text"));
    return one(value ? [value] : [], 0);
  },
};

export const mapping: readonly Operation[] = [element, map, note];
