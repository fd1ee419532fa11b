/** `match` as the `if` that it stands for: literals and names with dots are compared, what is taken apart is not followed. */
import { expression, expressionList, field, opaque, parts, type Source } from "./convertExpression";
import type { Block, Expression, Statement } from "./syntax";
import type { RawNode } from "./tree";

/** The first case that fits is taken; `block` reads what stands in one. */
export function matching(source: Source, node: RawNode, block: (node: RawNode | undefined) => Block): Statement {
  const subjects = node.children.filter((child) => child.field === "subject");
  const subject = expressionList(source, subjects, node);
  const cases = (field(node, "body")?.children ?? []).filter(({ type }) => type === "case_clause");
  let otherwise: Block = [];
  for (const one of [...cases].reverse()) {
    const patterns = parts(one).filter(({ type }) => type === "case_pattern");
    const [pattern] = patterns;
    const whole = pattern && patterns.length === 1 ? pattern : undefined;
    const name = whole && capturedBy(source, whole);
    const bound: Block =
      name === undefined || !whole
        ? []
        : [
            {
              ...source.place(whole),
              kind: "assign",
              targets: [{ ...source.place(whole), kind: "name", name }],
              value: subject,
              annotated: false,
            },
          ];
    const fits = whole && name === undefined ? testOf(source, whole, subject) : undefined;
    const guard = field(one, "guard");
    const asked = guard && expression(source, parts(guard)[0], guard);
    const always: Expression = { ...source.place(one), kind: "constant", value: true };
    const plain = whole ? (fits ?? always) : opaque(source, one, "pattern");
    // A guard may use the name that its own pattern binds, which is bound too late for it here.
    const test: Expression = !asked
      ? plain
      : name === undefined
        ? { ...source.place(one), kind: "logical", operator: "and", left: plain, right: asked }
        : opaque(source, one, "pattern");
    otherwise = [
      { ...source.place(one), kind: "if", test, then: [...bound, ...block(field(one, "consequence"))], otherwise },
    ];
  }
  const [first] = otherwise;
  return first ?? { ...source.place(node), kind: "pass" };
}

/** The name that takes whatever comes: `case other:`. */
function capturedBy(source: Source, pattern: RawNode): string | undefined {
  const [inner] = parts(pattern);
  return inner?.type === "dotted_name" && parts(inner).length === 1 ? source.textOf(inner) : undefined;
}

const literals: ReadonlySet<string> = new Set(["string", "integer", "float", "true", "false", "none"]);

/** What a pattern asks of the subject; undefined when it takes everything. */
function testOf(source: Source, pattern: RawNode, subject: Expression): Expression | undefined {
  const [inner, ...more] = parts(pattern);
  const text = source.textOf(pattern).trim();
  if (!inner) return text === "_" ? undefined : opaque(source, pattern, "pattern");
  if (inner.type === "union_pattern") {
    const tests = parts(inner).map((part) => valueOf(source, part));
    return tests
      .map((value, i) => (value ? equals(source, parts(inner)[i]!, subject, value) : opaque(source, inner, "pattern")))
      .reduce((left, right): Expression => ({ ...source.place(inner), kind: "logical", operator: "or", left, right }));
  }
  const value = more.length === 0 && text === source.textOf(inner) ? valueOf(source, inner) : undefined;
  return value ? equals(source, pattern, subject, value) : opaque(source, pattern, "pattern");
}

const equals = (source: Source, at: RawNode, left: Expression, right: Expression): Expression => ({
  ...source.place(at),
  kind: "comparison",
  left,
  rest: [{ operator: "==", right }],
});

/** The value that a pattern names. */
function valueOf(source: Source, node: RawNode): Expression | undefined {
  if (literals.has(node.type)) return expression(source, node, node);
  const [name, ...names] = node.type === "dotted_name" ? parts(node) : [];
  if (!name || names.length === 0) return undefined;
  return names.reduce<Expression>(
    (object, part) => ({
      ...source.place({ start: name.start, end: part.end }),
      kind: "attribute",
      object,
      name: source.textOf(part),
    }),
    { ...source.place(name), kind: "name", name: source.textOf(name) },
  );
}
