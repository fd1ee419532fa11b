/** Layers that a class keeps, `self.norm = …`, and calls elsewhere: one made inside `call` would be a new one at every call. */
import type { TreeNode } from "../../../python/parents";
import { spanOf } from "../../../python/machine";
import type { Assignment, Expression, Statement } from "../../../python/syntax";
import { snakeCase } from "../names";
import type { Page } from "./layout";
import type { Tools, Way } from "./steps";

type Parents = ReadonlyMap<object, TreeNode>;
type Kinds = Expression | Statement;

interface Kept {
  readonly statement: Assignment;
  /** `self`, as the file calls it. */
  readonly owner: string;
  readonly name: string;
}

/** `self.name = maker`. */
export function keptAs(maker: Expression | undefined, parents: Parents): Kept | undefined {
  const statement = maker && parents.get(maker);
  if (!statement || !("kind" in statement) || statement.kind !== "assign" || statement.targets.length !== 1)
    return undefined;
  const [target] = statement.targets;
  return target?.kind === "attribute" && target.object.kind === "name"
    ? { statement, owner: target.object.name, name: target.name }
    : undefined;
}

/** How often a text speaks of an attribute. */
export const mentions = ({ text }: Page, name: string): number =>
  [...text.matchAll(new RegExp(`\\.\\s*${name}\\b`, "g"))].length;

/** A new layer kept beside another: what calls it, and the line that makes it. */
export function keepBeside({ page }: Tools, kept: Kept, type: string, made: string): { called: string; line: Way } {
  const base = snakeCase(type);
  let name = base;
  for (let i = 1; mentions(page, name) > 0; i++) name = `${base}_${i}`;
  const { start, end } = spanOf(kept.statement);
  const text = `${kept.owner}.${name} = ${made}`;
  const indentation = page.indentation(start);
  const own = indentation !== undefined && page.endsLine(end);
  const at = own ? page.lineEnd(end) : end;
  return {
    called: `${kept.owner}.${name}`,
    line: [{ start: at, end: at, text: own ? `${page.newline}${indentation}${text}` : `; ${text}` }],
  };
}

/** Whether an expression stands in what Keras calls again for every batch. */
export function isInCall(expression: Expression, parents: Parents): boolean {
  const method = around(expression, "function", parents);
  return method?.name === "call" && around(method, "class", parents) !== undefined;
}

/** Whether a layer is made by a comprehension. */
export const isInComprehension = (maker: Expression | undefined, parents: Parents): boolean =>
  maker !== undefined && around(maker, "comprehension", parents) !== undefined;

/** The nearest of its kind that something stands in. */
function around<K extends Kinds["kind"]>(
  one: object,
  kind: K,
  parents: Parents,
): Extract<Kinds, { kind: K }> | undefined {
  for (let outer = parents.get(one); outer; outer = parents.get(outer))
    if ("kind" in outer && outer.kind === kind) return outer as Extract<Kinds, { kind: K }>;
  return undefined;
}
