/** The parser's own tree as plain objects: everything that touches WebAssembly is here. */
import { Language, Parser, type Edit, type Point, type Tree, type TreeCursor } from "@vscode/tree-sitter-wasm";

/** A node of the concrete syntax tree; punctuation is a node too. */
export interface RawNode {
  readonly type: string;
  /** The role in its parent (`left`, `body`), where the grammar names one. */
  readonly field: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly named: boolean;
  readonly children: readonly RawNode[];
}

/** A file's tree that can be parsed again after a change. */
export interface ParsedTree {
  readonly text: string;
  readonly hasError: boolean;
  /** Calls `visit` for each top-level node; `read` gives its subtree, at a cost. */
  statements(visit: (node: { type: string; start: number; end: number; read: () => RawNode }) => void): void;
  free(): void;
  /** @internal */
  readonly tree: Tree;
}

/** The WebAssembly files of `@vscode/tree-sitter-wasm`, read by the caller. */
export interface ParserFiles {
  /** `tree-sitter.wasm` */
  readonly engine: Uint8Array;
  /** `tree-sitter-python.wasm` */
  readonly grammar: Uint8Array;
}

/** Beyond this depth a subtree is cut off: no program that people write reaches it. */
const DEEPEST = 400;

let started: Promise<void> | undefined;

export class TreeParser {
  private constructor(
    private readonly parser: Parser,
    private readonly language: Language,
  ) {}

  static async create({ engine, grammar }: ParserFiles): Promise<TreeParser> {
    // The library's types do not know that the engine may be given as bytes.
    started ??= Parser.init({ wasmBinary: engine } as unknown as Parameters<typeof Parser.init>[0]);
    await started;
    const language = await Language.load(grammar);
    return new TreeParser(new Parser().setLanguage(language), language);
  }

  /** Parses, using what is left of an earlier version; that version must not be used afterwards. */
  parse(text: string, earlier?: ParsedTree): ParsedTree | undefined {
    if (earlier) earlier.tree.edit(change(earlier.text, text));
    const tree = this.parser.parse(text, earlier?.tree);
    earlier?.free();
    if (!tree) return undefined;
    const { language } = this;
    return {
      text,
      tree,
      hasError: tree.rootNode.hasError,
      statements(visit) {
        const cursor = tree.walk();
        if (cursor.gotoFirstChild())
          do
            visit({
              type: cursor.nodeType,
              start: cursor.startIndex,
              end: cursor.endIndex,
              read: () => readNode(cursor, language, 0),
            });
          while (cursor.gotoNextSibling());
        cursor.delete();
      },
      free: () => tree.delete(),
    };
  }
}

/** The node under the cursor, which comes back to it. */
function readNode(cursor: TreeCursor, language: Language, depth: number): RawNode {
  const id = cursor.nodeTypeId;
  const children: RawNode[] = [];
  const node = {
    type: cursor.nodeIsMissing ? "MISSING" : (language.types[id] ?? "ERROR"),
    field: language.fields[cursor.currentFieldId] ?? undefined,
    start: cursor.startIndex,
    end: cursor.endIndex,
    named: language.nodeTypeIsNamed(id) || id === ERROR,
    children,
  };
  if (depth < DEEPEST && cursor.gotoFirstChild()) {
    do children.push(readNode(cursor, language, depth + 1));
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return node;
}
const ERROR = 65535;

/** The one replaced stretch that turns one text into another. */
function change(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return {
    startIndex: start,
    oldEndIndex: before.length - same,
    newEndIndex: after.length - same,
    startPosition: pointAt(before, start),
    oldEndPosition: pointAt(before, before.length - same),
    newEndPosition: pointAt(after, after.length - same),
  };
}

function pointAt(text: string, offset: number): Point {
  let row = 0;
  let line = 0;
  for (let next = text.indexOf("\n"); next >= 0 && next < offset; next = text.indexOf("\n", next + 1)) {
    row++;
    line = next + 1;
  }
  return { row, column: offset - line };
}
