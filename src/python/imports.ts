/** Imports: names for modules and for what is in them. Nothing is loaded; the surroundings say what is known. */
import { bindName } from "./assign";
import { everlasting, isEverlasting } from "./footprint";
import { siteOf, spanOf, type Machine } from "./machine";
import type { Scope } from "./scope";
import type { Import, ImportFrom } from "./syntax";
import { unknown, type Value } from "./value";

export function importModules(machine: Machine, node: Import, scope: Scope): void {
  for (const { path, alias } of node.modules) {
    const [top] = path.split(".");
    const wanted = alias === undefined ? top! : path;
    bindName(machine, alias ?? top!, moduleAt(machine, wanted, node), scope);
  }
}

export function importFrom(machine: Machine, node: ImportFrom, scope: Scope): void {
  const site = siteOf(node);
  const module = machine.surroundings.module(node.module, site, machine);
  if (node.names === "*") {
    for (const [name, value] of module?.everything?.() ?? []) bindName(machine, name, value, scope);
    return;
  }
  for (const imported of node.names) {
    const { name, alias } = imported;
    const path = node.module.endsWith(".") ? `${node.module}${name}` : `${node.module}.${name}`;
    const own = module?.attribute?.(name, site, machine);
    if (own && module && isEverlasting(module)) everlasting(own);
    const value =
      own ??
      machine.surroundings.module(path, site, machine) ??
      unknown(`${node.module}.${name} is not known: it is outside this file`, spanOf(imported));
    bindName(machine, alias ?? name, value, scope);
  }
}

const moduleAt = (machine: Machine, path: string, node: Import): Value =>
  machine.surroundings.module(path, siteOf(node), machine) ??
  unknown(`the module ${path} is not known: it is outside this file`, spanOf(node));
