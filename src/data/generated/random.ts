import { product } from "../../base/figures";
import { mixKeys, RandomStream } from "../../base/random";
import { rowsOf } from "../arrays/partedArrays";
import type { ModelInput, ModelTarget, TargetPart } from "../dataset";
import { partedSamples } from "../samples/partedSamples";
import { bell, sine } from "./points";
import type { Generated } from "./generated";

/** What an axis of any length has here. */
export const FREE_AXIS = 8;

const sizesOf = (shape: ModelInput["shape"]): readonly number[] =>
  shape.slice(1).map((dim) => (typeof dim === "number" ? dim : FREE_AXIS));

/** The part of x after the point, for x ≥ 0. */
const fraction = (x: number): number => x - Math.floor(x);

/** Each sample has one hidden number from 0 to 1, which all its inputs and targets come from: there is something to learn, and no meaning. */
type Write = (hidden: number, into: Float32Array, stream: RandomStream) => void;

function inputOf(
  { shape, words }: ModelInput,
  noise: number,
): { readonly sizes: readonly number[]; readonly write: Write } {
  const sizes = sizesOf(shape);
  const write: Write = (hidden, into, stream) => {
    for (let i = 0; i < into.length; i++)
      into[i] =
        words === undefined
          ? sine(hidden * (1 + (i % 4)) + 0.21 * i) + 0.3 * noise * bell(stream)
          : Math.floor(fraction(hidden + 0.13 * i + 0.1 * noise * stream.uniform()) * words);
  };
  return { sizes, write };
}

function targetOf({ shape, form }: ModelTarget): TargetPart & { readonly write: Write } {
  const sizes = sizesOf(shape);
  const last = sizes.at(-1) ?? 1;
  const places = product(sizes.slice(0, -1));
  const classes = form === "binary" && last === 1 ? 2 : last;
  const classAt = (hidden: number, place: number): number => Math.floor(fraction(hidden + 0.37 * place) * classes);
  if (form !== "values" && form !== "sequence" && places === 1 && (form !== "binary" || last === 1)) {
    const names = Array.from({ length: classes }, (_, i) => String(i));
    return { target: { kind: "classes", names }, size: 1, write: (hidden, into) => (into[0] = classAt(hidden, 0)) };
  }
  const values = (shape: readonly number[], write: Write) => ({
    target: { kind: "values", shape } as const,
    size: product(shape),
    write,
  });
  const each = (value: (hidden: number, i: number) => number): Write => {
    return (hidden, into) => into.forEach((_, i) => (into[i] = value(hidden, i)));
  };
  // half as many labels as there are frames, none of them the blank
  if (form === "sequence")
    return values(
      [Math.max(1, Math.floor(sizes[0]! / 2))],
      each((hidden, i) => 1 + Math.floor(fraction(hidden + 0.37 * i) * Math.max(1, last - 1))),
    );
  if (form === "index") return values(sizes.slice(0, -1), each(classAt));
  if (form === "one-hot")
    return values(
      sizes,
      each((hidden, i) => (classAt(hidden, Math.floor(i / last)) === i % last ? 1 : 0)),
    );
  if (form === "binary")
    return values(
      sizes,
      each((hidden, i) => Math.floor(fraction(hidden + 0.37 * i) * 2)),
    );
  return values(
    sizes,
    each((hidden, i) => sine(hidden + 0.17 * i)),
  );
}

export const random: Generated = {
  name: "random",
  title: "Made-up numbers in the shapes that the model takes, for any number of inputs and outputs",
  remark: "The data are made up in the shapes that the model takes: they show that it runs, not what it can learn.",
  usual: { samples: 1000, seed: 1, noise: 1, classes: 1 },
  classes: { least: 1, most: 1 },
  make({ seed, noise }, wish) {
    const model = wish.model ?? {
      inputs: [{ name: "x", shape: wish.input ?? [null, FREE_AXIS] }],
      targets: [{ name: "y", shape: wish.output ?? [null, 1], form: wish.targets ?? "values" }],
    };
    const inputs = model.inputs.map((input) => inputOf(input, noise));
    const targets = model.targets.map(targetOf);
    const isOne = inputs.length === 1 && targets.length === 1;
    const parts = {
      inputs: inputs.map(({ sizes }) => ({ shape: sizes, type: "float32", scale: 1, image: false }) as const),
      targets: targets.map(({ target, size }) => ({ target, size })),
    };
    return {
      ...rowsOf(
        inputs.map(({ sizes }) => sizes),
        targets,
      ),
      ...(isOne ? { input: parts.inputs[0]!, target: targets[0]!.target } : { parts }),
      samples(first, count) {
        const make = (sizes: readonly number[]) =>
          sizes.map((size) => ({ data: new Float32Array(count * size), size }));
        const [xs, ys] = [make(inputs.map(({ sizes }) => product(sizes))), make(targets.map(({ size }) => size))];
        for (let sample = 0; sample < count; sample++) {
          const stream = new RandomStream(mixKeys(seed, 5, first + sample));
          const hidden = stream.uniform();
          [...inputs, ...targets].forEach(({ write }, i) => {
            const { data, size } = [...xs, ...ys][i]!;
            write(hidden, data.subarray(sample * size, (sample + 1) * size), stream);
          });
        }
        const labels = isOne && targets[0]!.target.kind === "classes" ? { labels: ys[0]!.data } : {};
        return { ...partedSamples(xs, ys), ...labels };
      },
    };
  },
};
