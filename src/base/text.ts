/** Positions in a text: offsets in UTF-16 units against zero-based lines and characters. */

export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Where each line of a text begins; lines end in `\n`, `\r\n` or `\r`. */
export class LineMap {
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [0];
    for (const ending of text.matchAll(/\r\n|\n|\r/g)) starts.push(ending.index + ending[0].length);
    this.starts = starts;
  }

  positionAt(offset: number): Position {
    const bounded = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= bounded) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: bounded - this.starts[low]! };
  }

  offsetAt({ line, character }: Position): number {
    if (line >= this.starts.length) return this.text.length;
    const start = this.starts[line]!;
    const end = this.starts[line + 1] ?? this.text.length;
    return Math.min(start + character, end);
  }
}
