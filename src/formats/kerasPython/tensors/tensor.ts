/** The tensors that flow between layers while a functional model is written down. */
import type { NodeWeight } from "../../../model/graph";
import type { Config } from "../../../model/literal";
import { showShape, type Shape } from "../../../model/shape";
import type { Arguments } from "../../../python/arguments";
import { Raised, type Machine, type Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { int, text, unknown, type External, type Side, type Unknown, type Value } from "../../../python/value";
import { fromDim, ShapeValue } from "../literal";
import type { LayerObject } from "../layers/layer";
import { eitherTensor, opaqueCall } from "../opaque";
import { operatorCall, pickCall } from "./operators";

/** What a call of a layer of the file's own does inside. */
export interface Within {
  /** Of its first result. */
  readonly shape: KnownShape;
  /** Its own, without those of the layers in it; undefined when it is not known which there are. */
  readonly weights: readonly NodeWeight[] | undefined;
  /** How tensors go through it; absent when that is not known to the end. */
  readonly layout?: {
    readonly calls: readonly LayerCall[];
    readonly inputs: readonly Tensor[];
    readonly outputs: readonly Tensor[];
  };
  /** What it returns, with tensors from inside. */
  readonly result?: Value;
  /** The same while training, where `call` asks whether it is. */
  readonly layoutTraining?: Within["layout"];
  /** Why it is not known how tensors go through it. */
  readonly lost?: string;
  /** Nothing of what it does is left out. */
  readonly isComplete?: boolean;
}

/** One call of a layer: a row of the graph to be. */
export interface LayerCall {
  readonly layer: LayerObject;
  readonly inputs: readonly Tensor[];
  /** All that is passed, where the layer's own class decides what it means. */
  readonly args?: Arguments | undefined;
  readonly site: Site;
  /** The `training=` argument, where it is given. */
  readonly training: boolean | undefined;
  /** The names of the arguments that the inputs are given as, where they are given by name. */
  readonly roles?: readonly (string | undefined)[];
  /** Arguments of the call that are no tensors. */
  readonly options?: Config;
  /** The masks that come with its inputs, where its class asks for them. */
  readonly masks?: readonly Tensor[];
  /** No call at all: the layer is a part of a model that nothing is known to go through. */
  readonly isPart?: true;
  /** The result's shape, where it is known though the layer is not. */
  readonly shape?: Shape;
  within?: Within;
  /** All that it gave. */
  result?: Value;
  /** Later calls have larger numbers. */
  readonly serial: number;
}

let calls = 0;
export const nextSerial = (): number => ++calls;

/** All that a call takes, masks included, in Keras's order. */
export const takenBy = ({ inputs, masks = [] }: LayerCall): readonly Tensor[] => [...inputs, ...masks];

/** A tensor's shape, or why it is not known. */
export type KnownShape = Shape | Unknown;
/** The same for the same shapes. */
export const keyOfShapes = (shapes: readonly KnownShape[]): string =>
  shapes.map((shape) => (isShape(shape) ? showShape(shape) : "?")).join(" ");
export const isShape = (shape: KnownShape): shape is Shape => !("kind" in shape);

export class Tensor implements External {
  readonly kind = "external";
  readonly what = "a tensor";
  /** Tells which of its steps are no padding, where a layer said so. */
  mask: Tensor | undefined;

  constructor(
    readonly source: LayerCall,
    /** Which of the call's results it is. */
    readonly output: number,
    readonly shape: KnownShape,
    readonly span = source.site.span,
  ) {}

  attribute(name: string): Value | undefined {
    switch (name) {
      case "shape":
      case "_keras_shape":
        return isShape(this.shape) ? new ShapeValue(this.shape) : this.shape;
      case "get_shape":
        return builtin("get_shape", () => this.attribute("shape")!);
      case "ndim":
        return isShape(this.shape) ? int(this.shape.length) : this.shape;
      case "name":
        return text(this.source.layer.name);
      case "dtype":
        return text("float32");
      default:
        return undefined;
    }
  }

  operate(operator: string, other: Value | undefined, side: Side, site: Site, machine: Machine): Value | undefined {
    return operatorCall(operator, this, other, side, site, machine);
  }

  item(index: Value, site: Site, machine: Machine): Value {
    return pickCall(this, index, site, machine);
  }

  iterate(_: Site, __: Machine, wanted: number | undefined): readonly Value[] | Unknown {
    // Keras refuses it where a layer's `call` does so; elsewhere what is read here as a tensor may be something else.
    if (this.source.layer.keras.isInside && isShape(this.shape) && this.shape[0] === null)
      throw new Raised("TypeError", "iterating over a symbolic tensor is not supported");
    // A layer that is not known may give several tensors; how many is seen from what takes them.
    if (wanted !== undefined && !isShape(this.shape))
      return Array.from({ length: wanted }, (_unused, i) => new Tensor(this.source, i, this.shape, this.span));
    return unknown("the elements of a tensor are not known", this.span);
  }

  length(): Value {
    const [first] = isShape(this.shape) ? this.shape : [undefined];
    return first === undefined || first === null ? unknown("the batch size is not known", this.span) : fromDim(first);
  }

  truth(): Unknown {
    return unknown("the values of a tensor are known only at run time", this.span);
  }

  either(values: readonly Value[], why: Unknown): Value | undefined {
    return eitherTensor(values, why, this.source.site);
  }

  passedTo(callee: Unknown, args: Arguments, site: Site, machine: Machine): Value {
    return opaqueCall(callee, args, site, machine);
  }
}

/** Structures nested deeper, or of more parts, are not taken apart. */
const DEEPEST = 50;
const MOST_TENSORS = 10_000;

/** What stands for a value in the graph: a weight is a row of its own while its layer is followed. */
export const rowOf = (value: Value): Value =>
  value.kind === "external" && "row" in value ? ((value.row as Tensor | undefined) ?? value) : value;

/**
 * The tensors in a value, in the order in which Keras takes structures apart: dictionaries by their sorted keys. Of a structure that holds
 * itself, or of more parts than can be told, one that is not known.
 */
export function tensorsIn(value: Value): readonly Value[] {
  const found: Value[] = [];
  return takeApart(value, 0, { left: MOST_TENSORS }, found) ? found : [tooMuch(value)];
}

const tooMuch = ({ span }: Value): Unknown => unknown("this is nested too deeply", span);

/** Of a structure that cannot be taken apart, that it is not known; undefined for others. */
export const endless = (value: Value): Unknown | undefined =>
  takeApart(value, 0, { left: MOST_TENSORS }, []) ? undefined : tooMuch(value);

/** Puts what is in a value to the others; whether that could be done. */
function takeApart(value: Value, depth: number, room: { left: number }, found: Value[]): boolean {
  if (depth > DEEPEST || room.left-- <= 0) return false;
  const each = (parts: readonly Value[]): boolean => parts.every((one) => takeApart(one, depth + 1, room, found));
  const hidden = value.kind === "list" || value.kind === "dict" ? value.unknown : undefined;
  if (hidden === undefined && (value.kind === "list" || value.kind === "tuple")) return each(value.items);
  if (hidden === undefined && value.kind === "dict")
    return each(
      [...value.entries.values()]
        .sort((a, b) => (sortKey(a.key) < sortKey(b.key) ? -1 : 1))
        .map((entry) => entry.value),
    );
  found.push(hidden ?? rowOf(value));
  return true;
}
const sortKey = (key: Value): string => (key.kind === "text" ? key.value : "");
