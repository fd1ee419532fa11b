/** A program of ours that runs as a process of its own, as the one that started it sees it. */
import type { Port } from "./channel";

export interface Child {
  readonly port: Port;
  /** The last of what it wrote to its error output, for the log. */
  output(): string;
  /** Lets go of it: it hears no more, and ends by itself when it has done what it is at. */
  release(): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}
