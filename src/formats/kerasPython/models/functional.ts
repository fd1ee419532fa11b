/** `keras.Model(inputs, outputs)`: what lies between some tensors and others. */
import type { Machine, Site } from "../../../python/machine";
import { Dict, List } from "../../../python/containers";
import type { Unknown, Value } from "../../../python/value";
import { InputObject } from "../layers/input";
import type { LayerMaking, LayerObject } from "../layers/layer";
import { ModelObject, type Layout } from "./model";
import { inputTensor } from "../opaque";
import { ordered } from "../tensors/order";
import { isShape, Tensor, tensorsIn, type LayerCall } from "../tensors/tensor";

export class FunctionalObject extends ModelObject {
  private made: Layout | undefined;

  constructor(
    making: LayerMaking,
    private readonly given: Value,
    private readonly wanted: Value,
  ) {
    super(making, "Functional");
  }

  layers(): readonly LayerObject[] | Unknown {
    const inputs = this.tensors(this.given);
    const calls = this.made?.calls ?? ordered(inputs, this.tensors(this.wanted));
    return [...new Set(calls.map(({ layer }) => layer))].filter(({ operation }) => !operation);
  }

  private tensors(value: Value): readonly Tensor[] {
    return tensorsIn(value).flatMap((part) => {
      if (part instanceof Tensor) return [part];
      if (part instanceof InputObject) return [];
      return part.kind === "unknown" ? [inputTensor(this.keras, part, this.site)] : [];
    });
  }

  layout(machine: Machine): Layout {
    this.made ??= this.lay(machine);
    return this.made;
  }

  private lay(machine: Machine): Layout {
    const outputs = this.tensors(this.wanted);
    const instead = new Map<LayerCall, LayerCall>();
    const inputs = this.tensors(this.given).map((tensor) => {
      if (tensor.source.layer instanceof InputObject || tensor.source.layer.opaque !== undefined) return tensor;
      // A model may begin in the middle of another: Keras puts an input there.
      const begin = this.begin(tensor, machine);
      instead.set(tensor.source, begin.source);
      return begin;
    });
    const replaced = [...instead.keys()];
    const begins = [...inputs, ...replaced.map((source) => new Tensor(source, 0, []))];
    const calls = ordered(begins, outputs).flatMap((call) => {
      const other = instead.get(call);
      if (other) return [other];
      return [...instead.values()].includes(call) ? [] : [call];
    });
    const keys = this.keys(outputs.length);
    return { calls, inputs, outputs, instead, ...(keys && { keys }) };
  }

  /** The keys of the outputs in Keras's order, where they are a dictionary of tensors. */
  private keys(count: number): readonly string[] | undefined {
    if (this.wanted.kind !== "dict" || this.wanted.unknown) return undefined;
    const keys = [...this.wanted.entries.values()].flatMap(({ key }) => (key.kind === "text" ? [key.value] : []));
    if (keys.length !== count || keys.length !== this.wanted.entries.size) return undefined;
    return keys.sort((a, b) => (a < b ? -1 : 1));
  }

  private begin(tensor: Tensor, machine: Machine): Tensor {
    const shape = isShape(tensor.shape) ? tensor.shape : undefined;
    const args = { batch_shape: { value: shape ?? { unknown: "the shape of this tensor is not known" } } };
    const { keras, site } = this;
    const name = keras.name("InputLayer", machine);
    return new InputObject({ keras, type: "InputLayer", name, args, site }, true).tensor(machine);
  }

  /** Outputs come in the order and under the names in which the model was given them. */
  protected override results(made: LayerCall, machine: Machine): Value {
    const given = super.results(made, machine);
    const tensors = given.kind === "list" ? given.items : [given];
    const keys = this.keys(tensors.length);
    return keys
      ? Dict.of(
          keys.map((key, i) => [key, tensors[i]!] as const),
          made.site.span,
        )
      : given;
  }

  override attribute(name: string, site: Site, machine: Machine): Value | undefined {
    if (name === "input" || name === "inputs" || name === "output" || name === "outputs") {
      const value = name.startsWith("input") ? this.given : this.wanted;
      const tensors = this.tensors(value);
      if (name.endsWith("s")) return new List([...tensors], site.span);
      return tensors.length === 1 ? tensors[0] : value;
    }
    if (name === "input_shape" || name === "output_shape") {
      const [tensor] = this.tensors(name === "input_shape" ? this.given : this.wanted);
      return tensor?.attribute("shape");
    }
    return super.attribute(name, site, machine);
  }
}
