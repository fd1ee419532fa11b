/** The weights of a model for prediction alone: what its normalizations do is moved into other layers, and seen to be the same. */
import { readWeights, writeNpz } from "../base/npz";
import { Trouble } from "../base/trouble";
import type { SameFunction } from "../model/claim";
import type { Graph } from "../model/graph";
import { holds, type CannotCheck, type Proof } from "../protocol/proof";
import { moveWeights } from "../train/moveWeights";
import { readBytes } from "./checkpoint";
import { writeWhole } from "./disk";
import { checkClaim } from "./proof";

/** Nothing is written when the models do not agree. */
export async function foldWeights(
  before: Graph,
  after: Graph,
  claim: SameFunction,
  from: string,
  to: string,
  kernels: WebAssembly.Module,
  threadFile?: string,
): Promise<Proof | CannotCheck> {
  const weights = await readWeights(await readBytes(from)).catch((error: unknown) => {
    throw error instanceof Trouble ? new Trouble(error.sentence, from) : error;
  });
  const proof = await checkClaim(before, after, claim, kernels, threadFile, weights);
  const moved = moveWeights(weights, claim.moves);
  if ("unknown" in proof || !holds(proof) || !moved) return proof;
  const layers = new Set(after.nodes.map(({ name }) => name));
  // in the order in which layers take them: kernel, then bias
  const kept = [...moved].filter(([name]) => layers.has(name.split("/")[0]!));
  await writeWhole(to, await writeNpz(kept));
  return proof;
}
