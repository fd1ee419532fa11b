/** What is fitted on data and remembers them: scalers, encoders, tokenizers. */
import { birth, type Mutable } from "../../../python/journal";
import type { Machine } from "../../../python/machine";
import type { Unknown, Value } from "../../../python/value";
import { ArrayValue } from "./array";
import { Lost, type Trace } from "./trace";

export abstract class Fitted implements Mutable {
  readonly born = birth();
  /** What it was fitted on, if it was. */
  protected on: Trace | undefined;

  /** It is fitted on these from now on; `make` says what that is together with what it was fitted on before. */
  protected fit(value: Value, machine: Machine, make: (trace: Trace) => Trace = (trace) => trace): void {
    machine.journal.touch(this);
    this.on =
      value instanceof ArrayValue
        ? make(value.trace)
        : new Lost(value.kind === "unknown" ? value.reason : "what this is fitted on is not known", value.span);
  }

  save(): unknown {
    return this.on;
  }

  load(state: unknown): void {
    this.on = state as Trace | undefined;
  }

  merge(states: readonly unknown[], why: Unknown): void {
    this.on = states.every((state) => state === states[0])
      ? (states[0] as Trace | undefined)
      : new Lost(why.reason, why.span);
  }
}
