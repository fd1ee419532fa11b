/** Where in the text a node of the graph comes from. */
import type { TreeNode } from "../../../python/parents";
import type { Call, Expression, ExpressionStatement, ListDisplay, TupleDisplay } from "../../../python/syntax";
import { InputObject } from "../layers/input";
import type { LayerCall } from "../tensors/tensor";

/** What puts a layer into its model. */
export type Use =
  /** An element of a list: `Sequential([layer])`. */
  | { readonly kind: "element"; readonly list: ListDisplay | TupleDisplay; readonly element: Expression }
  /** A statement: `model.add(layer)`. */
  | { readonly kind: "statement"; readonly statement: ExpressionStatement; readonly argument: Expression }
  /** A call on tensors: `layer(x)`; or an operator. */
  | { readonly kind: "call"; readonly expression: Expression };

export interface Place {
  /** The call that makes the layer. */
  readonly maker: Call | undefined;
  readonly use: Use | undefined;
  /** What stands for the place: nodes with the same one are made by the same text. */
  readonly key: object | undefined;
}

const adders: ReadonlySet<string> = new Set(["add", "append"]);

export function placeOf(
  call: LayerCall,
  sequential: boolean,
  listed: boolean,
  at: number,
  parents: ReadonlyMap<object, TreeNode>,
): Place {
  const maker = call.layer.site.call;
  const use = sequential
    ? (elementAt(maker, parents) ?? elementAt(placed(call, at), parents))
    : ((listed ? elementAt(maker, parents) : undefined) ?? callOf(call.site.node as Expression | undefined));
  const key = use?.kind === "call" ? use.expression : use?.kind === "element" ? use.element : use?.argument;
  return { maker, use, key };
}

const callOf = (expression: Expression | undefined): Use | undefined => expression && { kind: "call", expression };

/** The expression that a layer was put in by, when it is not the one that makes it. */
function placed({ site, layer }: LayerCall, at: number): Expression | undefined {
  const [first] = site.call?.args ?? [];
  if (!first || first.spread || layer instanceof InputObject) return undefined;
  if (first.value.kind !== "list") return first.value;
  const { elements } = first.value;
  return elements.some(({ kind }) => kind === "starred") ? undefined : elements[at];
}

/** The element of a list, or the argument of a statement that adds it, that an expression is. */
function elementAt(expression: Expression | undefined, parents: ReadonlyMap<object, TreeNode>): Use | undefined {
  const parent = expression && parents.get(expression);
  if (!expression || !parent) return undefined;
  if ("kind" in parent) {
    const list = parent.kind === "list" || parent.kind === "tuple" ? parent : undefined;
    return list && { kind: "element", list, element: expression };
  }
  const call = parents.get(parent);
  const statement = call && parents.get(call);
  const adds =
    call && "kind" in call && call.kind === "call" && call.callee.kind === "attribute" && adders.has(call.callee.name);
  return adds && statement && "kind" in statement && statement.kind === "expression"
    ? { kind: "statement", statement, argument: expression }
    : undefined;
}
