// Recurrent layers that keep their states from batch to batch, and that drop states, as in Keras (scripts/oracle/recurrent.py). What is
// dropped is known: the masks are those of the script, by their number.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveLayer } from "../../src/layers/config";
import { Unsupported, type Step } from "../../src/layers/layer";
import type { Literal } from "../../src/model/literal";
import { input, scalar, sizeOf, weightValue, type Tensor, type Value } from "../../src/ops/op";
import { inOrder } from "../../src/train/gradients";
import { evaluate, tensor } from "../support/reference";

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Case {
  readonly class: string;
  readonly config: Readonly<Record<string, Literal>>;
  readonly mask: readonly (readonly number[])[] | null;
  readonly weights: readonly Numbers[];
  readonly batches: readonly Numbers[];
  /** What each batch gives: the output, then the states. */
  readonly calls: readonly (readonly Numbers[])[];
  /** How many masks were asked for. */
  readonly masks: number;
}
const path = resolve(import.meta.dirname, "../fixtures/recurrent.json");
const cases = JSON.parse(readFileSync(path, "utf8")) as readonly Case[];

const tensorOf = ({ shape, data }: Numbers): Tensor => tensor(shape, data);

const number = scalar("step");

/** The layer as values, with what it keeps from batch to batch and what it draws. */
function lowered(one: Case) {
  const args = Object.fromEntries(Object.entries(one.config).map(([name, value]) => [name, { value }] as const));
  const { layer, config, problems } = resolveLayer({ id: "n", name: "n", type: one.class, args, inputs: [] })!;
  expect(problems).toEqual([]);
  const x = input("x", one.batches[0]!.shape);
  const mask = one.mask ? input("mask", x.shape.slice(0, 2)) : undefined;
  const specs = Object.entries(layer.weights([x.shape], config)).filter(([, spec]) => spec);
  expect(specs.map(([, spec]) => spec!.shape)).toEqual(one.weights.map(({ shape }) => shape));
  const weights = specs.map(([name], i) => weightValue(name, one.weights[i]!.shape));
  const states: Value[] = [];
  const next = new Map<Value, Value>();
  let draws = 0;
  const step: Step = {
    training: true,
    average: (state, value, keep) => {
      expect(keep).toBe(0);
      next.set(state, value);
    },
    state: (shape) => {
      states.push(weightValue(`state${states.length}`, shape));
      return states.at(-1)!;
    },
    random: () => ({ key: draws++, step: number }),
    penalize: () => undefined,
    masks: [mask],
    given: () => [],
    texts: [],
    table: () => {
      throw new Error("no texts here");
    },
    call: {},
  };
  const named = Object.fromEntries(specs.map(([name], i) => [name, weights[i]]));
  const y = layer.lower([x], config, named, step);
  if (y instanceof Unsupported) throw new Error(y.reason);
  const outputs = "op" in y ? [y] : y;
  const kept = states.map((state) => next.get(state)!);
  const drops = inOrder([...outputs, ...kept]).filter(({ op }) => op.name === "dropout");
  return { x, mask, weights, states, kept, outputs, drops };
}

const keyOf = ({ inputs }: Value): number => inputs["mask"]!.attrs["key"] as number;

/** Number i of mask k, as the script has it. */
const dropped = (i: number, k: number, rate: number): number =>
  (0.137 + 0.618034 * i + 0.2236 * k) % 1 < rate ? 0 : 1 / (1 - rate);

describe("as in Keras", () => {
  cases.forEach((one, place) =>
    test(`${place}: ${one.class} ${JSON.stringify(one.config)}${one.mask ? ", masked" : ""}`, () => {
      const { x, mask, weights, states, kept, outputs, drops } = lowered(one);
      expect(new Set(drops.map(keyOf)).size).toBe(one.masks);
      expect(kept.length > 0).toBe(JSON.stringify(one.config).includes("stateful"));
      const feeds = new Map<Value, Tensor>(weights.map((weight, i) => [weight, tensorOf(one.weights[i]!)]));
      if (mask) feeds.set(mask, tensor(mask.shape, one.mask!.flat()));
      for (const drop of drops) {
        const { rate } = drop.attrs as { readonly rate: number };
        const numbers = Float64Array.from({ length: sizeOf(drop.shape) }, (_, i) => dropped(i, keyOf(drop), rate));
        feeds.set(drop, tensor(drop.shape, numbers));
      }
      for (const state of states) feeds.set(state, tensor(state.shape));
      feeds.set(number, tensor([1]));
      one.batches.forEach((batch, call) => {
        feeds.set(x, tensorOf(batch));
        const found = evaluate([...outputs, ...kept], feeds);
        expect(outputs.map(({ shape }) => shape)).toEqual(one.calls[call]!.map(({ shape }) => shape));
        outputs.forEach((output, i) =>
          one.calls[call]![i]!.data.forEach((value, at) =>
            expect(found.get(output)!.data[at], `batch ${call}, output ${i}, number ${at}`).toBeCloseTo(value, 5),
          ),
        );
        states.forEach((state, i) => feeds.set(state, found.get(kept[i]!)!));
      });
    }),
  );
});
