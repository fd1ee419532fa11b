/** A text that is changed several times, and the one set of changes that leads from the first version to the last. */

export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A stretch of the original text, or new text. */
type Piece = { readonly start: number; readonly end: number } | { readonly text: string };

const lengthOf = (piece: Piece): number => ("text" in piece ? piece.text.length : piece.end - piece.start);

export class Rewriting {
  private pieces: readonly Piece[];

  constructor(private readonly original: string) {
    this.pieces = [{ start: 0, end: original.length }];
  }

  /** The text as it is now. */
  get text(): string {
    return this.pieces
      .map((piece) => ("text" in piece ? piece.text : this.original.slice(piece.start, piece.end)))
      .join("");
  }

  /** Makes changes to the text as it is now; they must not overlap. At one place the first in the list comes first. */
  apply(changes: readonly Replacement[]): void {
    const order = changes
      .map((change, i) => ({ change, i }))
      .sort((a, b) => b.change.start - a.change.start || b.change.end - a.change.end || b.i - a.i);
    for (const { change } of order)
      this.pieces = [
        ...cut(this.pieces, 0, change.start),
        { text: change.text },
        ...cut(this.pieces, change.end, Infinity),
      ];
  }

  /** All changes together, in terms of the original text. */
  get changes(): readonly Replacement[] {
    const changes: Replacement[] = [];
    let at = 0;
    let added = "";
    const close = (end: number): void => {
      if (end > at || added !== "") changes.push({ start: at, end, text: added });
      added = "";
    };
    for (const piece of this.pieces) {
      if ("text" in piece) added += piece.text;
      else if (piece.end > piece.start) {
        close(piece.start);
        at = piece.end;
      }
    }
    close(this.original.length);
    return changes;
  }
}

/** The pieces between two offsets of the text that they make. */
function cut(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  const kept: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const length = lengthOf(piece);
    const start = Math.max(from - at, 0);
    const end = Math.min(to - at, length);
    if (start < end)
      kept.push(
        "text" in piece
          ? { text: piece.text.slice(start, end) }
          : { start: piece.start + start, end: piece.start + end },
      );
    at += length;
  }
  return kept;
}
