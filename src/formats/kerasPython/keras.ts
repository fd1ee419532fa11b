/** What one reading knows of Keras: the names already given, and the models made so far. */
import { birth, type Mutable } from "../../python/journal";
import type { Machine } from "../../python/machine";
import type { ModelObject } from "./models/model";
import { Names, snakeCase } from "./names";
import type { LayerCall } from "./tensors/tensor";

export class Keras {
  readonly names = new Names();
  readonly models = new Models();
  /** All calls of layers, on every path that was looked at. */
  readonly calls: LayerCall[] = [];
  private within = 0;
  /** Modules that were imported, by the first part of their path. */
  readonly imported = new Set<string>();
  /** What `keras.config.set_image_data_format` says. */
  imageDataFormat: "channels_last" | "channels_first" = "channels_last";

  /** A name for something of a class. */
  name(className: string, machine: Machine): string {
    machine.journal.touch(this.names);
    return this.names.next(className);
  }

  /** A name for an operator or a function on tensors. What is computed inside a layer of the file takes none. */
  operationName(className: string, machine: Machine): string {
    return this.within > 0 ? snakeCase(className) : this.name(className, machine);
  }

  /** Whether this is Keras 2, as far as can be told: only TensorFlow brings Keras here, or an old module of it. */
  get isOlder(): boolean {
    return !this.imported.has("keras") && this.imported.has("tensorflow");
  }

  get isInside(): boolean {
    return this.within > 0;
  }

  /** Follows what is inside a layer of the file. */
  inside<T>(go: () => T): T {
    this.within++;
    try {
      return go();
    } finally {
      this.within--;
    }
  }

  made(model: ModelObject, machine: Machine): void {
    machine.journal.touch(this.models);
    this.models.list.push(model);
  }

  /** It turned out to be another. */
  dropped(model: ModelObject, machine: Machine): void {
    machine.journal.touch(this.models);
    this.models.list = this.models.list.filter((one) => one !== model);
  }
}

/** Models in the order in which they are made. Those of branches that may not be taken are models too. */
class Models implements Mutable {
  readonly born = birth();
  list: ModelObject[] = [];

  save(): unknown {
    return [...this.list];
  }

  load(state: unknown): void {
    this.list = [...(state as ModelObject[])];
  }

  merge(states: readonly unknown[]): void {
    this.list = [...new Set((states as ModelObject[][]).flat())];
  }
}
