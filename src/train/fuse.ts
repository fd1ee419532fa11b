/** Rewrites values into cheaper ones that mean the same: what is computed twice is computed once, and neighbours become one operation. */
import { isDepthwise, throughRelu, type Window } from "../ops/conv2d";
import { conv2dBias, fromBehindRelu, matmulBias, normalizationPlus, reluAfter } from "../ops/fused";
import { canPoolFirst, normalizePooled, reluBefore, sumsOf } from "../ops/normalizePooled";
import { isLeaf, type Value } from "../ops/op";
import type { Pool } from "../ops/pool2d";
import { unary } from "../ops/unary";
import type { Update } from "../ops/update";
import { fuseGradients } from "./fuseGradients";
import { inOrder } from "./gradients";
import { countUses, rewrite, rootsOf, type Rewritten } from "./rewrite";

/** Merges equal values, then fuses. Outputs and updates keep their order. */
export function simplify(outputs: readonly Value[], updates: readonly Update[]): Rewritten {
  const merged = rewrite(outputs, updates, mergeEqual());
  const uses = countUses(merged);
  const masked = maskedGradients(merged, uses);
  return fuseGradients(rewrite(merged.outputs, merged.updates, (value, old) => fuse(value, old, uses, masked)));
}

/** Gradients of a relu behind a normalization that only the normalization's own gradient takes: it can see for itself what the relu lets through. */
function maskedGradients(all: Rewritten, uses: ReadonlyMap<Value, number>): ReadonlySet<Value> {
  const found = new Map<Value, number>();
  for (const { op, inputs } of inOrder(rootsOf(all))) {
    if (!["normalizeGradientSums", "normalizeBatchGradient"].includes(op.name)) continue;
    const { dy, x, moments } = inputs;
    const normalization = dy!.op.name === "unaryGradient" ? reluOf(dy!.inputs["v"]!) : undefined;
    const { gamma } = normalization?.inputs ?? {};
    const own = normalization?.inputs["x"] === x && normalization?.inputs["moments"] === moments;
    if (own && gamma && gamma.shape[0]! % 8 === 0) found.set(dy!, (found.get(dy!) ?? 0) + 1);
  }
  return new Set([...found].filter(([dy, count]) => uses.get(dy) === count).map(([dy]) => dy));
}

/** The normalization that a relu comes after. */
const reluOf = ({ op, attrs, inputs }: Value): Value | undefined =>
  op.name === "unary" && attrs["fn"] === "relu" && inputs["x"]!.op.name === "normalizeBatch" ? inputs["x"] : undefined;

/**
 * Pools before normalizing wherever that gives the same. Gradients are taken of the result, so that they too are computed for the winners of
 * windows only.
 */
export function poolFirst(outputs: readonly Value[], updates: readonly Update[]): Rewritten {
  const all = { outputs, updates };
  const byMoments = pooledNormalizations(all);
  if (byMoments.size === 0) return all;
  const done = new Map<Value, Value>();
  return rewrite(outputs, updates, (value, old) => {
    const found = byMoments.get(old);
    if (!found) return done.get(old) ?? value;
    const { normalization, relu, pool } = found;
    const { gamma, beta } = normalization.inputs;
    const { epsilon } = normalization.attrs as { readonly epsilon: number };
    const made = normalizePooled(value.inputs["x"]!, gamma!, beta!, epsilon, pool.attrs as unknown as Pool);
    const y = relu ? unary("relu", made.y) : made.y;
    for (const one of [normalization, pool, ...(relu ? [relu] : [])]) done.set(one, y);
    return made.moments;
  });
}

interface PooledNormalization {
  readonly normalization: Value;
  readonly relu: Value | undefined;
  readonly pool: Value;
}

/** Poolings of what a normalization gives, with or without a relu between, by the moments that it takes. */
function pooledNormalizations(all: Rewritten): ReadonlyMap<Value, PooledNormalization> {
  const uses = countUses(all);
  const found = new Map<Value, PooledNormalization>();
  for (const pool of inOrder(rootsOf(all))) {
    if (pool.op.name !== "maxPool2d") continue;
    const last = pool.inputs["x"]!;
    const relu = last.op.name === "unary" && last.attrs["fn"] === "relu" ? last : undefined;
    const normalization = relu ? relu.inputs["x"]! : last;
    const { x, moments, gamma, beta } = normalization.inputs;
    if (
      normalization.op.name === "normalizeBatch" &&
      [last, normalization].every((value) => uses.get(value) === 1) &&
      moments!.op.name === "channelMoments" &&
      moments!.inputs["x"] === x &&
      isLeaf(gamma!) &&
      isLeaf(beta!) &&
      canPoolFirst(x!.shape, pool.attrs as unknown as Pool)
    )
      found.set(moments!, { normalization, relu, pool });
  }
  return found;
}

/** Two values are equal when the same operation with the same attributes has equal inputs. */
function mergeEqual(): (value: Value) => Value {
  const known = new Map<string, Value>();
  const numbers = new Map<Value, number>();
  return (value) => {
    const inputs = Object.entries(value.inputs).map(([name, input]) => `${name}:${numbers.get(input)!}`);
    const key = JSON.stringify([value.op.name, value.shape, value.attrs, inputs.sort()]);
    const first = known.get(key) ?? value;
    known.set(key, first);
    if (!numbers.has(first)) numbers.set(first, numbers.size);
    return first;
  };
}

/** Bias and relu into the operation before them, where nobody else wants what is between. */
function fuse(value: Value, old: Value, uses: ReadonlyMap<Value, number>, masked: ReadonlySet<Value>): Value {
  const { a, b, dy } = value.inputs;
  if (old.inputs["dy"] && masked.has(old.inputs["dy"]) && dy!.op.name === "unaryGradient")
    return fromBehindRelu(value, dy!.inputs["dy"]!, dy!.inputs["v"]!);
  if (value.op.name === "binary" && value.attrs["fn"] === "add")
    return normalizationPlus(a!, b!, (one) => uses.get(old.inputs[one === a ? "a" : "b"]!) === 1) ?? value;
  const before = old.inputs["x"] ?? old.inputs["dy"];
  if (!before || isLeaf(before)) return value;
  if (value.op.name === "sumRows") return sumsOf(value.inputs["x"]!) ?? value;
  return uses.get(before) === 1 ? joined(value) : value;
}

function joined(value: Value): Value {
  const { x, b, dy, v } = value.inputs;
  const isRelu = value.attrs["fn"] === "relu";
  switch (value.op.name) {
    case "addBias":
      if (x!.op.name === "conv2d") {
        const { inputs, attrs, shape } = x!;
        const window = attrs as unknown as Window;
        if (window.groups === 1 || isDepthwise(inputs["x"]!.shape, shape, window))
          return conv2dBias(inputs["x"]!, inputs["kernel"]!, b!, window, false);
      }
      if (x!.op.name === "matmul" && !x!.attrs["flipX"] && !x!.attrs["flipW"])
        return matmulBias(x!.inputs["x"]!, x!.inputs["w"]!, b!, false);
      return value;
    case "unary":
      return (isRelu ? reluAfter(x!) : undefined) ?? value;
    case "unaryGradient":
      return (isRelu ? (reluBefore(dy!, v!) ?? throughRelu(dy!, v!)) : undefined) ?? value;
    default:
      return value;
  }
}
