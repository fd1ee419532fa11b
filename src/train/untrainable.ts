import { Trouble } from "../base/trouble";
import type { Node } from "../model/graph";

/** A layer that cannot be trained, and why; a sentence for the user. */
export class Untrainable extends Trouble {
  constructor(
    readonly node: Node,
    message: string,
  ) {
    super(message);
  }
}
