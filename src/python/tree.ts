/** The parser's own tree as plain objects: everything that touches WebAssembly is here. */
import { Language, Parser, type TreeCursor } from "@vscode/tree-sitter-wasm";

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

  /** The tree of a text; undefined when the parser gives none. */
  parse(text: string): RawNode | undefined {
    const tree = this.parser.parse(text);
    if (!tree) return undefined;
    const cursor = tree.walk();
    try {
      return readNode(cursor, this.language, 0);
    } finally {
      cursor.delete();
      tree.delete();
    }
  }

  /** Whether a text is Python without a fault. */
  isWhole(text: string): boolean {
    const tree = this.parser.parse(text);
    const whole = tree?.rootNode.hasError === false;
    tree?.delete();
    return whole;
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
