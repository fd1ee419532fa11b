/** Models of the user's own classes: followed through their `call`, else shown by their parts. */
import { Arguments } from "../../../python/arguments";
import { call } from "../../../python/call";
import { Raised, type Machine, type Site } from "../../../python/machine";
import { builtin, classMember } from "../../../python/members";
import type { Instance } from "../../../python/containers";
import { none, unknown, type Function, type Value } from "../../../python/value";
import type { Literal } from "../../../model/literal";
import { InputObject } from "../layers/input";
import type { Keras } from "../keras";
import { LayerObject } from "../layers/layer";
import { phaseFor } from "../layers/phase";
import { toShape } from "../literal";
import { snakeCase } from "../names";
import { thingsIn } from "../nested";
import { ModelObject, type Layout } from "./model";
import { ordered } from "../tensors/order";
import { isShape, nextSerial, Tensor, tensorsIn, type KnownShape, type LayerCall } from "../tensors/tensor";

export class SubclassedObject extends ModelObject {
  private inputShape: KnownShape | undefined;

  constructor(
    keras: Keras,
    readonly instance: Instance,
    site: Site,
    /** Makes the functional model that `super().__init__(inputs, outputs)` stands for. */
    private readonly functional: (args: Arguments) => Value,
  ) {
    const type = instance.class_.name;
    super({ keras, type, name: snakeCase(type), args: {}, site }, "Subclassed");
  }

  private initialize(args: Arguments, machine: Machine): void {
    const given = args.named.get("name")?.value;
    const name = given?.kind === "text" ? given.value : this.keras.name(this.type, machine);
    this.change(machine, { name });
  }

  /** Layers in the order in which they become attributes. */
  layers(): readonly LayerObject[] {
    const found = [...this.instance.members].flatMap(([, value]) => [...thingsIn(value)].flatMap(layerOf));
    return [...new Set(found)];
  }

  override fed(shape: KnownShape): void {
    // The first data decides, known or not.
    this.inputShape ??= shape;
  }

  protected override beforeCall(inputs: readonly KnownShape[]): void {
    const [shape] = inputs;
    if (shape) this.fed(shape);
  }

  layout(machine: Machine): Layout {
    const input = this.begin(machine);
    const outputs = this.traced(input, machine);
    if (!outputs) return this.parts();
    const calls = ordered([input], outputs);
    const called = new Set(calls.map(({ layer }) => layer));
    const others = this.layers().filter((layer) => !called.has(layer));
    return { calls: inOrder([...calls, ...others.map(uncalled)], this.layers()), inputs: [input], outputs };
  }

  private begin(machine: Machine): Tensor {
    const shape = this.inputShape;
    const reason = `the input of “${this.name}” is not known before data comes`;
    const dims: Literal = shape && isShape(shape) ? shape : { unknown: reason };
    const { keras, site } = this;
    const args = { batch_shape: { value: dims } };
    return new InputObject({ keras, type: "InputLayer", name: "input_layer", args, site }, true).tensor(machine);
  }

  /** What `call` gives for an input; undefined when it cannot be followed to its end. */
  private traced(input: Tensor, machine: Machine): readonly Tensor[] | undefined {
    const method = classMember(this.instance.class_, "call");
    if (method?.kind !== "function") return undefined;
    try {
      // Names that are given on the way are not those of the file.
      const { result } = machine.journal.attempt(() =>
        call(machine, method, this.callArguments(method, input), this.site),
      );
      const tensors = tensorsIn(result);
      return tensors.length > 0 && tensors.every((one) => one instanceof Tensor) ? tensors : undefined;
    } catch (error) {
      if (error instanceof Raised) return undefined;
      throw error;
    }
  }

  private callArguments(method: Function, input: Tensor): Arguments {
    const phase = phaseFor(method);
    const named = new Map(phase ? [["training", { value: phase, span: undefined }]] : []);
    return new Arguments([{ value: input, span: undefined }], named).after(this.instance);
  }

  /** The layers side by side, when it is not known how they are connected. */
  private parts(): Layout {
    return { calls: this.layers().map(uncalled), inputs: [], outputs: [] };
  }

  override attribute(name: string, site: Site, machine: Machine): Value | undefined {
    if (name === "__init__")
      return builtin("Model.__init__", (args) => {
        if (args.named.has("inputs") || args.named.has("outputs") || args.positional.length > 1) {
          const made = this.functional(args);
          if (made instanceof LayerObject) this.instance.native = made;
        } else this.initialize(args, machine);
        return none;
      });
    if (name === "build")
      return builtin("model.build", (args) => {
        const shape = args.pick(0, "input_shape");
        if (shape) this.fed(toShape(shape));
        return none;
      });
    if (name === "call")
      return builtin("Model.call", (_, at) => unknown("what this model computes is not known", at.span));
    return super.attribute(name, site, machine);
  }
}

/** A layer that nothing is known to go through; it is a part of the model all the same. */
const uncalled = (layer: LayerObject): LayerCall => ({
  layer,
  inputs: [],
  site: layer.site,
  training: undefined,
  isPart: true,
  serial: nextSerial(),
});

function layerOf(value: Value): readonly LayerObject[] {
  const layer = value.kind === "instance" ? value.native : value;
  return layer instanceof LayerObject ? [layer] : [];
}

/** Calls in the order of a model's attributes, as far as every one still comes after what it takes. */
function inOrder(calls: readonly LayerCall[], layers: readonly LayerObject[]): readonly LayerCall[] {
  const rank = (call: LayerCall): number => {
    const at = layers.indexOf(call.layer);
    return at < 0 ? -1 : at;
  };
  const waiting = new Set([...calls].sort((a, b) => rank(a) - rank(b) || a.serial - b.serial));
  const done = new Set<LayerCall>();
  while (waiting.size > 0) {
    const next = [...waiting].find((call) => call.inputs.every(({ source }) => !waiting.has(source)));
    if (!next) break;
    waiting.delete(next);
    done.add(next);
  }
  return [...done];
}
