/** From the parser's tree to expressions. */
import { stringParts } from "./stringLiteral";
import type {
  Base,
  BinaryOperator,
  Call,
  CallArgument,
  ComparisonOperator,
  ComprehensionClause,
  Expression,
  OpaqueExpression,
  Parameter,
  Syntax,
} from "./syntax";
import type { RawNode } from "./tree";

/** What conversion needs besides the tree: the text, and how its offsets become those of a statement. */
export class Source {
  constructor(
    readonly text: string,
    readonly base: Base,
    /** From an offset in the text to one from the base. */
    readonly local: (offset: number) => number,
  ) {}

  textOf(node: RawNode): string {
    return this.text.slice(node.start, node.end);
  }

  place(node: { readonly start: number; readonly end: number }): Syntax {
    return { base: this.base, start: this.local(node.start), end: this.local(node.end), site: undefined };
  }
}

export const field = (node: RawNode, name: string): RawNode | undefined =>
  node.children.find((child) => child.field === name);

/** Children that mean something: neither punctuation nor comments nor what the parser skipped. */
export const parts = (node: RawNode): readonly RawNode[] =>
  node.children.filter(
    ({ named, type }) =>
      named && type !== "comment" && type !== "ERROR" && type !== "MISSING" && type !== "line_continuation",
  );

export const opaque = (source: Source, node: RawNode, what: string): OpaqueExpression => ({
  ...source.place(node),
  kind: "opaque",
  what,
});

/** The expression that a node stands for; what is not followed becomes an opaque one. */
export function expression(source: Source, node: RawNode | undefined, around: RawNode): Expression {
  if (!node || node.type === "MISSING" || node.type === "ERROR") return opaque(source, node ?? around, "unfinished");
  const make = makers[node.type];
  return make ? make(source, node) : opaque(source, node, node.type.replaceAll("_", " "));
}

const all = (source: Source, node: RawNode): readonly Expression[] =>
  parts(node).map((part) => expression(source, part, node));

/** `a, b` without parentheses is a tuple; one expression alone is itself. */
export function expressionList(source: Source, nodes: readonly RawNode[], around: RawNode): Expression {
  const [first] = nodes;
  const comma = around.children.some(({ type }) => type === ",");
  if (nodes.length === 1 && !comma) return expression(source, first, around);
  const place = { start: first?.start ?? around.start, end: nodes[nodes.length - 1]?.end ?? around.end };
  return {
    ...source.place(place),
    kind: "tuple",
    elements: nodes.map((node) => expression(source, node, around)),
  };
}

