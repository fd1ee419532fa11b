import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryFile } from "../../src/base/files";
import { readNpy, writeNpy } from "../../src/base/npy";
import { openNpz, readWeights, writeNpz } from "../../src/base/npz";
import { elementTypes, fromHalf, type ElementType } from "../../src/base/numbers";
import { buildZip } from "../support/zip";
import { npyFile, npyHeader, npyOf } from "../support/npy";

const fixtures = join(import.meta.dirname, "../fixtures/data");
const golden = JSON.parse(readFileSync(join(fixtures, "arrays.json"), "utf8")) as {
  arrays: Record<string, { shape: number[]; values: (number | string)[] }>;
  files: Record<string, string>;
};

const exact = (value: number | string): number =>
  typeof value === "number" ? value : value === "inf" ? Infinity : value === "-inf" ? -Infinity : Number(value);

describe("what NumPy wrote", () => {
  test("every type, byte order and memory order is read", async () => {
    const arrays = await openNpz(memoryFile(readFileSync(join(fixtures, "arrays.npz"))));
    expect([...arrays.keys()]).toEqual(Object.keys(golden.arrays));
    for (const [name, { shape, values }] of Object.entries(golden.arrays)) {
      const { data, shape: read } = await arrays.get(name)!.read();
      expect([name, read, ...data]).toEqual([name, shape, ...values.map(exact)]);
      expect((await arrays.get(name)!.header()).shape).toEqual(shape);
    }
  });

  test("our files equal NumPy's byte for byte", () => {
    const ours = {
      vector: writeNpy({ shape: [3], data: Float32Array.of(1, 2.5, -3) }),
      matrix: writeNpy({ shape: [2, 3], data: Float64Array.of(0, 1, 2, 3, 4, 5) }),
      bytes: writeNpy({ shape: [5], data: Uint8Array.of(0, 1, 2, 3, 4) }),
      scalar: writeNpy({ shape: [], data: Int32Array.of(7) }),
      empty: writeNpy({ shape: [0], data: new Int16Array() }),
    };
    for (const [name, bytes] of Object.entries(ours))
      expect(Buffer.from(bytes).toString("hex"), name).toBe(golden.files[name]);
  });
});

/** Numbers that the type has exactly. */
const valuesOf = (type: ElementType): fc.Arbitrary<number> => {
  const bits = elementTypes[type].bytes * 8;
  if (type === "bool") return fc.nat(1);
  if (type === "float16")
    return fc
      .nat(0xffff)
      .map(fromHalf)
      .filter((value) => !Number.isNaN(value));
  if (type === "float32") return fc.float();
  if (type === "float64") return fc.double();
  if (bits === 64) return type === "int64" ? fc.maxSafeInteger() : fc.maxSafeNat();
  return type.startsWith("u")
    ? fc.nat(2 ** bits - 1)
    : fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
};

