/** What one reading knows of Keras: the names already given, and the models made so far. */
import { birth, type Mutable } from "../../python/journal";
import type { Entry, Ledger } from "../../python/footprint";
import type { Machine } from "../../python/machine";
import type { External } from "../../python/value";
import type { LayerObject } from "./layers/layer";
import type { ModelObject } from "./models/model";
import { Names, restsOn, snakeCase, type Name } from "./names";
import type { LayerCall } from "./tensors/tensor";

export class Keras implements Ledger {
  names = new Names();
  models = new Models();
  /** The classes of `keras.layers` that the file has met, by their types. */
  readonly classes = new Map<string, External>();
  /** All calls of layers, on every path that was looked at. */
  calls: LayerCall[] = [];
  /** All layers that were made, on every such path. */
  layers: LayerObject[] = [];
  private within = 0;
  private isFollowing = false;
  /** The models of the text as they were when it had been followed to its end. */
  private settled: readonly (readonly [ModelObject, object])[] = [];
  /** Modules that were imported, by the first part of their path. */
  readonly imported = new Set<string>();
  private settings = new Settings();

  begin(): void {
    this.names = new Names();
    this.models = new Models();
    this.calls = [];
    this.layers = [];
    this.imported.clear();
    this.settings = new Settings();
    for (const [model, state] of this.settled) Object.assign(model, state);
    this.settled = [];
  }

  /** The text has been followed to its end: what is done with its models from now on leaves no trace in the next reading. */
  settle(): void {
    this.settled = this.models.list.map((model) => [model, Object.fromEntries(Object.entries(model))]);
  }

  open(): () => Entry | undefined {
    this.isFollowing = true;
    const counted = this.names.watch();
    const models = [...this.models.list];
    const [called, layered] = [this.calls.length, this.layers.length];
    const [imported, format, generation] = [new Set(this.imported), this.imageDataFormat, this.isOlder];
    return () => {
      this.isFollowing = false;
      const names = counted();
      const more = this.models.list.slice(models.length);
      const calls = this.calls.slice(called);
      const layers = this.layers.slice(layered);
      if (!models.every((model, i) => model === this.models.list[i])) return undefined;
      const also = [...this.imported].filter((name) => !imported.has(name));
      const after = this.imageDataFormat;
      return {
        fits: () => this.names.fits(names) && this.imageDataFormat === format && this.isOlder === generation,
        repeat: () => {
          this.names.repeat(names);
          this.models.list.push(...more);
          this.calls.push(...calls);
          this.layers.push(...layers);
          for (const name of also) this.imported.add(name);
          this.settings.imageDataFormat = after;
        },
        takes: () => restsOn(names),
      };
    };
  }

  /** What `keras.config.set_image_data_format` says; undefined where only some branches say it. */
  get imageDataFormat(): ImageDataFormat | undefined {
    return this.settings.imageDataFormat;
  }

  setImageDataFormat(format: ImageDataFormat, machine: Machine): void {
    machine.journal.touch(this.settings);
    this.settings.imageDataFormat = format;
  }

  /** A name for something of a class. */
  name(className: string, machine: Machine): Name {
    machine.journal.touch(this.names);
    return this.names.next(className);
  }

  /** What a name reads; while the text is followed this holds its number fast. */
  textOf(name: Name): string {
    if (typeof name === "string") return name;
    if (this.isFollowing) name.isSeen = true;
    return name.text;
  }

  /** A name for an operator or a function on tensors. What is computed inside a layer of the file takes none. */
  operationName(className: string, machine: Machine): Name {
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

type ImageDataFormat = "channels_last" | "channels_first";

/** What a file sets for all that it makes afterwards. */
class Settings implements Mutable {
  readonly born = birth();
  imageDataFormat: ImageDataFormat | undefined = "channels_last";

  save(): unknown {
    return this.imageDataFormat;
  }

  load(state: unknown): void {
    this.imageDataFormat = state as ImageDataFormat | undefined;
  }

  merge([first, ...others]: readonly unknown[]): void {
    this.load(others.every((state) => state === first) ? first : undefined);
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
