/** What a call passes, and how it meets what the callee takes. */
import type { Span } from "../model/span";
import type { CallArgument, Parameter } from "./syntax";
import type { Unknown, Value } from "./value";

/** One value passed. */
export interface Given {
  readonly value: Value;
  /** Where it stands in the call. */
  readonly span: Span | undefined;
  /** How it is written, unless it comes out of `*` or `**`. */
  readonly written?: CallArgument | undefined;
}

export class Arguments {
  constructor(
    readonly positional: readonly Given[],
    readonly named: ReadonlyMap<string, Given> = new Map(),
    /** Set when `*` or `**` passes values that are not known: then anything not given may be. */
    readonly rest?: Unknown,
  ) {}

  static of(...values: readonly Value[]): Arguments {
    return new Arguments(values.map((value) => ({ value, span: value.span })));
  }

  /** The same call with one more argument in front. */
  after(receiver: Value): Arguments {
    return new Arguments([{ value: receiver, span: receiver.span }, ...this.positional], this.named, this.rest);
  }

  /** The same call with other arguments. */
  only(positional: readonly Given[], named: ReadonlyMap<string, Given>): Arguments {
    return new Arguments(positional, named, this.rest);
  }

  get all(): readonly Given[] {
    return [...this.positional, ...this.named.values()];
  }

  /** The argument at a place or under a name. */
  pick(index: number, name: string): Value | undefined {
    return this.named.get(name)?.value ?? this.positional[index]?.value;
  }

  /** Arguments under their names, for a callee that takes these in this order; `*` ends those that may stand without one. */
  under(names: readonly string[]): { readonly bound: ReadonlyMap<string, Given>; readonly extra: readonly Given[] } {
    const limit = names.indexOf("*");
    const places = limit < 0 ? names : names.slice(0, limit);
    const bound = new Map<string, Given>();
    for (const [i, name] of places.entries()) {
      const given = this.positional[i];
      if (given) bound.set(name, given);
    }
    for (const [name, given] of this.named) if (!bound.has(name)) bound.set(name, given);
    return { bound, extra: this.positional.slice(places.length) };
  }
}

/** Values for a function's parameters; what cannot be bound is told by the message that Python would give. */
export function bindParameters(
  name: string,
  parameters: readonly Parameter[],
  presets: ReadonlyMap<string, Value>,
  args: Arguments,
  make: {
    readonly rest: (values: readonly Value[]) => Value;
    readonly keywords: (values: ReadonlyMap<string, Value>, unknown: Unknown | undefined) => Value;
  },
): ReadonlyMap<string, Value> | string {
  const bound = new Map<string, Value>();
  const places = parameters.filter(({ kind }) => kind === "normal" || kind === "positional-only");
  const rest = parameters.find(({ kind }) => kind === "rest");
  const keywords = parameters.find(({ kind }) => kind === "keywords");
  for (const [i, { value }] of args.positional.entries()) {
    const place = places[i];
    if (place) bound.set(place.name, value);
    else if (!rest)
      return `${name}() takes ${places.length} positional arguments but ${args.positional.length} were given`;
  }
  if (rest)
    bound.set(rest.name, args.rest ?? make.rest(args.positional.slice(places.length).map(({ value }) => value)));
  const others = new Map<string, Value>();
  for (const [key, { value }] of args.named) {
    const parameter = parameters.find(
      (one) => one.name === key && (one.kind === "normal" || one.kind === "keyword-only"),
    );
    if (parameter && bound.has(key)) return `${name}() got multiple values for argument '${key}'`;
    if (parameter) bound.set(key, value);
    else if (keywords) others.set(key, value);
    else return `${name}() got an unexpected keyword argument '${key}'`;
  }
  if (keywords) bound.set(keywords.name, make.keywords(others, args.rest));
  for (const parameter of parameters) {
    if (bound.has(parameter.name)) continue;
    const preset = args.rest ?? presets.get(parameter.name);
    if (!preset) return `${name}() is missing the argument '${parameter.name}'`;
    bound.set(parameter.name, preset);
  }
  return bound;
}
