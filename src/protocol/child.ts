/** A program of ours that runs as a process of its own, as the one that started it sees it. */
import type { Port } from "./channel";

export interface Child {
  readonly port: Port;
  /** The last of what it wrote to its error output, for the log. */
  output(): string;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}
