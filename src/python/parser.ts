/** From text to a module: parses again only what changed, and makes the best of half-typed code. */
import { chunksOf, type Chunk } from "./chunks";
import { block, yields } from "./convertStatement";
import { Source } from "./convertExpression";
import { Repaired } from "./repaired";
import { scan, type Scan } from "./scan";
import type { Span } from "../model/span";
import { baseAt, moveBase, type Base, type Block, type Module, type SyntaxFault } from "./syntax";
import { TreeParser, type ParserFiles, type RawNode } from "./tree";

/** Larger texts are not read. */
const LONGEST = 2 * 1024 * 1024;
/** Brackets nested deeper are not read. */
const DEEPEST = 256;
/** Over so many statements a bracket is looked for that closes. */
const FURTHEST = 30;
/** How many texts are kept for the next change. */
const KEPT = 16;

/** A statement, with all that stands below it, that was parsed. */
interface Piece {
  /** What it can be known by again; undefined when something was put into it before parsing. */
  readonly text: string | undefined;
  readonly base: Base;
  readonly block: Block;
  /** These count from the base. */
  readonly faults: readonly SyntaxFault[];
  /** Whether a function that it stands in is a generator by it. */
  readonly yields: boolean;
  /** The statements of a long definition, and where they stand from the base. */
  readonly inner: readonly { readonly piece: Piece; readonly at: number }[];
}

/** A statement that is to be parsed. */
interface Stretch {
  readonly text: string;
  readonly indent: string;
  /** Where it stands in the file. */
  readonly offset: number;
  /** From an offset in `text` to one from where it stands. */
  readonly local: (at: number) => number;
  /** It is good as it stands: nothing was put into it, and it is not misplaced. */
  readonly isWhole: boolean;
  readonly faults: readonly SyntaxFault[];
  /** Of a long definition. */
  readonly parts: { readonly head: number; readonly inner: readonly Stretch[] } | undefined;
}

export interface PythonParser {
  /** Never throws; the name says which earlier text this one follows. The module is valid until the next call for that name. */
  parse(name: string, text: string): Module;
}

export async function createParser(files: ParserFiles): Promise<PythonParser> {
  const parser = await TreeParser.create(files);
  const kept = new Map<string, readonly Piece[]>();
  return {
    parse(name, text) {
      const refusal = refuse(text);
      if (refusal) return { text, body: [], comments: [], faults: [refusal] };
      const looked = scan(text);
      if (looked.deepest > DEEPEST) return { text, body: [], comments: [], faults: [tooDeep(text, looked.deepestAt)] };
      const earlier = kept.get(name) ?? [];
      kept.delete(name);
      const pieces = settle(parser, stretchesOf(parser, text, looked), earlier);
      kept.set(name, pieces);
      for (const [oldest] of kept) if (kept.size > KEPT) kept.delete(oldest);
      const { comments } = looked;
      return { text, body: pieces.flatMap((piece) => piece.block), comments, faults: pieces.flatMap(faultsOf) };
    },
  };
}

/** Why a text is not read at all. */
function refuse(text: string): SyntaxFault | undefined {
  if (text.length > LONGEST)
    return { message: "Larger than 2 MB; not analysed", span: { start: 0, end: Math.min(text.length, 80) } };
  const zero = text.indexOf("\0");
  if (zero >= 0) return { message: `Not UTF-8 text (byte 0x00 at ${zero})`, span: { start: zero, end: zero + 1 } };
  return undefined;
}

function tooDeep(text: string, at: number): SyntaxFault {
  const line = text.slice(0, at).split(/\r\n|\n|\r/).length;
  return { message: `Nested deeper than ${DEEPEST} at line ${line}. Not analysed.`, span: { start: at, end: at + 1 } };
}

/** The statements of a text; those that are half-typed with what is missing put in. */
function stretchesOf(parser: TreeParser, text: string, looked: Scan): readonly Stretch[] {
  if (looked.repairs.length === 0) return chunksOf(text, looked.lines).map((chunk) => asItIs(text, chunk));
  const repair = new Repaired(text, looked);
  const { text: repaired } = repair;
  const original = (offset: number): number => repair.back(offset);
  const isSame = (start: number, end: number): boolean =>
    repaired.slice(start, end) === text.slice(original(start), original(end));
  const stretches = (chunks: readonly Chunk[]): Stretch[] => {
    const made: Stretch[] = [];
    for (let i = 0; i < chunks.length; i++) {
      const { start, end, indent, parts } = chunks[i]!;
      const offset = original(start);
      if (isSame(start, end)) {
        made.push(asItIs(repaired, chunks[i]!, offset - start));
        continue;
      }
      const common = { text: repaired.slice(start, end), indent, offset, isWhole: false };
      const local = (at: number): number => original(start + at) - offset;
      if (parts && isSame(start, parts.head)) {
        const inner = stretches(parts.chunks);
        made.push({ ...common, local, faults: [], parts: { head: parts.head - start, inner } });
        continue;
      }
      // What seems to be missing may stand further below, or not be missing.
      const ends = chunks.slice(i, i + FURTHEST).map((chunk) => original(chunk.end));
      const last = ends.findIndex((until) => repair.balance(offset, until) === 0);
      if (last >= 0 && parser.isWhole(indent + text.slice(offset, ends[last]))) {
        made.push(asItIs(text, { start: offset, end: ends[last]!, indent }));
        i += last;
        continue;
      }
      const faults = repair.faults(offset, original(end));
      made.push({ ...common, local, faults, parts: undefined });
    }
    return made;
  };
  return stretches(chunksOf(repaired, repair.lines));
}

