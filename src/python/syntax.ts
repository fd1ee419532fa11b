/** Python as this product sees it: a tree of plain objects, each with its place in the text. */
import type { Span } from "../model/span";
import type { Site } from "./machine";

/** Where a top-level statement begins. When text before it changes, this moves and the tree below it stays as it is. */
export interface Base {
  offset: number;
  /** Places in the statement that somebody has asked for, and may have kept: they move with it. */
  readonly places: { start: number; end: number }[];
}

export const baseAt = (offset: number): Base => ({ offset, places: [] });

export function moveBase(base: Base, offset: number): void {
  const distance = offset - base.offset;
  if (distance === 0) return;
  base.offset = offset;
  for (const place of base.places) {
    place.start += distance;
    place.end += distance;
  }
}

/** A piece of the tree; `start` and `end` count from its base. */
export interface Syntax {
  readonly base: Base;
  readonly start: number;
  readonly end: number;
  /** Kept by the machine that follows it. */
  site: Site | undefined;
}

interface Of<K extends string> extends Syntax {
  readonly kind: K;
}

export interface Name extends Of<"name"> {
  readonly name: string;
}
export interface Constant extends Of<"constant"> {
  readonly value: null | boolean | "...";
}
export interface IntegerLiteral extends Of<"integer"> {
  readonly value: bigint;
}
export interface FloatLiteral extends Of<"float"> {
  readonly value: number;
}
export interface StringLiteral extends Of<"string"> {
  readonly parts: readonly (string | Interpolation)[];
  readonly bytes: boolean;
}
export interface Interpolation {
  readonly value: Expression;
  readonly conversion: string | undefined;
  readonly format: readonly (string | Interpolation)[];
}
export interface TupleDisplay extends Of<"tuple"> {
  readonly elements: readonly Expression[];
}
export interface ListDisplay extends Of<"list"> {
  readonly elements: readonly Expression[];
}
export interface SetDisplay extends Of<"set"> {
  readonly elements: readonly Expression[];
}
export interface DictDisplay extends Of<"dict"> {
  /** An entry without a key is `**value`. */
  readonly entries: readonly { readonly key: Expression | undefined; readonly value: Expression }[];
}
export interface Call extends Of<"call"> {
  readonly callee: Expression;
  readonly args: readonly CallArgument[];
  /** Where the opening parenthesis stands, from the base. */
  readonly open: number;
}
export interface CallArgument extends Syntax {
  readonly name: string | undefined;
  readonly spread: "*" | "**" | undefined;
  readonly value: Expression;
}
export interface Attribute extends Of<"attribute"> {
  readonly object: Expression;
  readonly name: string;
}
export interface Subscript extends Of<"subscript"> {
  readonly object: Expression;
  readonly index: Expression;
}
export interface SliceDisplay extends Of<"slice"> {
  readonly lower: Expression | undefined;
  readonly upper: Expression | undefined;
  readonly step: Expression | undefined;
}
export type UnaryOperator = "-" | "+" | "~" | "not";
export interface Unary extends Of<"unary"> {
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}
export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "&" | "|" | "^" | "<<" | ">>";
export interface Binary extends Of<"binary"> {
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export type ComparisonOperator = "<" | "<=" | "==" | "!=" | ">" | ">=" | "in" | "not in" | "is" | "is not";
export interface Comparison extends Of<"comparison"> {
  readonly left: Expression;
  readonly rest: readonly { readonly operator: ComparisonOperator; readonly right: Expression }[];
}
export interface Logical extends Of<"logical"> {
  readonly operator: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
}
export interface Conditional extends Of<"conditional"> {
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}
export interface Lambda extends Of<"lambda"> {
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}
export interface Comprehension extends Of<"comprehension"> {
  readonly form: "list" | "set" | "dict" | "generator";
  readonly element: Expression;
  /** The value of a dictionary's entry; `element` is its key. */
  readonly value: Expression | undefined;
  readonly clauses: readonly ComprehensionClause[];
}
export type ComprehensionClause =
  | { readonly kind: "for"; readonly target: Expression; readonly iterable: Expression }
  | { readonly kind: "if"; readonly test: Expression };
export interface Starred extends Of<"starred"> {
  readonly value: Expression;
}
export interface NamedExpression extends Of<"named"> {
  readonly name: string;
  readonly value: Expression;
}
/** Something that is not followed, and what it is: `await`, `yield`, text that is not Python. */
export interface OpaqueExpression extends Of<"opaque"> {
  readonly what: string;
}

export type Expression =
  | Name
  | Constant
  | IntegerLiteral
  | FloatLiteral
  | StringLiteral
  | TupleDisplay
  | ListDisplay
  | SetDisplay
  | DictDisplay
  | Call
  | Attribute
  | Subscript
  | SliceDisplay
  | Unary
  | Binary
  | Comparison
  | Logical
  | Conditional
  | Lambda
  | Comprehension
  | Starred
  | NamedExpression
  | OpaqueExpression;

export interface Parameter {
  readonly name: string;
  readonly kind: "positional-only" | "normal" | "keyword-only" | "rest" | "keywords";
  readonly preset: Expression | undefined;
}

export interface ExpressionStatement extends Of<"expression"> {
  readonly value: Expression;
}
/** `a = b = value`, or `a: type` when there is no value. */
export interface Assignment extends Of<"assign"> {
  readonly targets: readonly Expression[];
  readonly value: Expression | undefined;
  readonly annotated: boolean;
}
export interface AugmentedAssignment extends Of<"augment"> {
  readonly target: Expression;
  readonly operator: BinaryOperator;
  readonly value: Expression;
}
export interface If extends Of<"if"> {
  readonly test: Expression;
  readonly then: Block;
  readonly otherwise: Block;
}
export interface For extends Of<"for"> {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: Block;
  readonly otherwise: Block;
}
export interface While extends Of<"while"> {
  readonly test: Expression;
  readonly body: Block;
  readonly otherwise: Block;
}
export interface With extends Of<"with"> {
  readonly items: readonly { readonly value: Expression; readonly target: Expression | undefined }[];
  readonly body: Block;
}
export interface Try extends Of<"try"> {
  readonly body: Block;
  readonly handlers: readonly {
    readonly type: Expression | undefined;
    readonly name: string | undefined;
    readonly body: Block;
  }[];
  readonly otherwise: Block;
  readonly final: Block;
}
export interface FunctionDefinition extends Of<"function"> {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
  readonly decorators: readonly Expression[];
  /** Contains `yield`, so that calling it makes a generator. */
  readonly generator: boolean;
}
export interface ClassDefinition extends Of<"class"> {
  readonly name: string;
  readonly bases: readonly CallArgument[];
  readonly body: Block;
  readonly decorators: readonly Expression[];
}
export interface Return extends Of<"return"> {
  readonly value: Expression | undefined;
}
export interface Raise extends Of<"raise"> {
  readonly value: Expression | undefined;
}
export interface Assert extends Of<"assert"> {
  readonly test: Expression;
}
export interface Import extends Of<"import"> {
  readonly modules: readonly { readonly path: string; readonly alias: string | undefined }[];
}
export interface ImportFrom extends Of<"import-from"> {
  /** With the leading dots of a relative import. */
  readonly module: string;
  /** The end of the last name, from the base: where another can be added. */
  readonly names: readonly ImportedName[] | "*";
}
export interface ImportedName extends Syntax {
  readonly name: string;
  readonly alias: string | undefined;
}
export interface Delete extends Of<"delete"> {
  readonly targets: readonly Expression[];
}
export interface Scoping extends Of<"global" | "nonlocal"> {
  readonly names: readonly string[];
}
export type Jump = Of<"pass" | "break" | "continue">;
/** A statement that is not followed, and what it is. */
export interface OpaqueStatement extends Of<"opaque-statement"> {
  readonly what: string;
}

export type Statement =
  | ExpressionStatement
  | Assignment
  | AugmentedAssignment
  | If
  | For
  | While
  | With
  | Try
  | FunctionDefinition
  | ClassDefinition
  | Return
  | Raise
  | Assert
  | Import
  | ImportFrom
  | Delete
  | Scoping
  | Jump
  | OpaqueStatement;

export type Block = readonly Statement[];

/** Text that is not Python, and why. */
export interface SyntaxFault {
  readonly message: string;
  readonly span: Span;
}

/** A whole file. */
export interface Module {
  readonly text: string;
  readonly body: Block;
  readonly comments: readonly Span[];
  readonly faults: readonly SyntaxFault[];
}
