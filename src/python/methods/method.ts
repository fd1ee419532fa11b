/** What a method of a builtin type is. */
import type { Arguments } from "../arguments";
import type { Machine, Site } from "../machine";
import type { Value } from "../value";

export type Method<T extends Value> = (receiver: T, args: Arguments, site: Site, machine: Machine) => Value;
export type Methods<T extends Value> = Readonly<Record<string, Method<T>>>;
