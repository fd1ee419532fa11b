/** Layers put in, taken out and exchanged in each way of writing a model. Several ways are offered; the first that is right is taken. */
import type { Replacement } from "../../../base/rewrite";
import type { TreeNode } from "../../../python/parents";
import { spanOf } from "../../../python/machine";
import type { Assignment, Expression, Statement } from "../../../python/syntax";
import { keptAs, mentions } from "./attributes";
import type { Page } from "./layout";
import type { Place, Use } from "./places";

/** One way of making a change. */
export type Way = readonly Replacement[];

export interface Tools {
  readonly page: Page;
  readonly parents: ReadonlyMap<object, TreeNode>;
}

/** Ways of putting a new layer, given as the text that makes it, behind another. */
export function insertAfter({ page, parents }: Tools, use: Use, made: string): readonly Way[] {
  if (use.kind === "element") return [elementAfter(page, use, made)];
  if (use.kind === "statement") return [statementAfter(page, use, made)];
  const { expression } = use;
  const { start, end } = spanOf(expression);
  const wrapped: Way = [
    { start, end: start, text: `${made}(` },
    { start: end, end, text: ")" },
  ];
  // `x = inputs = Input(…)`: it depends on what follows which of the names goes on.
  const lines = assignmentsOf(expression, parents).map(({ statement, name }) =>
    lineAfter(page, statement, `${name} = ${made}(${name})`),
  );
  return [...lines.flatMap((line) => (line ? [[line]] : [])), wrapped];
}

/** Ways of putting a new layer in front of another. */
export function insertBefore({ page, parents }: Tools, use: Use, made: string): readonly Way[] {
  if (use.kind === "element") {
    const { start } = spanOf(use.element);
    const indentation = page.indentation(start);
    const own = indentation !== undefined && page.lineStart(start) > spanOf(use.list).start;
    return [[{ start, end: start, text: own ? `${made},${page.newline}${indentation}` : `${made}, ` }]];
  }
  if (use.kind === "statement") {
    const { start } = spanOf(use.statement);
    const indentation = page.indentation(start);
    const text = replaced(page, use, made);
    return [
      [{ start, end: start, text: indentation === undefined ? `${text}; ` : `${text}${page.newline}${indentation}` }],
    ];
  }
  const input = inputOf(use.expression);
  if (!input) return [];
  const { start, end } = spanOf(input);
  const wrapped: Way = [
    { start, end: start, text: `${made}(` },
    { start: end, end, text: ")" },
  ];
  const target = assignedTo(use.expression, parents);
  const indentation = target && page.indentation(spanOf(target.statement).start);
  if (input.kind !== "name" || target?.name !== input.name || indentation === undefined) return [wrapped];
  const at = spanOf(target.statement).start;
  const line = `${input.name} = ${made}(${input.name})${page.newline}${indentation}`;
  return [[{ start: at, end: at, text: line }], wrapped];
}

/** Ways of taking a layer out. */
export function remove({ page, parents }: Tools, { use, maker }: Place): readonly Way[] {
  if (!use) return [];
  if (use.kind === "element") return [withoutElement(page, use)];
  if (use.kind === "statement") return [withoutStatement(page, use.statement, parents)];
  const input = inputOf(use.expression);
  if (!input) return [];
  const ways: Way[] = [];
  const target = assignedTo(use.expression, parents);
  if (target && input.kind === "name" && input.name === target.name)
    ways.push(withoutStatement(page, target.statement, parents));
  ways.push([{ ...spanOf(use.expression), text: page.source(input) }]);
  // A layer that has a name of its own, `norm = BatchNormalization()`, is not needed any more.
  const kept = keptAs(maker, parents);
  const alone = kept && mentions(page, kept.name) === 2 ? kept : undefined;
  const holder = alone ?? (maker && maker !== use.expression ? assignedTo(maker, parents) : undefined);
  if (!holder) return ways;
  const gone = withoutStatement(page, holder.statement, parents);
  return [...ways.map((way) => [...way, ...gone]), ...ways];
}

/** Ways of exchanging two layers. */
export function swap({ page }: Tools, first: Place, second: Place): readonly Way[] {
  const exchange = (a: Expression | undefined, b: Expression | undefined): readonly Way[] =>
    a && b && a !== b
      ? [
          [
            { ...spanOf(a), text: page.source(b) },
            { ...spanOf(b), text: page.source(a) },
          ],
        ]
      : [];
  const placed = (use: Use | undefined): Expression | undefined =>
    use?.kind === "element" ? use.element : use?.kind === "statement" ? use.argument : undefined;
  const called = (use: Use | undefined): Expression | undefined =>
    use?.kind === "call" && use.expression.kind === "call" ? use.expression.callee : undefined;
  return [
    ...exchange(placed(first.use), placed(second.use)),
    ...exchange(called(first.use), called(second.use)),
    ...exchange(first.maker, second.maker),
  ];
}

