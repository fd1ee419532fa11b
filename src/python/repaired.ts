/** Half-typed text with what is missing put in, and which place in the one is which in the other. */
import type { CodeLine, Repair, Scan } from "./scan";
import type { SyntaxFault } from "./syntax";

export class Repaired {
  readonly text: string;
  /** Lines of the text as they stand in this one. */
  readonly lines: readonly CodeLine[];
  private readonly sorted: readonly SyntaxFault[];
  private readonly repairs: readonly Repair[];
  /** How much was put in before each repair. */
  private readonly added: readonly number[];
  /** How many brackets are open before each line. */
  private readonly open: readonly number[];

  constructor(
    private readonly original: string,
    private readonly scan: Scan,
  ) {
    this.repairs = [...scan.repairs].sort((a, b) => a.at - b.at);
    this.sorted = [...scan.faults].sort((a, b) => a.span.start - b.span.start);
    this.added = sums(this.repairs.map(({ text }) => text.length));
    this.open = sums(scan.lines.map(({ balance }) => balance));
    const ends = [0, ...this.repairs.map(({ at }) => at)];
    this.text =
      this.repairs.map(({ at, text }, i) => original.slice(ends[i], at) + text).join("") +
      original.slice(ends[ends.length - 1]);
    this.lines = scan.lines.map((line) => ({
      ...line,
      start: line.start + this.addedBefore(line.start),
      end: line.end + this.addedBefore(line.end + 1),
      codeEnd: line.codeEnd + this.addedBefore(line.codeEnd + 1),
    }));
  }

  /** From an offset in this text to one in the original; what was put in is where it was put in. */
  back(offset: number): number {
    const i = count(this.repairs, ({ at }, i) => at + this.added[i]! < offset);
    if (i === 0) return Math.min(offset, this.original.length);
    const { at } = this.repairs[i - 1]!;
    // The parser lets what is unfinished end behind the text.
    return Math.min(Math.max(at, offset - this.added[i]!), this.original.length);
  }

  /** How many brackets the lines that begin in a stretch of the original open and do not close. */
  balance(from: number, to: number): number {
    const before = (offset: number): number => this.open[count(this.scan.lines, ({ start }) => start < offset)]!;
    return before(to) - before(from);
  }

  /** What is said of a stretch of the original. */
  faults(from: number, to: number): readonly SyntaxFault[] {
    const before = (offset: number): number => count(this.sorted, ({ span }) => span.start < offset);
    return this.sorted.slice(before(from), before(to + 1));
  }

  private addedBefore(offset: number): number {
    return this.added[count(this.repairs, ({ at }) => at < offset)]!;
  }
}

/** The sums of all beginnings of a list, the empty one first. */
function sums(numbers: readonly number[]): readonly number[] {
  const made = [0];
  for (const number of numbers) made.push(made[made.length - 1]! + number);
  return made;
}

/** How many of a sorted list come before those of which something is not true. */
function count<T>(list: readonly T[], holds: (one: T, i: number) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(list[middle]!, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
