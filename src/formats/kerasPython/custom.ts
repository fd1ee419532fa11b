/** Layers of the user's own: rows whose class is known and whose shape is not. */
import { Arguments } from "../../python/arguments";
import type { Machine, Site } from "../../python/machine";
import { builtin } from "../../python/members";
import type { Instance } from "../../python/containers";
import { none, unknown, type Value } from "../../python/value";
import type { Keras } from "./keras";
import { LayerObject } from "./layer";

export class CustomLayer extends LayerObject {
  private named = false;

  constructor(
    keras: Keras,
    readonly instance: Instance,
    site: Site,
  ) {
    const { name } = instance.class_;
    super({ keras, type: name, name: "", args: {}, site, opaque: `${name} is a layer of this file` });
  }

  /** `Layer.__init__` gives it its name. */
  initialize(args: Arguments, machine: Machine): void {
    const given = args.named.get("name")?.value;
    const trainable = args.named.get("trainable")?.value;
    this.named = true;
    this.change(machine, {
      name: given?.kind === "text" ? given.value : this.keras.name(this.type, machine),
      ...(trainable?.kind === "bool" && !trainable.value && { trainable: false }),
    });
  }

  override apply(...given: Parameters<LayerObject["apply"]>): Value {
    if (!this.named) this.initialize(new Arguments([]), given[2]);
    return super.apply(...given);
  }

  override attribute(name: string, site: Site, machine: Machine): Value | undefined {
    if (name === "__init__")
      return builtin("Layer.__init__", (args) => {
        this.initialize(args, machine);
        return none;
      });
    if (name === "add_weight" || name === "add_loss" || name === "add_metric")
      return builtin(`Layer.${name}`, (_, at) => unknown("weights of a layer of this file are not followed", at.span));
    return super.attribute(name, site, machine);
  }
}
