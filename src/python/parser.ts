/** From text to a module: parses again only what changed, and makes the best of half-typed code. */
import { statement } from "./convertStatement";
import { Source } from "./convertExpression";
import { scan, type Repair } from "./scan";
import type { Span } from "../model/span";
import { baseAt, moveBase, type Base, type Block, type Module, type SyntaxFault } from "./syntax";
import { TreeParser, type ParsedTree, type ParserFiles, type RawNode } from "./tree";

/** Larger texts are not read. */
const LONGEST = 2 * 1024 * 1024;
/** Brackets nested deeper are not read. */
const DEEPEST = 256;
/** How many texts are kept for the next change. */
const KEPT = 16;

/** A statement of the last version that can be used again where the same text stands. */
interface Piece {
  readonly text: string;
  readonly base: Base;
  readonly block: Block;
  /** These count from the base too. */
  readonly comments: readonly Span[];
  readonly faults: readonly SyntaxFault[];
  /** Nothing was put into it before parsing. */
  readonly untouched: boolean;
}

interface Kept {
  tree: ParsedTree | undefined;
  repaired: ParsedTree | undefined;
  pieces: ReadonlyMap<string, Piece[]>;
}

export interface PythonParser {
  /** Never throws; the name says which earlier text this one follows. The module is valid until the next call for that name. */
  parse(name: string, text: string): Module;
}

export async function createParser(files: ParserFiles): Promise<PythonParser> {
  const parser = await TreeParser.create(files);
  const kept = new Map<string, Kept>();
  return {
    parse(name, text) {
      const refusal = refuse(text);
      if (refusal) return { text, body: [], comments: [], faults: [refusal] };
      const state = kept.get(name) ?? { tree: undefined, repaired: undefined, pieces: new Map() };
      kept.delete(name);
      kept.set(name, state);
      for (const [oldest, old] of kept) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
        old.tree?.free();
        old.repaired?.free();
      }
      return parse(parser, state, text);
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

function parse(parser: TreeParser, state: Kept, text: string): Module {
  const looked = scan(text);
  if (looked.deepest > DEEPEST) {
    const line = text.slice(0, looked.deepestAt).split(/\r\n|\n|\r/).length;
    const message = `Nested deeper than ${DEEPEST} at line ${line}. Not analysed.`;
    return {
      text,
      body: [],
      comments: [],
      faults: [{ message, span: { start: looked.deepestAt, end: looked.deepestAt + 1 } }],
    };
  }
  state.tree = parser.parse(text, state.tree);
  if (state.tree?.hasError !== true || looked.repairs.length === 0)
    return convert(state, state.tree, text, [], state.tree?.hasError ? looked.faults : []);
  const repairs = [...looked.repairs].sort((a, b) => a.at - b.at);
  state.repaired = parser.parse(apply(text, repairs), state.repaired);
  return convert(state, state.repaired, text, repairs, looked.faults);
}

function convert(
  state: Kept,
  tree: ParsedTree | undefined,
  text: string,
  repairs: readonly Repair[],
  faults: readonly SyntaxFault[],
): Module {
  const back = backwards(repairs);
  // The parser lets what is unfinished end behind the text.
  const original = (offset: number): number => Math.min(back(offset), text.length);
  const pieces: Piece[] = [];
  tree?.statements((node) => {
    const own = tree.text.slice(node.start, node.end);
    const offset = original(node.start);
    // A statement that stands there unchanged is taken over, moved to its new place.
    const untouched = text.startsWith(own, offset);
    const earlier = untouched ? state.pieces.get(own)?.shift() : undefined;
    if (earlier) moveBase(earlier.base, offset);
    pieces.push(earlier ?? makePiece(tree.text, own, untouched, node.read(), offset, original));
  });
  const reusable = new Map<string, Piece[]>();
  for (const piece of pieces) {
    if (!piece.untouched) continue;
    const same = reusable.get(piece.text);
    if (same) same.push(piece);
    else reusable.set(piece.text, [piece]);
  }
  state.pieces = reusable;
  return {
    text,
    body: pieces.flatMap(({ block }) => block),
    comments: pieces.flatMap(({ comments, base }) => comments.map((span) => moved(span, base))),
    faults: [
      ...faults,
      ...pieces.flatMap(({ faults: own, base }) =>
        own.map(({ message, span }) => ({ message, span: moved(span, base) })),
      ),
    ],
  };
}

const moved = ({ start, end }: Span, { offset }: Base): Span => ({ start: start + offset, end: end + offset });

function makePiece(
  text: string,
  own: string,
  untouched: boolean,
  raw: RawNode,
  offset: number,
  original: (offset: number) => number,
): Piece {
  const base = baseAt(offset);
  const source = new Source(text, base, (at) => original(at) - offset);
  const comments: Span[] = [];
  const faults: SyntaxFault[] = [];
  collect(raw, source, comments, faults);
  return { text: own, base, block: statement(source, raw), comments, faults, untouched };
}

/** Comments, and places that the parser could not make sense of. */
function collect(node: RawNode, source: Source, comments: Span[], faults: SyntaxFault[]): void {
  const { start, end } = source.place(node);
  if (node.type === "comment") comments.push({ start, end });
  else if (node.type === "ERROR" || node.type === "MISSING") {
    const line = /^.*/.exec(source.textOf(node))?.[0].length ?? 0;
    faults.push({
      message: "This is not Python; the rest is read as far as possible.",
      // What was put in before parsing is in the line, but not in the file.
      span: { start, end: Math.min(start + line, end) },
    });
    return;
  }
  for (const child of node.children) collect(child, source, comments, faults);
}

const apply = (text: string, repairs: readonly Repair[]): string => {
  let made = "";
  let from = 0;
  for (const { at, text: more } of repairs) {
    made += text.slice(from, at) + more;
    from = at;
  }
  return made + text.slice(from);
};

/** From an offset in the repaired text to one in the original. */
function backwards(repairs: readonly Repair[]): (offset: number) => number {
  if (repairs.length === 0) return (offset) => offset;
  return (offset) => {
    let added = 0;
    for (const { at, text } of repairs) {
      if (offset <= at + added) break;
      added += Math.min(text.length, offset - at - added);
    }
    return offset - added;
  };
}
