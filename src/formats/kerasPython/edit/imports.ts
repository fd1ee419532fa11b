/** Imports that can take one name more, or beside which another may stand. */
import { spanOf } from "../../../python/machine";
import type { Block, ImportFrom, Module, Statement, Syntax } from "../../../python/syntax";

export interface VisibleImport {
  readonly statement: ImportFrom;
  /** Whether it happens whatever else does: not one of several, as in `try` and `if`. */
  readonly certain: boolean;
}

/** The `from … import …` whose names can be used at a place: those of the file, and of the functions around the place. */
export function importsFor({ body }: Module, place: Syntax | undefined): readonly VisibleImport[] {
  const at = place && spanOf(place).start;
  const isAround = (statement: Statement): boolean => {
    const { start, end } = spanOf(statement);
    return at !== undefined && start <= at && at < end;
  };
  const found: VisibleImport[] = [];
  const look = (block: Block, certain: boolean): void => {
    for (const statement of block) {
      if (statement.kind === "import-from") found.push({ statement, certain });
      const isOwn = statement.kind === "function" || statement.kind === "class";
      if (isOwn && !isAround(statement)) continue;
      for (const inner of blocksOf(statement)) look(inner, isOwn && certain);
    }
  };
  look(body, true);
  return found;
}

function blocksOf(statement: Statement): readonly Block[] {
  switch (statement.kind) {
    case "if":
      return [statement.then, statement.otherwise];
    case "for":
    case "while":
      return [statement.body, statement.otherwise];
    case "try":
      return [
        statement.body,
        ...statement.handlers.map((handler) => handler.body),
        statement.otherwise,
        statement.final,
      ];
    case "with":
    case "function":
    case "class":
      return [statement.body];
    default:
      return [];
  }
}
