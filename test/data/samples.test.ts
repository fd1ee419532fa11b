import fc from "fast-check";
import { arrayData } from "../../src/data/arrays/arrayData";
import { asFloats } from "../../src/data/samples/floatSamples";
import { describe, expect, test, vi } from "vitest";
import { batches, epochOrder } from "../../src/data/batches";
import type { Dataset, Samples } from "../../src/data/dataset";
import { arraySamples } from "../../src/data/samples/arraySamples";
import { producedSamples } from "../../src/data/samples/producedSamples";
import { splitValidation } from "../../src/data/split";

/** Sample i has the input [i, i + 0.5, …] and the target [-i]. */
function numbered(count: number, size: number, labels?: readonly number[]): Dataset {
  const inputs = Float32Array.from({ length: count * size }, (_, i) => Math.floor(i / size) + (i % size) / 2);
  const targets = Float32Array.from({ length: count }, (_, i) => -i);
  return {
    source: "numbers",
    input: { shape: [size], type: "float32", scale: 1, image: false },
    target: labels ? { kind: "classes", names: ["a", "b", "c"] } : { kind: "values", shape: [1] },
    targetSize: 1,
    train: arraySamples({ data: inputs, size }, { data: targets, size: 1 }, labels),
    splitBy: "order",
    warnings: () => [],
  };
}

function numbersOf(samples: Samples, indices: ArrayLike<number>): number[] {
  const [inputs, targets] = [new Float32Array(indices.length), new Float32Array(indices.length)];
  void samples.fill(indices, inputs, targets);
  expect([...targets].map((target) => -target)).toEqual([...inputs]);
  return [...inputs];
}
const all = (samples: Samples): number[] =>
  numbersOf(
    samples,
    Array.from({ length: samples.count }, (_, i) => i),
  );

