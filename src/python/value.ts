/** What a Python expression can be worth when it is read but not run. */
import type { Span } from "../model/span";
import type { Arguments } from "./arguments";
import type { Class, Dict, Instance, Iterator, List, SetValue } from "./containers";
import type { Machine, Site } from "./machine";
import type { Scope } from "./scope";
import type { Block, Expression, FunctionDefinition, Lambda, Parameter } from "./syntax";

interface Of<K extends string> {
  readonly kind: K;
  /** The expression that it came from. */
  readonly span?: Span | undefined;
}

/** A value that exists when the program runs but cannot be told from reading it, and why. */
export interface Unknown extends Of<"unknown"> {
  readonly reason: string;
}
export type None = Of<"none">;
export interface Bool extends Of<"bool"> {
  readonly value: boolean;
}
export interface Int extends Of<"int"> {
  readonly value: bigint;
}
export interface Float extends Of<"float"> {
  readonly value: number;
}
export interface Text extends Of<"text"> {
  readonly value: string;
}
export interface Tuple extends Of<"tuple"> {
  readonly items: readonly Value[];
}
export interface Range extends Of<"range"> {
  readonly first: bigint;
  readonly end: bigint;
  readonly step: bigint;
}
export interface Slice extends Of<"slice"> {
  readonly lower: Value;
  readonly upper: Value;
  readonly step: Value;
}
export interface Function extends Of<"function"> {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly presets: ReadonlyMap<string, Value>;
  readonly body: Block | Expression;
  readonly scope: Scope;
  readonly definition: FunctionDefinition | Lambda;
  /** The class it is defined in, for `super()`. */
  readonly owner: Class | undefined;
}
/** A function with its first argument. */
export interface Bound extends Of<"bound"> {
  readonly receiver: Value;
  readonly target: Function | External;
}
/** A member of a class that changes how it is reached. */
export interface Descriptor extends Of<"descriptor"> {
  readonly form: "property" | "static" | "class";
  readonly target: Value;
  readonly setter: Value | undefined;
}
/** `super()`: the members of the classes after `after` in the receiver's line. */
export interface Super extends Of<"super"> {
  readonly after: Class;
  readonly receiver: Instance | Class;
}

/** Which side of an operator a value stands on. */
export type Side = "left" | "right";

/**
 * A thing that is not defined in the text: builtin functions, modules, and whatever the caller's resolver provides.
 * What is absent cannot be done with it, and gives an unknown.
 */
export interface External extends Of<"external"> {
  /** As messages name it: `keras.layers.Dense`. */
  readonly what: string;
  /** Equal for equal things; without it a thing equals only itself. */
  readonly key?: string;
  /** What `str()` gives, where it is known. */
  readonly text?: string;
  attribute?(name: string, site: Site, machine: Machine): Value | undefined;
  /** False when the attribute is an ordinary one, to be kept by the instance. */
  assign?(name: string, value: Value, site: Site, machine: Machine): boolean;
  call?(args: Arguments, site: Site, machine: Machine): Value;
  item?(index: Value, site: Site, machine: Machine): Value;
  setItem?(index: Value, value: Value, site: Site, machine: Machine): void;
  /** An operator with this on one side; undefined when it is not one of its own. */
  operate?(operator: string, other: Value | undefined, side: Side, site: Site, machine: Machine): Value | undefined;
  /** Its elements; `wanted` is how many the other side unpacks into. */
  iterate?(site: Site, machine: Machine, wanted: number | undefined): readonly Value[] | Unknown;
  length?(site: Site): Value;
  truth?(): boolean | Unknown;
  /** For classes: whether a value is an instance; undefined when it cannot be told. */
  hasInstance?(value: Value): boolean | undefined;
  /** For classes that the user derives from: what their instances get. */
  instantiate?(instance: Instance, site: Site, machine: Machine): External | undefined;
  /** For classes that the user derives from: what becomes of the class. */
  derived?(class_: Class, machine: Machine): void;
  /** For classes that the user derives from: a method of the class itself that is inherited. */
  inherited?(name: string, class_: Class): Value | undefined;
  /** An unknown function is called with this among its arguments. */
  passedTo?(callee: Unknown, args: Arguments, site: Site, machine: Machine): Value | undefined;
  /** For modules: what `from module import *` brings. */
  everything?(): Iterable<readonly [string, Value]>;
  /** One of these, it is not known which; undefined when that is nothing in particular. */
  either?(values: readonly Value[], why: Unknown): Value | undefined;
  /**
   * What it is made of, for a thing that changes only by way of the journal: as long as nobody has changed it after it was made, it does
   * not matter who else has it.
   */
  holds?(): readonly Value[];
  /** It was bound to a variable. */
  bound?(name: string, scope: Scope): void;
  /** It was returned by a function, whose own variables are in `scope`. */
  returned?(name: string, scope: Scope): void;
}

export type Value =
  | Unknown
  | None
  | Bool
  | Int
  | Float
  | Text
  | Tuple
  | List
  | Dict
  | SetValue
  | Range
  | Slice
  | Iterator
  | Function
  | Bound
  | Descriptor
  | Class
  | Instance
  | Super
  | External;

export const unknown = (reason: string, span?: Span): Unknown => ({ kind: "unknown", reason, span });
export const none: None = { kind: "none" };
export const bool = (value: boolean, span?: Span): Bool => ({ kind: "bool", value, span });
export const int = (value: bigint | number, span?: Span): Int => ({ kind: "int", value: BigInt(value), span });
export const float = (value: number, span?: Span): Float => ({ kind: "float", value, span });
export const text = (value: string, span?: Span): Text => ({ kind: "text", value, span });
export const tuple = (items: readonly Value[], span?: Span): Tuple => ({ kind: "tuple", items, span });

/** A whole number as JavaScript counts, or undefined when the value is none or too large. */
export function indexOf(value: Value | undefined): number | undefined {
  if (value?.kind === "bool") return value.value ? 1 : 0;
  if (value?.kind !== "int") return undefined;
  return value.value >= -MOST && value.value <= MOST ? Number(value.value) : undefined;
}
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** The type's name as Python gives it. */
export function typeName(value: Value): string {
  switch (value.kind) {
    case "none":
      return "NoneType";
    case "text":
      return "str";
    case "class":
      return "type";
    case "instance":
      return value.class_.name;
    case "bound":
      return "method";
    case "external":
      return value.what;
    default:
      return value.kind;
  }
}
