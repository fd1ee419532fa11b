/** Golden numbers of Keras 3, computed in float64 and checked against Keras itself; see test/fixtures/golden/README.md. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { memoryFile } from "../../src/base/files";
import { openNpz } from "../../src/base/npz";
import type { Config, Literal } from "../../src/model/literal";
import { tensor } from "./reference";
import type { Tensor } from "../../src/ops/op";

const folder = resolve(import.meta.dirname, "../fixtures/golden");

export type GoldenKind =
  | "layer"
  | "activation"
  | "loss"
  | "optimizer"
  | "trajectory"
  | "regularizer"
  | "constraint"
  | "initializer"
  | "schedule"
  | "metric";

export interface GoldenCase {
  readonly id: string;
  readonly group: string;
  readonly kind: GoldenKind;
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly call?: { readonly training?: boolean; readonly use_causal_mask?: boolean };
  readonly inputs: readonly string[];
  readonly params?: readonly string[];
  readonly outputs: readonly string[];
  readonly grads?: readonly string[];
  /** The outputs that gradients flow from. */
  readonly diff?: readonly string[];
  readonly arrays: Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>;
  /** The same computed in float32: largest deviation and largest size, for each result. */
  readonly f32: Readonly<Record<string, { readonly abs: number; readonly max: number }>>;
  readonly steps?: number;
  readonly variables?: number;
  readonly batches?: number;
  /** Rows of the first of two updates of a metric. */
  readonly split?: number;
}

const casesIn = (name: string): readonly GoldenCase[] =>
  (JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as { cases: GoldenCase[] }).cases;
export const goldenCases = [...casesIn("index.json"), ...casesIn("layers.json")];

/** A test for each case of a kind, under the kind's name; none is left out. test/engine/everyGolden.test.ts holds every kind to have this. */
export function testEachOf(kind: GoldenKind, title: string, run: (one: GoldenCase) => Promise<void> | void): void {
  describe(title, () => {
    for (const one of goldenCases.filter((other) => other.kind === kind)) test(one.id, () => run(one));
  });
}

const archives = new Map<string, Promise<ReadonlyMap<string, Tensor>>>();

async function readGroup(group: string): Promise<ReadonlyMap<string, Tensor>> {
  const arrays = new Map<string, Tensor>();
  for (const [name, stored] of await openNpz(memoryFile(readFileSync(`${folder}/${group}.npz`)))) {
    const { shape, data } = await stored.read();
    arrays.set(name, tensor(shape, data));
  }
  return arrays;
}

/** The arrays of a case, by role and name: `in.x`, `param.kernel`, `out.y`, `grad.x` … */
export async function arraysOf(one: GoldenCase): Promise<(name: string) => Tensor> {
  let archive = archives.get(one.group);
  if (!archive) archives.set(one.group, (archive = readGroup(one.group)));
  const arrays = await archive;
  return (name) => {
    const found = arrays.get(`${one.id}.${name}`);
    if (!found) throw new Error(`${one.id} has no ${name}`);
    return found;
  };
}

/** Beyond 1e-5 of the largest number, or of 1 where all are smaller: what float32 cannot say better, with the reason. */
export const loose: Readonly<Record<string, string>> = {
  bn_train_large_mean: "numbers near 200 that differ by 0.5",
  bce_prob_edge: "the logarithm of 1 - p with p next to 1",
};

/** How far a float32 engine may be off: as the golden numbers' README suggests, and no more than 1e-5. */
export function toleranceOf({ id, f32 }: GoldenCase, name: string): number {
  const { abs, max } = f32[name] ?? { abs: 0, max: 1 };
  const suggested = Math.max(10 * abs, 4e-6 * max, 1e-9);
  return Object.hasOwn(loose, id) ? suggested : Math.min(suggested, 1e-5 * Math.max(1, max));
}

export function expectClose(got: ArrayLike<number>, want: Tensor, tolerance: number, name: string): void {
  expect(got.length, name).toBe(want.data.length);
  for (let i = 0; i < got.length; i++) {
    const off = Math.abs(got[i]! - want.data[i]!);
    if (!(off <= tolerance))
      expect.fail(`${name}[${i}] is ${got[i]!}, golden ${want.data[i]!}; off by ${off}, allowed ${tolerance}`);
  }
}

/** Keras's JSON as a file would give it. */
export function literalOf(value: unknown): Literal {
  if (Array.isArray(value)) return value.map(literalOf);
  if (typeof value !== "object" || value === null) return value as Literal;
  const { class_name, config } = value as { class_name: string; config: Record<string, unknown> };
  return { class_name, config: configOf(config) };
}

export const configOf = (config: Readonly<Record<string, unknown>>): Config =>
  Object.fromEntries(Object.entries(config).map(([name, part]) => [name, literalOf(part)]));
