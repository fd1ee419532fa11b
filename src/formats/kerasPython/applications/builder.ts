/** Writes down the layers of a known architecture, as a file would that builds it. */
import type { NodeWeight } from "../../../model/graph";
import type { Literal } from "../../../model/literal";
import { mapDim, type Dim } from "../../../model/shape";
import type { Machine, Site } from "../../../python/machine";
import { tuple, type Value } from "../../../python/value";
import type { Keras } from "../keras";
import { LayerObject } from "../layers/layer";
import { operatorCall } from "../tensors/operators";
import { SequentialObject } from "../models/sequential";
import { isShape, Tensor, type KnownShape, type Within } from "../tensors/tensor";

/** What a call of such a function says; the rest is each architecture's own. */
export interface Wanted {
  /** Without the batch. */
  readonly input: readonly Dim[];
  readonly top: boolean;
  readonly pretrained: boolean;
  readonly pooling: string | undefined;
  readonly classes: number;
  readonly activation: Literal;
  /** `alpha`, `depth_multiplier` and the like. */
  readonly more: Readonly<Record<string, Literal>>;
}

type Args = Readonly<Record<string, Literal>>;

/** Layers of an architecture's own classes: the shape of the first input, and weights. */
class OwnLayer extends LayerObject {
  constructor(
    made: ConstructorParameters<typeof LayerObject>[0],
    private readonly own: readonly NodeWeight[],
  ) {
    super(made);
  }

  override shapeFrom([shape]: readonly KnownShape[]): KnownShape {
    return shape!;
  }

  override withinOf([shape]: readonly KnownShape[]): Within {
    return { shape: shape!, weights: this.own };
  }
}

export class Builder {
  constructor(
    private readonly keras: Keras,
    private readonly site: Site,
    private readonly machine: Machine,
  ) {}

  get channelsFirst(): boolean {
    return this.keras.imageDataFormat === "channels_first";
  }

  /** One layer on one tensor or several. Without a name it gets the next automatic one. */
  layer(type: string, inputs: Tensor | readonly Tensor[], args: Args = {}): Tensor {
    return this.applied(this.made(type, args), inputs);
  }

  private applied(layer: LayerObject, inputs: Tensor | readonly Tensor[]): Tensor {
    const given = inputs instanceof Tensor ? [inputs] : inputs;
    return layer.apply(given, this.site, this.machine) as Tensor;
  }

  private made(type: string, args: Args): LayerObject {
    const { keras, site, machine } = this;
    const { name, ...others } = args;
    const own = typeof name === "string" ? name : keras.name(type, machine);
    const values = Object.fromEntries(Object.entries(others).map(([key, value]) => [key, { value }]));
    return new LayerObject({ keras, type, name: own, args: values, site });
  }

  /** A layer of a class that the architecture brings itself. */
  own(type: string, inputs: Tensor | readonly Tensor[], name?: string, weights: readonly NodeWeight[] = []): Tensor {
    const { keras, site, machine } = this;
    const opaque = `${type} is a layer of keras.applications`;
    const given = name ?? keras.name(type, machine);
    return this.applied(new OwnLayer({ keras, type, name: given, args: {}, site, opaque }, weights), inputs);
  }

  /** A small model in the model. */
  block(name: string, layers: readonly (readonly [type: string, args: Args])[], input: Tensor): Tensor {
    const { keras, site, machine } = this;
    const model = new SequentialObject({ keras, type: "Sequential", name, args: {}, site });
    model.fill(tuple(layers.map(([type, args]) => this.made(type, args))), site, machine);
    return model.apply([input], site, machine) as Tensor;
  }

  /** `x + 1`, `x * y`. */
  operator(operator: string, x: Tensor, other: Value): Tensor {
    return operatorCall(operator, x, other, "left", this.site, this.machine) as Tensor;
  }

  add(inputs: readonly Tensor[], name?: string): Tensor {
    return this.layer("Add", inputs, name === undefined ? {} : { name });
  }

  concatenate(inputs: readonly Tensor[], name?: string): Tensor {
    return this.layer("Concatenate", inputs, {
      axis: this.channelsFirst ? 1 : -1,
      ...(name !== undefined && { name }),
    });
  }

  convolve(x: Tensor, filters: number, size: Literal, args: Args = {}): Tensor {
    return this.layer("Conv2D", x, { filters, kernel_size: size, ...args, ...this.format });
  }

  normalize(x: Tensor, args: Args = {}): Tensor {
    return this.layer("BatchNormalization", x, { axis: this.channelsFirst ? 1 : -1, ...args });
  }

  activate(x: Tensor, activation: Literal, name?: string): Tensor {
    return this.layer("Activation", x, { activation, ...(name !== undefined && { name }) });
  }

  /** A layer that looks at places of an image. */
  spatial(type: string, x: Tensor, args: Args = {}): Tensor {
    return this.layer(type, x, { ...args, ...this.format });
  }

  private get format(): Args {
    return this.channelsFirst ? { data_format: "channels_first" } : {};
  }

  /** The number of channels. */
  channels({ shape }: Tensor): number {
    const dim = isShape(shape) ? shape.at(this.channelsFirst ? 1 : -1) : undefined;
    return typeof dim === "number" ? dim : 0;
  }

  /** The first of an image's sides. */
  side({ shape }: Tensor): Dim {
    return isShape(shape) ? (shape[this.channelsFirst ? 2 : 1] ?? null) : null;
  }

  /** How much an image is widened for a kernel with strides of 2, so that all of it counts. */
  evenPadding(x: Tensor, size: number): readonly (readonly number[])[] {
    const { shape } = x;
    const half = Math.floor(size / 2);
    const first = this.channelsFirst ? 2 : 1;
    const less = (axis: number): number => {
      const side = isShape(shape) ? mapDim(shape[axis] ?? null, (known) => 1 - (known % 2)) : null;
      return typeof side === "number" ? side : 1;
    };
    // Keras looks at the first side alone to see whether sizes are known.
    const known = typeof this.side(x) === "number";
    return [first, first + 1].map((axis) => [half - (known ? less(axis) : 1), half]);
  }

  /** The end that most architectures share. */
  end(
    x: Tensor,
    wanted: Wanted,
    names: { readonly average?: string; readonly maximum?: string; readonly top?: string } = {},
  ): Tensor {
    const pool = (type: string, name: string | undefined): Tensor =>
      this.spatial(type, x, name === undefined ? {} : { name });
    if (wanted.top) return this.predictions(pool("GlobalAveragePooling2D", names.top ?? "avg_pool"), wanted);
    if (wanted.pooling === "avg") return pool("GlobalAveragePooling2D", names.average);
    return wanted.pooling === "max" ? pool("GlobalMaxPooling2D", names.maximum) : x;
  }

  predictions(x: Tensor, { classes, activation }: Wanted): Tensor {
    return this.layer("Dense", x, { units: classes, activation, name: "predictions" });
  }
}

/** A number of filters that eight divides, not much less than asked for. */
export function divisible(value: number, divisor = 8): number {
  const rounded = Math.max(divisor, Math.floor(Math.trunc(value + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * value ? rounded + divisor : rounded;
}
