/** From the parser's tree to statements. */
import { callArgument, expression, expressionList, field, parameters, parts, type Source } from "./convertExpression";
import { matching } from "./convertMatch";
import type {
  Block,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  ImportedName,
  OpaqueStatement,
  Statement,
} from "./syntax";
import type { RawNode } from "./tree";

/** The statements in a node; what the parser could not place gives what is whole in it. */
export function block(source: Source, node: RawNode | undefined): Block {
  return node ? node.children.flatMap((child) => statement(source, child)) : [];
}

export function statement(source: Source, node: RawNode): readonly Statement[] {
  if (node.type === "ERROR") return rescue(source, node);
  const make = makers[node.type];
  if (make) return make(source, node);
  return node.named && node.type.endsWith("_statement") ? [ignored(source, node)] : [];
}

/** What is whole inside text that is not Python: statements as they are, calls as statements. */
function rescue(source: Source, node: RawNode): readonly Statement[] {
  return node.children.flatMap((child): readonly Statement[] => {
    if (child.type === "call" || child.type === "assignment") return simple(source, child);
    return child.type === "ERROR" || makers[child.type] ? statement(source, child) : [];
  });
}

const ignored = (source: Source, node: RawNode): OpaqueStatement => ({
  ...source.place(node),
  kind: "opaque-statement",
  what: node.type.replaceAll("_", " "),
});

type Maker = (source: Source, node: RawNode) => readonly Statement[];

/** One statement for one node. */
const one =
  (make: (source: Source, node: RawNode) => Statement): Maker =>
  (source, node) => [make(source, node)];

const jump = (kind: "pass" | "break" | "continue"): Maker => one((source, node) => ({ ...source.place(node), kind }));

const scoping = (kind: "global" | "nonlocal"): Maker =>
  one((source, node) => ({ ...source.place(node), kind, names: parts(node).map((part) => source.textOf(part)) }));

const first = (source: Source, node: RawNode): Expression | undefined => {
  const [part] = parts(node);
  return part && expression(source, part, node);
};

const makers: Readonly<Record<string, Maker>> = {
  expression_statement: (source, node) => {
    const inner = parts(node);
    const [only] = inner;
    if (inner.length === 1 && only && (only.type === "assignment" || only.type === "augmented_assignment"))
      return simple(source, { ...only, start: node.start, end: node.end });
    return [{ ...source.place(node), kind: "expression", value: expressionList(source, inner, node) }];
  },
  if_statement: one(conditional),
  for_statement: one((source, node) => ({
    ...source.place(node),
    kind: "for",
    target: expression(source, field(node, "left"), node),
    iterable: expression(source, field(node, "right"), node),
    body: block(source, field(node, "body")),
    otherwise: block(source, clause(node, "else_clause")),
  })),
  while_statement: one((source, node) => ({
    ...source.place(node),
    kind: "while",
    test: expression(source, field(node, "condition"), node),
    body: block(source, field(node, "body")),
    otherwise: block(source, clause(node, "else_clause")),
  })),
  with_statement: one((source, node) => ({
    ...source.place(node),
    kind: "with",
    items: parts(node)
      .filter(({ type }) => type === "with_clause")
      .flatMap(parts)
      .map((item) => withItem(source, field(item, "value") ?? item)),
    body: block(source, field(node, "body")),
  })),
  try_statement: one((source, node) => ({
    ...source.place(node),
    kind: "try",
    body: block(source, field(node, "body")),
    handlers: parts(node)
      .filter(({ type }) => type === "except_clause" || type === "except_group_clause")
      .map((handler) => {
        const value = field(handler, "value");
        const alias = field(handler, "alias") ?? (value && field(value, "alias"));
        return {
          type: value && expression(source, value, handler),
          name: alias && source.textOf(alias),
          body: block(source, blockOf(handler)),
        };
      }),
    otherwise: block(source, clause(node, "else_clause")),
    final: block(source, clause(node, "finally_clause")),
  })),
  function_definition: one((source, node) => functionDefinition(source, node, node, [])),
  class_definition: one((source, node) => classDefinition(source, node, node, [])),
  decorated_definition: (source, node) => {
    const definition = field(node, "definition");
    const decorators = parts(node)
      .filter(({ type }) => type === "decorator")
      .map((decorator) => expression(source, parts(decorator)[0], decorator));
    if (definition?.type === "class_definition") return [classDefinition(source, definition, node, decorators)];
    return definition ? [functionDefinition(source, definition, node, decorators)] : [];
  },
  return_statement: one((source, node) => ({ ...source.place(node), kind: "return", value: first(source, node) })),
  raise_statement: one((source, node) => ({ ...source.place(node), kind: "raise", value: first(source, node) })),
  assert_statement: one((source, node) => ({
    ...source.place(node),
    kind: "assert",
    test: expression(source, parts(node)[0], node),
  })),
  delete_statement: one((source, node) => {
    const target = first(source, node);
    const targets = target?.kind === "tuple" ? target.elements : target ? [target] : [];
    return { ...source.place(node), kind: "delete", targets };
  }),
  import_statement: one((source, node) => ({
    ...source.place(node),
    kind: "import",
    modules: parts(node).map((part) => {
      const { name, alias } = imported(source, part);
      return { path: name, alias };
    }),
  })),
  import_from_statement: one((source, node) => {
    const module = field(node, "module_name");
    const names = node.children.filter((child) => child.field === "name");
    return {
      ...source.place(node),
      kind: "import-from",
      module: module ? source.textOf(module) : "",
      names: clause(node, "wildcard_import") ? "*" : names.map((name) => imported(source, name)),
    };
  }),
  future_import_statement: () => [],
  global_statement: scoping("global"),
  nonlocal_statement: scoping("nonlocal"),
  pass_statement: jump("pass"),
  break_statement: jump("break"),
  continue_statement: jump("continue"),
  print_statement: () => [],
  match_statement: one((source, node) => matching(source, node, (inner) => block(source, inner))),
};

