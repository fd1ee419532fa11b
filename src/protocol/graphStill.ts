/** A graph that is drawn once, for a page: the picture of the panel, with what another picture has otherwise. */
import type { Severity } from "../model/problem";
import type { GraphPicture } from "./graphView";

export interface Mark {
  /** Only here, behind a change or before it; or in both, but not the same. */
  readonly kind: "comes" | "goes" | "changes";
  /** The arguments that are not the same, as they are written. */
  readonly said?: string;
}

export interface GraphStill {
  readonly picture: GraphPicture;
  /** By node. */
  readonly marks: ReadonlyMap<string, Mark>;
  /** What is said about training, where that is not the same: `fit(batch_size=1)`. */
  readonly settings: readonly string[];
  /** How grave the remark on those settings is; then it stands at no layer. */
  readonly remark?: Severity;
}
