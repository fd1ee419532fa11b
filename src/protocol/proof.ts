/** What a check with random numbers says of a theorem. */
import type { Claim } from "../model/claim";

/** Of a model and its change, with the same samples and weights. */
export interface SameProof {
  readonly kind: "same";
  readonly samples: number;
  /** The largest difference of any number, as the models predict and as they are trained; null where the theorem does not speak of it. */
  readonly inference: number | null;
  readonly training: number | null;
  /** The largest number compared, to see what a difference means. */
  readonly largest: number;
  /** The part of it that a difference may be, where it is more than rounding. */
  readonly within?: number;
}

/** Of one model, with samples that differ. */
export interface OwnProof {
  readonly kind: Exclude<Claim["kind"], "same">;
  readonly samples: number;
  /** The largest difference of any number. */
  readonly difference: number;
  readonly largest: number;
}

export type Proof = SameProof | OwnProof;

/** Why nothing can be checked, as a sentence. */
export interface CannotCheck {
  readonly unknown: string;
}

/** Beyond this part of the largest number it is no rounding any more. */
const ROUNDING = 1e-4;

export function holds(proof: Proof): boolean {
  const scale = Math.max(1, proof.largest);
  if (proof.kind === "same")
    return Math.max(proof.inference ?? 0, proof.training ?? 0) <= (proof.within ?? ROUNDING) * scale;
  return proof.kind === "mixes" ? proof.difference > ROUNDING * scale : proof.difference <= ROUNDING * scale;
}
