/** Variables: those of the file, of a function call, of a class body. */
import { Members, type Class } from "./containers";
import type { Function, Value } from "./value";

export type ScopeKind = "module" | "function" | "class" | "comprehension";

export class Scope {
  /** Names that `global` or `nonlocal` says to be those of an outer scope. */
  readonly outer = new Map<string, Scope>();
  /** Of a class body: names that are only annotated, which `dataclass` reads. */
  readonly annotated: string[] = [];
  /** Of a class body: the class. */
  owner: Class | undefined;
  /** Of a function call: the function, and its first argument, for `super()`. */
  call: { readonly callee: Function; readonly receiver: Value | undefined } | undefined;

  constructor(
    readonly kind: ScopeKind,
    /** The function's or class's name. */
    readonly name: string,
    readonly parent?: Scope,
    readonly members: Members = new Members(),
  ) {}

  /** What a name stands for, here or further out; a class's variables are not seen by the functions in it. */
  find(name: string): Value | undefined {
    const here = this.outer.get(name);
    if (here) return here.members.get(name);
    const own = this.members.get(name);
    if (own) return own;
    let scope = this.parent;
    while (scope) {
      const value = scope.kind === "class" ? undefined : scope.members.get(name);
      if (value) return value;
      scope = scope.parent;
    }
    return undefined;
  }

  /** The scope that an assignment to a name changes. */
  target(name: string): Scope {
    return this.outer.get(name) ?? this;
  }

  get module(): Scope {
    return this.parent?.module ?? this;
  }

  /** The function, class or file that a comprehension stands in. */
  get enclosing(): Scope {
    return this.kind === "comprehension" && this.parent ? this.parent.enclosing : this;
  }
}
