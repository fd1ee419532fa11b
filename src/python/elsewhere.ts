/** Modules in other files of the user's: followed when they are imported, and standing where the import stands. */
import type { Span } from "../model/span";
import { executeBlock } from "./execute";
import { Exhausted, Raised, type Machine } from "./machine";
import { Scope } from "./scope";
import { baseAt, type Base, type Module } from "./syntax";
import type { External } from "./value";

/** Where the pieces of other files count from. */
const elsewhere = new WeakSet<Base>();

/** Whether a piece of a tree is written in another file. */
export const isElsewhere = (node: { readonly base: Base }): boolean => elsewhere.has(node.base);

/** What a module defines, once it has been followed to its end. */
export function moduleElsewhere(machine: Machine, module: Module, path: string, place: Span): External {
  move(module, place);
  const scope = new Scope("module", "");
  for (const statement of module.body)
    try {
      machine.bounded(
        () => executeBlock(machine, [statement], scope),
        () => undefined,
      );
    } catch (error) {
      // What goes wrong there is told there.
      if (!(error instanceof Raised) && !(error instanceof Exhausted)) throw error;
    }
  return {
    kind: "external",
    what: path,
    attribute: (name) => scope.members.get(name),
    everything: () => [...scope.members].filter(([name]) => !name.startsWith("_")),
  };
}

/** Every piece of a tree stands where the import stands: its own place lies in another text. */
function move(module: Module, { start, end }: Span): void {
  const base = baseAt(0);
  elsewhere.add(base);
  const waiting: unknown[] = [module.body];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (Array.isArray(next)) waiting.push(...(next as readonly unknown[]).filter((one) => one !== undefined));
    else if (typeof next === "object" && next !== null) {
      if ("base" in next) Object.assign(next, { base, start, end, site: { span: { start, end } } });
      for (const [name, part] of Object.entries(next))
        if (name !== "base" && name !== "site" && typeof part === "object" && part !== null) waiting.push(part);
    }
  }
}