/** The one tensor that a call of a layer takes. */
function inputOf(expression: Expression): Expression | undefined {
  if (expression.kind !== "call") return undefined;
  const [first] = expression.args;
  return first && first.spread === undefined ? first.value : undefined;
}

interface Assigned {
  readonly statement: Assignment;
  readonly name: string;
}

/** The names that an expression is given to. */
function assignmentsOf(expression: Expression, parents: ReadonlyMap<object, TreeNode>): readonly Assigned[] {
  const parent = parents.get(expression);
  if (!parent || !("kind" in parent) || parent.kind !== "assign" || parent.value !== expression) return [];
  return parent.targets.flatMap((target) => (target.kind === "name" ? [{ statement: parent, name: target.name }] : []));
}

/** `name = expression`, with no other target. */
function assignedTo(expression: Expression, parents: ReadonlyMap<object, TreeNode>): Assigned | undefined {
  const [only] = assignmentsOf(expression, parents);
  return only?.statement.targets.length === 1 ? only : undefined;
}

/** The statement that adds a layer, with another in its place. */
function replaced(page: Page, { statement, argument }: Extract<Use, { kind: "statement" }>, made: string): string {
  const whole = page.source(statement);
  const { start, end } = spanOf(argument);
  const offset = spanOf(statement).start;
  return whole.slice(0, start - offset) + made + whole.slice(end - offset);
}

function statementAfter(page: Page, use: Extract<Use, { kind: "statement" }>, made: string): Way {
  // Only what adds is repeated, not what stands around the layer.
  const text = replaced(page, use, made);
  const { end } = spanOf(use.statement);
  return [lineAfter(page, use.statement, text) ?? { start: end, end, text: `; ${text}` }];
}

/** A statement on a line of its own below another; undefined when the other shares its line. */
function lineAfter(page: Page, statement: Statement, text: string): Replacement | undefined {
  const { start, end } = spanOf(statement);
  const indentation = page.indentation(start);
  if (indentation === undefined || !page.endsLine(end)) return undefined;
  const at = page.lineEnd(end);
  return { start: at, end: at, text: `${page.newline}${indentation}${text}` };
}

function elementAfter(page: Page, { list, element }: Extract<Use, { kind: "element" }>, made: string): Way {
  const { start, end } = spanOf(element);
  const comma = page.commaAfter(end);
  const indentation = page.indentation(start);
  const alone = indentation !== undefined && page.lineStart(start) > spanOf(list).start;
  const last = comma ?? end - 1;
  if (!alone || !page.endsLine(last + 1)) return [{ start: end, end, text: `, ${made}` }];
  const at = page.lineEnd(last + 1);
  const line = `${page.newline}${indentation}${made}`;
  if (comma !== undefined) return [{ start: at, end: at, text: `${line},` }];
  return at === end
    ? [{ start: end, end, text: `,${line}` }]
    : [
        { start: end, end, text: "," },
        { start: at, end: at, text: line },
      ];
}

function withoutElement(page: Page, { list, element }: Extract<Use, { kind: "element" }>): Way {
  const { start, end } = spanOf(element);
  const comma = page.commaAfter(end);
  const after = comma === undefined ? end : comma + 1;
  const alone = page.lineStart(start) > spanOf(list).start ? page.ownLines({ start, end: after }) : undefined;
  if (alone) return [{ ...alone, text: "" }];
  const at = list.elements.indexOf(element);
  const previous = list.elements[at - 1];
  const next = list.elements[at + 1];
  if (next && comma !== undefined && page.lineStart(spanOf(next).start) === page.lineStart(start))
    return [{ start, end: spanOf(next).start, text: "" }];
  if (previous) return [{ start: spanOf(previous).end, end, text: "" }];
  return [{ start, end: after, text: "" }];
}

function withoutStatement(page: Page, statement: Statement, parents: ReadonlyMap<object, TreeNode>): Way {
  const span = spanOf(statement);
  const alone = page.ownLines(span);
  if (onlyOne(statement, parents)) return [{ ...span, text: "pass" }];
  if (alone) return [{ ...alone, text: "" }];
  // `a; b`: with the semicolon that follows, or the one before.
  const after = /^[ \t]*;[ \t]*/.exec(page.text.slice(span.end));
  if (after) return [{ start: span.start, end: span.end + after[0].length, text: "" }];
  const before = /;[ \t]*$/.exec(page.text.slice(0, span.start));
  return [{ start: before ? before.index : span.start, end: span.end, text: "" }];
}

/** Whether a block would be empty without a statement. */
function onlyOne(statement: Statement, parents: ReadonlyMap<object, TreeNode>): boolean {
  const parent = parents.get(statement);
  if (!parent) return false;
  return Object.values(parent).some(
    (part: unknown) => Array.isArray(part) && part.length === 1 && (part[0] as unknown) === statement,
  );
}