/** Whether the line of one place is indented deeper than the line of another. */
const standsDeeper = (text: string, outer: number, inner: number): boolean => {
  const [a, b] = [outer, inner].map((at) => /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", at - 1) + 1))![0].length);
  return b! > a!;
};

type Maker = (source: Source, node: RawNode) => Expression;

const constant =
  (value: null | boolean | "..."): Maker =>
  (source, node) => ({ ...source.place(node), kind: "constant", value });

const sequence =
  (kind: "tuple" | "list" | "set"): Maker =>
  (source, node) => ({ ...source.place(node), kind, elements: all(source, node) });

const operatorOf = (source: Source, node: RawNode): string => {
  const operator = field(node, "operator");
  return operator ? source.textOf(operator) : "";
};

const comprehension =
  (form: "list" | "set" | "dict" | "generator"): Maker =>
  (source, node) => {
    const body = field(node, "body");
    const pair = body?.type === "pair" ? body : undefined;
    const clauses = parts(node).flatMap((part): readonly ComprehensionClause[] => {
      if (part.type === "if_clause") return [{ kind: "if", test: expression(source, parts(part)[0], part) }];
      if (part.type !== "for_in_clause") return [];
      const sources = part.children.filter((child) => child.field === "right" && child.type !== ",");
      return [
        {
          kind: "for",
          target: expression(source, field(part, "left"), part),
          iterable: expressionList(source, sources, { ...part, children: sources.length > 1 ? part.children : [] }),
        },
      ];
    });
    return {
      ...source.place(node),
      kind: "comprehension",
      form,
      element: expression(source, pair ? field(pair, "key") : body, node),
      value: pair && expression(source, field(pair, "value"), pair),
      clauses,
    };
  };

const makers: Readonly<Record<string, Maker>> = {
  identifier: (source, node) => ({ ...source.place(node), kind: "name", name: source.textOf(node) }),
  none: constant(null),
  true: constant(true),
  false: constant(false),
  ellipsis: constant("..."),
  integer: number,
  float: number,
  string,
  concatenated_string: string,
  tuple: sequence("tuple"),
  tuple_pattern: sequence("tuple"),
  pattern_list: sequence("tuple"),
  expression_list: sequence("tuple"),
  list: sequence("list"),
  list_pattern: sequence("list"),
  set: sequence("set"),
  dictionary: (source, node) => ({
    ...source.place(node),
    kind: "dict",
    entries: parts(node).map((part) =>
      part.type === "pair"
        ? {
            key: expression(source, field(part, "key"), part),
            value: expression(source, field(part, "value"), part),
          }
        : { key: undefined, value: expression(source, parts(part)[0], part) },
    ),
  }),
  list_comprehension: comprehension("list"),
  set_comprehension: comprehension("set"),
  dictionary_comprehension: comprehension("dict"),
  generator_expression: comprehension("generator"),
  parenthesized_expression: (source, node) => expression(source, parts(node)[0], node),
  call,
  attribute: (source, node) => {
    const object = field(node, "object");
    const name = field(node, "attribute");
    const skipped = node.children.some(({ type }) => type === "ERROR");
    // `layers.⏎layers.Dense(5)`: two lines, not one name. A line that begins with a dot goes on, and one that stands deeper.
    const between = object && name ? source.text.slice(object.end, name.start) : "";
    const broken = /\.[^.]*\n[^.]*$/.test(between) && !standsDeeper(source.text, object!.end, name!.start);
    if (!object || !name || skipped || broken) return opaque(source, node, "unfinished");
    return {
      ...source.place(node),
      kind: "attribute",
      object: expression(source, object, node),
      name: source.textOf(name),
    };
  },
  subscript: (source, node) => ({
    ...source.place(node),
    kind: "subscript",
    object: expression(source, field(node, "value"), node),
    index: expressionList(
      source,
      node.children.filter((child) => child.field === "subscript"),
      node,
    ),
  }),
  slice: (source, node) => {
    const bounds: (Expression | undefined)[] = [undefined, undefined, undefined];
    let at = 0;
    for (const child of node.children)
      if (child.type === ":") at++;
      else if (child.named && child.type !== "comment") bounds[at] = expression(source, child, node);
    const [lower, upper, step] = bounds;
    return { ...source.place(node), kind: "slice", lower, upper, step };
  },
  unary_operator: (source, node) => ({
    ...source.place(node),
    kind: "unary",
    operator: operatorOf(source, node) as "-" | "+" | "~",
    operand: expression(source, field(node, "argument"), node),
  }),
  not_operator: (source, node) => ({
    ...source.place(node),
    kind: "unary",
    operator: "not",
    operand: expression(source, field(node, "argument"), node),
  }),
  binary_operator: (source, node) => ({
    ...source.place(node),
    kind: "binary",
    operator: operatorOf(source, node) as BinaryOperator,
    left: expression(source, field(node, "left"), node),
    right: expression(source, field(node, "right"), node),
  }),
  boolean_operator: (source, node) => ({
    ...source.place(node),
    kind: "logical",
    operator: operatorOf(source, node) === "and" ? "and" : "or",
    left: expression(source, field(node, "left"), node),
    right: expression(source, field(node, "right"), node),
  }),
  comparison_operator: (source, node) => {
    const operators = node.children.filter((child) => child.field === "operators");
    const [left, ...others] = parts(node).filter((part) => part.field !== "operators");
    return {
      ...source.place(node),
      kind: "comparison",
      left: expression(source, left, node),
      rest: operators.map((operator, i) => ({
        operator: (operator.type === "<>" ? "!=" : operator.type) as ComparisonOperator,
        right: expression(source, others[i], node),
      })),
    };
  },
  conditional_expression: (source, node) => {
    const [then, test, otherwise] = parts(node);
    return {
      ...source.place(node),
      kind: "conditional",
      then: expression(source, then, node),
      test: expression(source, test, node),
      otherwise: expression(source, otherwise, node),
    };
  },
  lambda: (source, node) => ({
    ...source.place(node),
    kind: "lambda",
    parameters: parameters(source, field(node, "parameters")),
    body: expression(source, field(node, "body"), node),
  }),
  named_expression: (source, node) => {
    const name = field(node, "name");
    return {
      ...source.place(node),
      kind: "named",
      name: name ? source.textOf(name) : "",
      value: expression(source, field(node, "value"), node),
    };
  },
  list_splat: starred,
  list_splat_pattern: starred,
  as_pattern: (source, node) => expression(source, parts(node)[0], node),
  await: (source, node) => expression(source, parts(node)[0], node),
  yield: (source, node) => {
    const [value] = parts(node);
    return {
      ...source.place(node),
      kind: "yield",
      value: value && expression(source, value, node),
      from: node.children.some(({ type }) => type === "from"),
    };
  },
  type: (source, node) => expression(source, parts(node)[0], node),
};

function starred(source: Source, node: RawNode): Expression {
  return { ...source.place(node), kind: "starred", value: expression(source, parts(node)[0], node) };
}

function number(source: Source, node: RawNode): Expression {
  const text = source.textOf(node).replaceAll("_", "");
  if (/[jJ]$/.test(text)) return opaque(source, node, "complex number");
  if (node.type === "float") return { ...source.place(node), kind: "float", value: Number(text) };
  const digits = text.replace(/[lL]$/, "");
  const octal = /^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits;
  // BigInt takes time that grows with the square of the length.
  if (octal.length > 2000 || !/^(?:0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)$/.test(octal))
    return opaque(source, node, "number");
  return { ...source.place(node), kind: "integer", value: BigInt(octal) };
}

function string(source: Source, node: RawNode): Expression {
  const pieces = node.type === "string" ? [node] : parts(node);
  const read = pieces.map((piece) => stringParts(source, piece));
  return {
    ...source.place(node),
    kind: "string",
    parts: read.flatMap((piece) => piece.parts),
    bytes: read.some((piece) => piece.bytes),
  };
}

function call(source: Source, node: RawNode): Expression {
  const callee = field(node, "function");
  const list = field(node, "arguments");
  const broken = callee && list && source.text.slice(callee.end, list.start).includes("\n");
  if (!callee || !list || (broken && !standsDeeper(source.text, callee.end, list.start)))
    return opaque(source, node, "unfinished");
  const made: Call = {
    ...source.place(node),
    kind: "call",
    callee: expression(source, callee, node),
    args:
      list.type === "generator_expression"
        ? [{ ...source.place(list), name: undefined, spread: undefined, value: expression(source, list, node) }]
        : parts(list).map((part) => callArgument(source, part)),
    open: source.local(list.start),
  };
  return made;
}

export function callArgument(source: Source, node: RawNode): CallArgument {
  const place = source.place(node);
  if (node.type === "keyword_argument") {
    const name = field(node, "name");
    const value = expression(source, field(node, "value"), node);
    return { ...place, name: name && source.textOf(name), spread: undefined, value };
  }
  const spread = node.type === "list_splat" ? "*" : node.type === "dictionary_splat" ? "**" : undefined;
  const value = spread ? parts(node)[0] : node;
  return { ...place, name: undefined, spread, value: expression(source, value, node) };
}

export function parameters(source: Source, node: RawNode | undefined): readonly Parameter[] {
  const list: Parameter[] = [];
  let kind: Parameter["kind"] = "normal";
  for (const part of node ? parts(node) : []) {
    if (part.type === "positional_separator")
      for (const [i, earlier] of list.entries()) list[i] = { ...earlier, kind: "positional-only" };
    else if (part.type === "keyword_separator") kind = "keyword-only";
    else {
      const inner = part.type === "typed_parameter" ? parts(part)[0]! : part;
      const name = nameIn(inner);
      if (!name) continue;
      const preset = field(part, "value");
      const spread =
        inner.type === "list_splat_pattern" ? "rest" : inner.type === "dictionary_splat_pattern" ? "keywords" : kind;
      list.push({ name: source.textOf(name), kind: spread, preset: preset && expression(source, preset, part) });
      if (spread === "rest") kind = "keyword-only";
    }
  }
  return list;
}

const nameIn = (node: RawNode): RawNode | undefined =>
  node.type === "identifier" ? node : (field(node, "name") ?? parts(node).find(({ type }) => type === "identifier"));
