/** `keras.layers.Lambda`: a function of the file as a layer, followed for the shape that it gives. */
import type { Arguments } from "../../../python/arguments";
import { Arguments as Passed } from "../../../python/arguments";
import { call } from "../../../python/call";
import { List } from "../../../python/containers";
import { Raised, type Machine, type Site } from "../../../python/machine";
import { unknown, type Unknown, type Value } from "../../../python/value";
import type { Keras } from "../keras";
import { LayerObject } from "./layer";
import { beginning } from "./input";
import { argumentOf, nameFrom } from "./layerClass";
import { toShape } from "../literal";
import { ordered } from "../tensors/order";
import {
  isShape,
  keyOfShapes,
  Tensor,
  tensorsIn,
  type KnownShape,
  type LayerCall,
  type Within,
} from "../tensors/tensor";

export class LambdaLayer extends LayerObject {
  private readonly followed = new Map<string, Within>();
  /** To be called before it keeps anything that is never taken back. */
  private readonly keep: () => void;

  private constructor(
    made: ConstructorParameters<typeof LayerObject>[0],
    private readonly function_: Value,
    /** What it says of the output's shape, and more arguments for the function. */
    private readonly given: { readonly shape: Value | undefined; readonly more: Value | undefined },
    machine: Machine,
  ) {
    super(made);
    this.keep = machine.keeps();
  }

  static make(
    keras: Keras,
    args: Arguments,
    site: Site,
    machine: Machine,
    type = "Lambda",
    positions: readonly [string, ...string[]] = ["function", "output_shape", "mask", "arguments"],
  ): LambdaLayer {
    const { bound } = args.under(positions);
    const function_ = bound.get(positions[0])?.value ?? unknown(`this ${type} has no function`, site.span);
    const given = bound.get("name");
    const name = nameFrom(keras, type, given && argumentOf("name", given), machine);
    const named = [...bound].filter(([one]) => one === "name" || one === positions[0] || one.endsWith("input_shape"));
    const values = Object.fromEntries(named.map(([one, argument]) => [one, argumentOf(one, argument)]));
    const opaque = `what a ${type} computes is known only at run time`;
    const made = { keras, type, name, args: values, site, opaque };
    const more = { shape: bound.get("output_shape")?.value, more: bound.get("arguments")?.value };
    return new LambdaLayer(made, function_, more, machine);
  }

  protected override results(made: LayerCall, machine: Machine): Value {
    const shapes = made.inputs.map(({ shape }) => shape);
    const key = keyOfShapes(shapes);
    let within = this.followed.get(key);
    if (!within) {
      this.keep();
      this.followed.set(key, (within = this.follow(made, shapes, machine)));
    }
    return new Tensor(made, 0, within.shape);
  }

  override withinOf(inputs: readonly KnownShape[]): Within | undefined {
    return this.followed.get(keyOfShapes(inputs));
  }

  override shapeFrom(inputs: readonly KnownShape[]): KnownShape {
    return this.withinOf(inputs)?.shape ?? super.shapeFrom(inputs);
  }

  /** What the function does with tensors of these shapes. Keras lets a Lambda have no weights of its own. */
  private follow(made: LayerCall, inputs: readonly KnownShape[], machine: Machine): Within {
    const hidden: Unknown = unknown(this.opaque!, this.span);
    const begins = made.inputs.map((tensor) => beginning(this.keras, tensor, this.site, machine));
    const value = begins.length === 1 ? begins[0]! : new List(begins);
    const { more } = this.given;
    const named = new Map(
      more?.kind === "dict"
        ? [...more.entries.values()].flatMap(({ key, value: part }) =>
            key.kind === "text" ? [[key.value, { value: part, span: undefined }] as const] : [],
          )
        : [],
    );
    try {
      const result = this.keras.inside(() =>
        machine.bounded(
          () => call(machine, this.function_, new Passed([{ value, span: undefined }], named), this.site),
          () => hidden,
        ),
      );
      const [tensor, ...others] = tensorsIn(result);
      if (tensor instanceof Tensor && isShape(tensor.shape)) {
        const layout = { calls: ordered(begins, [tensor]), inputs: begins, outputs: [tensor] };
        return { shape: tensor.shape, weights: [], ...(others.length === 0 && { layout }) };
      }
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
    }
    const declared = this.given.shape && this.given.shape.kind !== "none" ? toShape(this.given.shape) : undefined;
    const [batch] = inputs;
    const shape = declared && isShape(declared) && batch && isShape(batch) ? [batch[0] ?? null, ...declared] : hidden;
    return { shape, weights: [] };
  }
}
