/** Python's operators on tensors. */
import type { Literal } from "../../../model/literal";
import type { Shape } from "../../../model/shape";
import type { Machine, Site } from "../../../python/machine";
import { unknown, type Side, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import type { ShapeRule } from "../layers/layer";
import { operate, optionOf } from "./operation";
import { broadcast, picked } from "./shapes";
import { isShape, rowOf, Tensor, type KnownShape } from "./tensor";

/** The class of Keras's operation for each operator. */
const classOf: Readonly<Partial<Record<string, string>>> = {
  "+": "Add",
  "-": "Subtract",
  "*": "Multiply",
  "/": "TrueDivide",
  "//": "FloorDivide",
  "%": "Mod",
  "**": "Power",
  "@": "Matmul",
  "<": "Less",
  "<=": "LessEqual",
  ">": "Greater",
  ">=": "GreaterEqual",
  "!=": "NotEqual",
  "&": "LogicalAnd",
  "|": "LogicalOr",
  "^": "LogicalXor",
  "~": "LogicalNot",
  neg: "Negative",
  abs: "Absolute",
};

/** An operator with a tensor on one side: one more row. Undefined when the other side is nothing that it takes. */
export function operatorCall(
  operator: string,
  tensor: Tensor,
  given: Value | undefined,
  side: Side,
  site: Site,
  machine: Machine,
): Value | undefined {
  const type = classOf[operator];
  if (type === undefined) return undefined;
  if (!given) return operate(type, [tensor], ([shape]) => shape!, site, machine, { x: optionOf(tensor) });
  const other = rowOf(given);
  const [x1, x2] = (side === "left" ? [tensor, other] : [other, tensor]).map(optionOf) as [Literal, Literal];
  if (other instanceof Tensor) {
    const inputs = side === "left" ? [tensor, other] : [other, tensor];
    return operate(type, inputs, operator === "@" ? multiplied : broadcastAll, site, machine, { x1, x2 });
  }
  const constant = shapeOf(other, site);
  if (!constant) return undefined;
  const rule: ShapeRule = ([shape]) => {
    const both = side === "left" ? [shape!, constant] : [constant, shape!];
    return operator === "@" ? multiplied(both) : broadcastAll(both);
  };
  return operate(type, [tensor], rule, site, machine, { x1, x2 });
}

/** The shape of a number or an array beside a tensor; undefined for what is neither. */
function shapeOf(value: Value, site: Site): KnownShape | undefined {
  if (value.kind === "int" || value.kind === "float" || value.kind === "bool") return [];
  if (value.kind === "unknown") return unknown(value.reason, value.span ?? site.span);
  return value instanceof ArrayValue ? value.shape : undefined;
}

/** Value by value, sizes of 1 repeated. */
export const broadcastAll: ShapeRule = (inputs) => {
  let shape: Shape = [];
  for (const input of inputs) {
    if (!isShape(input)) return input;
    const both = broadcast(shape, input);
    if (!both) return unknown("these shapes do not go together");
    shape = both;
  }
  return shape;
};

/** Matrices in the last two axes. */
export const multiplied: ShapeRule = ([a, b]) => {
  if (!a || !isShape(a)) return a ?? unknown("this has no shape");
  if (!b || !isShape(b)) return b ?? unknown("this has no shape");
  if (a.length === 1 && b.length > 1) {
    const product = multiplied([[1, ...a], b]);
    return isShape(product) ? [...product.slice(0, -2), product[product.length - 1]!] : product;
  }
  if (b.length === 1 && a.length > 1) {
    const product = multiplied([a, [...b, 1]]);
    return isShape(product) ? product.slice(0, -1) : product;
  }
  if (a.length < 2 || b.length < 2) return unknown("this product is not followed");
  const [width, height] = [a[a.length - 1], b[b.length - 2]];
  if (typeof width === "number" && typeof height === "number" && width !== height)
    return unknown("these shapes do not go together");
  const outer = broadcast(a.slice(0, -2), b.slice(0, -2));
  return outer ? [...outer, a[a.length - 2]!, b[b.length - 1]!] : unknown("these shapes do not go together");
};

/** `x[…]`. */
export function pickCall(tensor: Tensor, index: Value, site: Site, machine: Machine): Value {
  // A layer that is not known may give a tuple or a dictionary of tensors.
  if (
    !isShape(tensor.shape) &&
    (index.kind === "int" || index.kind === "text") &&
    tensor.source.layer.opaque !== undefined
  )
    return new Tensor(
      tensor.source,
      index.kind === "int" && index.value >= 0n ? Number(index.value) : 0,
      tensor.shape,
      site.span,
    );
  const rule: ShapeRule = ([shape]) => (shape && isShape(shape) ? picked(shape, index, site.span) : shape!);
  return operate("GetItem", [tensor], rule, site, machine, { x: optionOf(tensor), key: optionOf(index) });
}