const clause = (node: RawNode, type: string): RawNode | undefined => {
  const found = node.children.find((child) => child.type === type);
  return found && (blockOf(found) ?? found);
};
const blockOf = (node: RawNode): RawNode | undefined =>
  field(node, "body") ?? node.children.find(({ type }) => type === "block");

/** An assignment, or a call that stands alone. */
function simple(source: Source, node: RawNode): readonly Statement[] {
  if (node.type === "augmented_assignment") {
    const operator = field(node, "operator");
    return [
      {
        ...source.place(node),
        kind: "augment",
        target: expression(source, field(node, "left"), node),
        operator: (operator ? source.textOf(operator).slice(0, -1) : "+") as "+",
        value: expression(source, field(node, "right"), node),
      },
    ];
  }
  if (node.type !== "assignment")
    return [{ ...source.place(node), kind: "expression", value: expression(source, node, node) }];
  const targets: Expression[] = [];
  let inner: RawNode | undefined = node;
  while (inner?.type === "assignment") {
    const left = field(inner, "left");
    // `x = layers.⏎y = …`: the second line is a statement of its own.
    if (left) targets.push(expression(source, left, inner));
    inner = field(inner, "right");
  }
  return [
    {
      ...source.place(node),
      kind: "assign",
      targets,
      value: inner && expression(source, inner, node),
      annotated: field(node, "type") !== undefined,
    },
  ];
}

/** `if` with its `elif`s, which nest in the tree but not in the text. */
function conditional(source: Source, node: RawNode): Statement {
  const alternatives = node.children.filter((child) => child.field === "alternative");
  let otherwise: Block = [];
  for (const alternative of alternatives.reverse())
    otherwise =
      alternative.type === "elif_clause"
        ? [
            {
              ...source.place(alternative),
              kind: "if",
              test: expression(source, field(alternative, "condition"), alternative),
              then: block(source, field(alternative, "consequence")),
              otherwise,
            },
          ]
        : block(source, blockOf(alternative));
  return {
    ...source.place(node),
    kind: "if",
    test: expression(source, field(node, "condition"), node),
    then: block(source, field(node, "consequence")),
    otherwise,
  };
}

function withItem(
  source: Source,
  node: RawNode,
): { readonly value: Expression; readonly target: Expression | undefined } {
  const inner = node.type === "parenthesized_expression" ? (parts(node)[0] ?? node) : node;
  if (inner.type !== "as_pattern") return { value: expression(source, node, node), target: undefined };
  const alias = field(inner, "alias");
  return {
    value: expression(source, parts(inner)[0], inner),
    target: alias && expression(source, parts(alias)[0], alias),
  };
}

function functionDefinition(
  source: Source,
  node: RawNode,
  whole: RawNode,
  decorators: readonly Expression[],
): FunctionDefinition {
  const name = field(node, "name");
  const body = field(node, "body");
  return {
    ...source.place(whole),
    kind: "function",
    name: name ? source.textOf(name) : "",
    parameters: parameters(source, field(node, "parameters")),
    body: block(source, body),
    decorators,
    generator: body !== undefined && yields(body),
  };
}

/** Whether a function that holds this is a generator by it. */
export const yields = (node: RawNode): boolean =>
  node.children.some(
    (child) =>
      (child.type === "yield" && child.named) ||
      (!["function_definition", "class_definition", "lambda"].includes(child.type) && yields(child)),
  );

function classDefinition(
  source: Source,
  node: RawNode,
  whole: RawNode,
  decorators: readonly Expression[],
): ClassDefinition {
  const name = field(node, "name");
  const bases = field(node, "superclasses");
  return {
    ...source.place(whole),
    kind: "class",
    name: name ? source.textOf(name) : "",
    bases: bases ? parts(bases).map((part) => callArgument(source, part)) : [],
    body: block(source, field(node, "body")),
    decorators,
  };
}

function imported(source: Source, node: RawNode): ImportedName {
  const name = field(node, "name");
  const alias = field(node, "alias");
  return {
    ...source.place(node),
    name: source.textOf(name ?? node).replaceAll(/\s/g, ""),
    alias: alias && source.textOf(alias),
  };
}