test("what is written in any type and order reads back the same", () => {
  const types = Object.keys(elementTypes) as ElementType[];
  const layout = fc.record({
    type: fc.constantFrom(...types),
    bigEndian: fc.boolean(),
    fortranOrder: fc.boolean(),
    shape: fc.array(fc.nat(4), { maxLength: 4 }),
  });
  const array = layout.chain((layout) => {
    const count = layout.shape.reduce((product, size) => product * size, 1);
    return fc
      .array(valuesOf(layout.type), { minLength: count, maxLength: count })
      .map((values) => ({ layout, values }));
  });
  fc.assert(
    fc.property(array, ({ layout, values }) => {
      const read = readNpy(npyOf(layout, values));
      expect(read.shape).toEqual(layout.shape);
      expect(read.type).toBe(layout.type);
      expect([...read.data]).toEqual(values);
      // and once more in the form that we write
      expect([...readNpy(writeNpy(read)).data]).toEqual(values);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("weights come back under their names", async () => {
  const weights = [
    ["dense/kernel", { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, NaN) }],
    ["dense/bias", { shape: [3], data: Float32Array.of(-0, 1e-40, Infinity) }],
    ["__proto__/kernel", { shape: [], data: Float32Array.of(7) }],
    ["empty", { shape: [0, 4], data: new Float32Array() }],
  ] as const;
  const read = await readWeights(await writeNpz(weights));
  expect([...read]).toEqual(weights.map(([name, array]) => [name, array]));
});

const plain = (parts: Record<string, string>): string =>
  `{${Object.entries(parts)
    .map(([key, value]) => `'${key}': ${value}`)
    .join(", ")}}`;
const usual = { descr: "'<f4'", fortran_order: "False", shape: "(2,)" };
const eight = new Uint8Array(8);

const bad: readonly [what: string, message: string, file: Uint8Array][] = [
  ["nothing", "Not a NumPy .npy file: it does not begin with \\x93NUMPY.", new Uint8Array()],
  ["other bytes", "Not a NumPy .npy file: it does not begin with \\x93NUMPY.", Buffer.from("PK\x03\x04 and so on")],
  ["version 4", "A .npy file of version 4.0; versions 1 to 3 can be read.", npyFile(plain(usual), eight, [4, 0])],
  [
    "a header of 10,001 bytes",
    "The header says it has 10,001 bytes; the limit is 10,000.",
    npyFile(plain(usual).padEnd(10_001), eight),
  ],
  [
    "a header past the end",
    "The data end early: at byte 10, 55 more bytes should follow; there are 20.",
    npyFile(plain(usual), eight).subarray(0, 30),
  ],
  [
    "Python objects",
    "The array holds Python objects (pickle), which are never loaded; save it as an array of numbers.",
    npyFile(plain({ ...usual, descr: "'|O'" }), Buffer.from("\x80\x04cos\nsystem")),
  ],
  [
    "code in the header",
    "The header is not a plain dictionary.",
    npyFile(plain({ ...usual, descr: "__import__('os').system('true')" }), eight),
  ],
  ["code behind the dictionary", "The header is not a plain dictionary.", npyFile(`${plain(usual)} or exit()`, eight)],
  ["no dictionary", "The header is not a plain dictionary.", npyFile("[1, 2]", eight)],
  [
    "records",
    "The array holds records (a structured type); only plain numbers can be read.",
    npyFile(plain({ ...usual, descr: "[('a', '<f4'), ('b', '<i4', (2,))]" }), eight),
  ],
  [
    "text",
    "The array's type '|S4' (text) cannot be read; save it as whole or floating numbers.",
    npyFile(plain({ ...usual, descr: "'|S4'" }), eight),
  ],
  [
    "unicode text",
    "The array's type '<U4' (text) cannot be read; save it as whole or floating numbers.",
    npyFile(plain({ ...usual, descr: "'<U4'" }), eight),
  ],
  [
    "dates",
    "The array's type '<M8[ns]' (dates) cannot be read; save it as whole or floating numbers.",
    npyFile(plain({ ...usual, descr: "'<M8[ns]'" }), eight),
  ],
  [
    "complex numbers",
    "The array's type '<c8' (complex numbers) cannot be read; save it as whole or floating numbers.",
    npyFile(plain({ ...usual, descr: "'<c8'" }), eight),
  ],
  [
    "an unknown type",
    "The array's type '<f3' cannot be read; save it as whole or floating numbers.",
    npyFile(plain({ ...usual, descr: "'<f3'" }), eight),
  ],
  [
    "a huge shape",
    "An array of shape (1099511627776) needs 4.0 TiB of numbers; the file has 8 bytes.",
    npyFile(plain({ ...usual, shape: "(1099511627776,)" }), eight),
  ],
  [
    "a shape beyond counting",
    "An array of shape (4503599627370496, 4503599627370496) needs more than a million EiB of numbers; the file has 8 bytes.",
    npyFile(plain({ ...usual, shape: "(4503599627370496, 4503599627370496)" }), eight),
  ],
  [
    "a size below zero",
    "The shape (-1,) is not a tuple of sizes.",
    npyFile(plain({ ...usual, shape: "(-1,)" }), eight),
  ],
  ["half a size", "The shape (1.5,) is not a tuple of sizes.", npyFile(plain({ ...usual, shape: "(1.5,)" }), eight)],
  [
    "a size that is no shape",
    "The shape (2) is not a tuple of sizes.",
    npyFile(plain({ ...usual, shape: "(2)" }), eight),
  ],
  [
    "a size beyond counting",
    "The shape (99999999999999999999,) is not a tuple of sizes.",
    npyFile(plain({ ...usual, shape: "(99999999999999999999,)" }), eight),
  ],
  [
    "40 axes",
    "The shape has 40 axes; the limit is 32.",
    npyFile(plain({ ...usual, shape: `(${"1,".repeat(40)})` }), eight),
  ],
  [
    "too little data",
    "An array of shape (2) needs 8 bytes of numbers; the file has 7 bytes.",
    npyFile(plain(usual), eight.subarray(1)),
  ],
  [
    "too much data",
    "An array of shape (2) needs 8 bytes of numbers; the file has 9 bytes.",
    npyFile(plain(usual), new Uint8Array(9)),
  ],
  [
    "an order that is text",
    "fortran_order is 'yes'; it must be True or False.",
    npyFile(plain({ ...usual, fortran_order: "'yes'" }), eight),
  ],
  [
    "a missing key",
    "The header does not give shape.",
    npyFile(plain({ descr: "'<f4'", fortran_order: "False" }), eight),
  ],
  [
    "a key too many",
    "The header has keys other than descr, fortran_order and shape.",
    npyFile(plain({ ...usual, extra: "1" }), eight),
  ],
  ["a key twice", "The header gives shape twice.", npyFile(`{'shape': (2,), ${plain(usual).slice(1)}`, eight)],
];

describe("a bad .npy file is refused with a reason", () => {
  test.each(bad)("%s", (_, message, file) => {
    expect(() => readNpy(file)).toThrow(message);
  });

  test("a shape without numbers is one number", () => {
    expect(readNpy(npyFile(plain({ ...usual, shape: "()" }), eight.subarray(4))).shape).toEqual([]);
  });

  test("an array of an archive is named", async () => {
    const objects = npyFile(plain({ ...usual, descr: "'|O'" }));
    const arrays = await openNpz(
      memoryFile(
        buildZip([
          { name: "y.npy", data: objects, deflate: true },
          { name: "notes.txt", data: "" },
        ]),
      ),
    );
    expect([...arrays.keys()]).toEqual(["y"]);
    const message = "Array “y”: The array holds Python objects";
    await expect(arrays.get("y")!.read()).rejects.toThrow(message);
    await expect(arrays.get("y")!.header()).rejects.toThrow(message);
  });

  test("an array larger than memory allows is refused before it is unpacked", async () => {
    const layout = { type: "uint8", bigEndian: false, fortranOrder: false, shape: [5000] } as const;
    const file = npyFile(npyHeader(layout), new Uint8Array(5000));
    const arrays = await openNpz(memoryFile(buildZip([{ name: "x.npy", data: file, deflate: true }])), 4000);
    await expect(arrays.get("x")!.read()).rejects.toThrow(
      "Array “x”: it needs 5.0 KiB of memory; the limit is 3.9 KiB.",
    );
  });
});
