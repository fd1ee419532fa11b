/** The names that Keras gives to what has none: `dense`, `dense_1`, counted over the whole file. */
import { birth, type Mutable } from "../../python/journal";

/** A class's name as Keras writes it in a layer's name: `Conv2D` → `conv2d`, `BatchNormalization` → `batch_normalization`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();

export class Names implements Mutable {
  readonly born = birth();
  private counts = new Map<string, number>();

  /** The next name for a class. */
  next(className: string): string {
    const prefix = snakeCase(className);
    const count = this.counts.get(prefix) ?? 0;
    this.counts.set(prefix, count + 1);
    return count === 0 ? prefix : `${prefix}_${count}`;
  }

  /** `keras.backend.clear_session()`. */
  clear(): void {
    this.counts = new Map();
  }

  save(): unknown {
    return new Map(this.counts);
  }

  load(state: unknown): void {
    this.counts = new Map(state as Map<string, number>);
  }

  /** Where it is not known how many there are, as many as there may be. */
  merge(states: readonly unknown[]): void {
    const all = states as Map<string, number>[];
    this.counts = new Map();
    for (const counts of all)
      for (const [name, count] of counts) this.counts.set(name, Math.max(count, this.counts.get(name) ?? 0));
  }
}
