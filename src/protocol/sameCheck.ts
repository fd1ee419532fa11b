/** What a check with numbers says of a theorem: the same random samples and weights through a model and its change. */
export interface SameCheck {
  readonly samples: number;
  /** The largest difference of any number, as the models predict and as they are trained. */
  readonly inference: number;
  readonly training: number;
  /** The largest number compared, to see what a difference means. */
  readonly largest: number;
}

/** Why nothing can be checked, as a sentence. */
export interface CannotCheck {
  readonly unknown: string;
}

/** Beyond this part of the largest number it is no rounding any more. */
const ROUNDING = 1e-4;

export const holds = ({ inference, training, largest }: SameCheck): boolean =>
  Math.max(inference, training) <= ROUNDING * Math.max(1, largest);
