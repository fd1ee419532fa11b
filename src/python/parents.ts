/** Who stands around whom in a tree: what editing needs and following does not. */
import type { CallArgument, Expression, Module, Statement } from "./syntax";

export type TreeNode = Expression | Statement | CallArgument;

/** For each expression, statement and argument the one it stands in; top-level statements have none. */
export function parentsIn(module: Module): ReadonlyMap<object, TreeNode> {
  const parents = new Map<object, TreeNode>();
  const waiting: { readonly thing: unknown; readonly parent: TreeNode | undefined }[] = [
    { thing: module.body, parent: undefined },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { thing, parent } = next;
    if (Array.isArray(thing)) for (const one of thing) waiting.push({ thing: one, parent });
    else if (typeof thing === "object" && thing !== null) {
      const node = "base" in thing ? (thing as TreeNode) : undefined;
      if (node && parent) parents.set(node, parent);
      for (const [name, part] of Object.entries(thing))
        if (name !== "base" && name !== "site" && typeof part === "object")
          waiting.push({ thing: part, parent: node ?? parent });
    }
  }
  return parents;
}