/** A statement as it stands in the text, or so far from there. */
const asItIs = (text: string, { start, end, indent, parts, isMisplaced }: Chunk, distance = 0): Stretch => ({
  text: text.slice(start, end),
  indent,
  offset: start + distance,
  local: (at) => at,
  isWhole: !isMisplaced,
  faults: isMisplaced ? [notPython({ start: start + distance, end: start + distance + lineLength(text, start) })] : [],
  parts: parts && {
    head: parts.head - start,
    inner: parts.chunks.map((chunk) => asItIs(text, chunk, distance)),
  },
});

/** Parses statements, except those that are among the earlier ones; these are moved to where they stand now. */
function settle(parser: TreeParser, stretches: readonly Stretch[], earlier: readonly Piece[]): readonly Piece[] {
  const taken = takenOver(stretches, earlier);
  const used = new Set(taken);
  // All of one depth at once, so that no statement is taken out of a definition that stays.
  const further = stretches.flatMap(({ parts }, i) => (taken[i] ? [] : (parts?.inner ?? [])));
  const left = earlier.filter((piece) => !used.has(piece)).flatMap(({ inner }) => inner.map(({ piece }) => piece));
  const inner = further.length === 0 ? [] : settle(parser, further, left);
  let next = 0;
  return stretches.map((stretch, i) => {
    const piece = taken[i];
    if (piece) {
      move(piece, stretch.offset);
      return piece;
    }
    const { length } = stretch.parts?.inner ?? [];
    next += length;
    return parse(parser, stretch, inner.slice(next - length, next));
  });
}

/** For each statement the earlier one of the same text. Of several that read the same each stays what it was: they are told apart by what is above and below. */
function takenOver(stretches: readonly Stretch[], earlier: readonly Piece[]): readonly (Piece | undefined)[] {
  // Those that are not Python stand for each other, though they are not taken.
  const isAlike = (stretch: Stretch | undefined, piece: Piece | undefined): boolean =>
    stretch !== undefined && piece !== undefined && (stretch.isWhole ? stretch.text : undefined) === piece.text;
  const shorter = Math.min(stretches.length, earlier.length);
  let [above, below] = [0, 0];
  while (above < shorter && isAlike(stretches[above], earlier[above])) above++;
  while (below < shorter - above && isAlike(stretches.at(-1 - below), earlier.at(-1 - below))) below++;
  const between = new Map<string, Piece[]>();
  for (const piece of earlier.slice(above, earlier.length - below))
    if (piece.text !== undefined) {
      const same = between.get(piece.text);
      if (same) same.push(piece);
      else between.set(piece.text, [piece]);
    }
  const last = stretches.length - below;
  const further = earlier.length - stretches.length;
  return stretches.map(({ text, isWhole }, i) => {
    if (!isWhole) return undefined;
    if (i < above) return earlier[i];
    return i < last ? between.get(text)?.shift() : earlier[i + further];
  });
}

function move(piece: Piece, offset: number): void {
  if (piece.base.offset === offset) return;
  moveBase(piece.base, offset);
  for (const { piece: inner, at } of piece.inner) move(inner, offset + at);
}

function parse(parser: TreeParser, stretch: Stretch, inner: readonly Piece[]): Piece {
  const { indent, offset, isWhole, parts, faults } = stretch;
  const base = baseAt(offset);
  const text = indent + (parts ? `${stretch.text.slice(0, parts.head)}\n${indent} pass` : stretch.text);
  const root = parser.parse(text);
  const local = (at: number): number => stretch.local(Math.max(0, Math.min(at - indent.length, stretch.text.length)));
  const source = new Source(text, base, local);
  const found: SyntaxFault[] = [];
  if (root) collect(root, source, found);
  const piece = {
    text: isWhole ? stretch.text : undefined,
    base,
    block: root ? block(source, root) : [],
    faults: [...faults.map(({ message, span }) => ({ message, span: moved(span, -offset) })), ...found],
    yields: root !== undefined && yields(root),
    inner: [],
  };
  if (!parts) return piece;
  const [definition] = piece.block;
  // Something that only looks like a definition.
  if (definition?.kind !== "function" && definition?.kind !== "class")
    return parse(parser, { ...stretch, parts: undefined }, []);
  const body = inner.flatMap((one) => one.block);
  const end = stretch.local(stretch.text.length);
  const whole =
    definition.kind === "class"
      ? { ...definition, body, end }
      : { ...definition, body, end, generator: inner.some((one) => one.yields) };
  return { ...piece, block: [whole], inner: inner.map((one) => ({ piece: one, at: one.base.offset - offset })) };
}

/** What is wrong in a piece, from the beginning of the file. */
const faultsOf = ({ faults, base, inner }: Piece): readonly SyntaxFault[] => [
  ...faults.map(({ message, span }) => ({ message, span: moved(span, base.offset) })),
  ...inner.flatMap(({ piece }) => faultsOf(piece)),
];

const moved = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

const notPython = (span: Span): SyntaxFault => ({
  message: "This is not Python; the rest is read as far as possible.",
  span,
});

const lineLength = (text: string, start = 0): number => /^.*/.exec(text.slice(start, start + LONGEST_LINE))![0].length;
const LONGEST_LINE = 1000;

/** Places that the parser could not make sense of. */
function collect(node: RawNode, source: Source, faults: SyntaxFault[]): void {
  if (node.type === "ERROR" || node.type === "MISSING") {
    const { start, end } = source.place(node);
    // What was put in before parsing is in the line, but not in the file.
    faults.push(notPython({ start, end: Math.min(start + lineLength(source.textOf(node)), end) }));
    return;
  }
  for (const child of node.children) collect(child, source, faults);
}