describe("samples in memory", () => {
  test("are gathered in any order, short and long, with gaps and without", () => {
    const choice = fc
      .record({ count: fc.integer({ min: 1, max: 20 }), size: fc.constantFrom(1, 2, 31, 32, 50) })
      .chain(({ count, size }) =>
        fc.record({
          count: fc.constant(count),
          size: fc.constant(size),
          indices: fc.array(fc.nat(count - 1), { maxLength: 8 }),
        }),
      );
    fc.assert(
      fc.property(choice, ({ count, size, indices }) => {
        const { train } = numbered(count, size);
        const [inputs, targets] = [new Float32Array(indices.length * size), new Float32Array(indices.length)];
        void train.fill(indices, inputs, targets);
        expect([...inputs]).toEqual(indices.flatMap((index) => Array.from({ length: size }, (_, i) => index + i / 2)));
        expect([...targets]).toEqual(indices.map((index) => -index));
      }),
      { numRuns: 200, seed: 1 },
    );
    expect(all(numbered(5, 1).train)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("samples that are made", () => {
  const make = (room: number, later: boolean) => {
    const produce = vi.fn((index: number, into: Uint8Array) => {
      into.fill(index);
      return later ? Promise.resolve() : undefined;
    });
    const targets = { data: Float32Array.of(0, 1, 2, 3, 4, 5), size: 1 };
    return { produce, samples: producedSamples({ targets, size: 2, produce, cacheBytes: room * 2 }) };
  };

  test.each([true, false])("are kept as far as there is room (later: %s)", async (later) => {
    const { produce, samples } = make(4, later);
    for (let epoch = 0; epoch < 3; epoch++) {
      const [inputs, targets] = [new Uint8Array(12), new Float32Array(6)];
      const filling = samples.fill([5, 4, 3, 2, 1, 0], inputs, targets);
      expect(filling instanceof Promise).toBe(later);
      await filling;
      expect([...inputs]).toEqual([5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0]);
      expect([...targets]).toEqual([5, 4, 3, 2, 1, 0]);
    }
    // all six once, then the two for which there was no room
    expect(produce).toHaveBeenCalledTimes(6 + 2 + 2);
  });

  test("come as floats too, and are not waited for once all are kept", async () => {
    const { samples } = make(6, true);
    const [inputs, targets] = [new Float32Array(12), new Float32Array(6)];
    await samples.fill([0, 1, 2, 3, 4, 5], inputs, targets);
    expect([...inputs]).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(samples.fill([3], new Float32Array(2), new Float32Array(1))).toBeUndefined();
  });

  test("fail when one of them fails", async () => {
    const targets = { data: new Float32Array(20), size: 1 };
    const produce = (index: number): Promise<void> =>
      index === 13 ? Promise.reject(new Error("thirteen")) : Promise.resolve();
    const samples = producedSamples({ targets, size: 1, produce, cacheBytes: 0 });
    const indices = Array.from({ length: 20 }, (_, i) => i);
    await expect(samples.fill(indices, new Uint8Array(20), new Float32Array(20))).rejects.toThrow("thirteen");
  });
});

describe("a part for validation", () => {
  test("is the last one, as in Keras, and nothing is lost or doubled", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 500 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (count, fraction) => {
          const at = Math.floor(count * (1 - fraction));
          fc.pre(at > 0 && at < count);
          const { train, validation } = splitValidation(numbered(count, 1), fraction);
          expect([train.count, validation!.count]).toEqual([at, count - at]);
          expect([...all(train), ...all(validation!)]).toEqual(Array.from({ length: count }, (_, i) => i));
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });

  test("takes from each class where data are sorted by class", () => {
    const labels = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2];
    const data = { ...numbered(15, 1, labels), splitBy: "class" as const };
    const { train, validation, warnings } = splitValidation(data, 0.4);
    expect(all(train)).toEqual([0, 1, 2, 5, 6, 7, 10, 11, 12]);
    expect(all(validation!)).toEqual([3, 4, 8, 9, 13, 14]);
    expect(Array.from(validation!.labels!)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(warnings()).toEqual([]);
  });

  test("says when it holds a class that training never sees", () => {
    const labels = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2];
    expect(splitValidation(numbered(10, 1, labels), 0.3).warnings()).toEqual([
      "The validation part, the last of the data, holds classes that are not in the training part (c): the data are in the order of their classes. Shuffle the rows first, or give validation data of their own.",
    ]);
    expect(splitValidation(numbered(10, 1, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]), 0.3).warnings()).toEqual([]);
  });

  test("however small takes one sample, as in Keras", () => {
    expect(all(splitValidation(numbered(10, 1), 0.001).validation!)).toEqual([9]);
  });

  test.each([
    [1, 0.5, "Of 1 sample, a part of 0.5 for validation leaves one side without any."],
    [10, 0.99, "Of 10 samples, a part of 0.99 for validation leaves one side without any."],
    [10, 0, "The part for validation must lie between 0 and 1; it is 0."],
    [10, 1.5, "The part for validation must lie between 0 and 1; it is 1.5."],
    [10, NaN, "The part for validation must lie between 0 and 1; it is NaN."],
  ])("of %i samples and %d is refused", (count, fraction, message) => {
    expect(() => splitValidation(numbered(count, 1), fraction)).toThrow(message);
  });
});

describe("the order of an epoch", () => {
  test("is a permutation that depends on seed and epoch alone", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(), fc.nat(1000), (count, seed, epoch) => {
        const order = epochOrder(count, { seed, epoch });
        expect([...order].sort((a, b) => a - b)).toEqual([...epochOrder(count, undefined)]);
        expect(epochOrder(count, { seed, epoch })).toEqual(order);
        if (count > 20) {
          expect(epochOrder(count, { seed, epoch: epoch + 1 })).not.toEqual(order);
          expect(epochOrder(count, { seed: seed + 1, epoch })).not.toEqual(order);
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("stays the same from version to version", () => {
    expect([...epochOrder(10, { seed: 1, epoch: 0 })]).toEqual([2, 8, 0, 1, 9, 3, 4, 7, 5, 6]);
  });

  test("is as stored when nothing is shuffled", () => {
    expect([...epochOrder(4, undefined)]).toEqual([0, 1, 2, 3]);
  });
});

describe("batches", () => {
  const makeBatch = (size: number) => () => ({ inputs: new Float32Array(size), targets: new Float32Array(size) });

  test("give every sample once, the last batch as small as it must be", async () => {
    const { train } = numbered(10, 1);
    const seen: number[][] = [];
    for await (const { inputs, targets, count, indices } of batches(
      train,
      epochOrder(10, { seed: 3, epoch: 1 }),
      4,
      makeBatch(4),
    )) {
      expect([...inputs.subarray(0, count)]).toEqual(Array.from(indices));
      expect([...targets.subarray(0, count)]).toEqual(Array.from(indices, (index) => -index));
      seen.push([...inputs.subarray(0, count)]);
    }
    expect(seen.map((batch) => batch.length)).toEqual([4, 4, 2]);
    expect(seen.flat()).toEqual([...epochOrder(10, { seed: 3, epoch: 1 })]);
  });

  test("are made while the one before is used, and not further ahead", async () => {
    const asked: number[] = [];
    const samples: Samples = {
      count: 6,
      fill(indices) {
        asked.push(indices[0]!);
        return Promise.resolve();
      },
    };
    const iterator = batches(samples, epochOrder(6, undefined), 2, makeBatch(2));
    await iterator.next();
    expect(asked).toEqual([0, 2]);
    await iterator.next();
    expect(asked).toEqual([0, 2, 4]);
    await iterator.return(undefined);
  });

  test("fail where their data do, and not before", async () => {
    const samples: Samples = {
      count: 6,
      fill: (indices) => (indices[0] === 2 ? Promise.reject(new Error("gone")) : Promise.resolve()),
    };
    const iterator = batches(samples, epochOrder(6, undefined), 2, makeBatch(2));
    expect((await iterator.next()).done).toBe(false);
    await expect(iterator.next()).rejects.toThrow("gone");
  });

  test("are none when there are no samples", async () => {
    for await (const batch of batches(numbered(0, 1).train, new Uint32Array(), 4, makeBatch(4)))
      expect(batch).toBeUndefined();
  });
});

test("bytes beside floats are floats", async () => {
  const bytes = Uint8Array.of(1, 2, 3, 250);
  const data = asFloats(
    arrayData(
      [
        {
          name: "train",
          x: { type: "uint8", shape: [2, 2], data: bytes },
          y: { type: "float64", shape: [2], data: Float64Array.of(5, 6) },
          xName: "x",
          yName: "y",
        },
      ],
      { source: "here", scale: false },
      { targets: "values" },
    ),
  );
  expect(data.input.type).toBe("float32");
  const [inputs, targets] = [new Float32Array(4), new Float32Array(2)];
  await data.train.fill([1, 0], inputs, targets);
  expect([...inputs, ...targets]).toEqual([3, 250, 1, 2, 6, 5]);
  expect(asFloats(data)).toBe(data);
});
