/** One column of a table while it is read: numbers, texts, and what can be said of them. It is decided at the end what it is. */
import { byBytes } from "../../base/bytes";
import type { ColumnFacts } from "../dataset";
import { readCell, type CellKind } from "./cell";

/** As long as all cells are numbers, no more different texts than this are kept: enough for labels. */
const MOST_NUMBER_TEXTS = 1000;
const MOST_TEXTS = 100_000;
/** Texts that a description lists. */
const MOST_LISTED = 20;
/** A column is of numbers when at least this part of its filled cells is. */
const MOSTLY = 0.9;

/** How often something was seen, and where first. */
export interface Sighting {
  count: number;
  readonly row: number;
  readonly cell: string;
}

export class Column {
  /** Cells that are not plain numbers, by what they are. */
  readonly odd = new Map<Exclude<CellKind, "number">, Sighting>();
  private numbers = new Float32Array(1024);
  private codes = new Int32Array(1024);
  /** Different texts with their codes; undefined when they have become too many. */
  private texts: Map<string, number> | undefined = new Map();
  private count = 0;
  private numberCount = 0;
  private sum = 0;
  private least = Infinity;
  private largest = -Infinity;

  constructor(readonly name: string) {}

  /** `row` is for messages: counted from 1, as the file has it. */
  add(text: string, row: number): void {
    const cell = text.trim();
    if (this.count === this.numbers.length) this.grow();
    this.codes[this.count] = this.encode(cell);
    const { kind, value } = readCell(cell);
    this.numbers[this.count++] = value;
    if (kind !== "number") this.note(kind, row, cell);
    if (kind !== "number" && kind !== "decimal comma") return;
    this.numberCount++;
    this.sum += value;
    if (value < this.least) this.least = value;
    if (value > this.largest) this.largest = value;
  }

  get kind(): ColumnFacts["kind"] {
    const seen = (kind: "not finite" | "text"): number => this.odd.get(kind)?.count ?? 0;
    const numeric = this.numberCount + seen("not finite");
    if (numeric + seen("text") === 0) return "empty";
    return numeric > 0 && numeric >= MOSTLY * (numeric + seen("text")) ? "number" : "text";
  }

  /** NaN where a cell has no finite number. */
  get values(): Float32Array {
    return this.numbers.subarray(0, this.count);
  }

  /** The different texts, or undefined when they are too many; `codes` says which of them each cell is. */
  get distinct(): readonly string[] | undefined {
    return this.texts && [...this.texts.keys()];
  }

  get textCodes(): Int32Array {
    return this.codes.subarray(0, this.count);
  }

  facts(): ColumnFacts {
    const { name, kind, distinct } = this;
    if (kind === "text") {
      const listed = distinct && distinct.length <= MOST_LISTED;
      return {
        name,
        kind,
        missing: this.count - this.filled(),
        ...(distinct && { distinct: distinct.length }),
        ...(listed && { values: [...distinct].sort(byBytes) }),
      };
    }
    const missing = this.odd.get("missing")?.count ?? 0;
    if (kind === "empty" || this.numberCount === 0) return { name, kind, missing };
    return { name, kind, missing, min: this.least, max: this.largest, mean: this.sum / this.numberCount };
  }

  /** Cells that are not empty. */
  private filled(): number {
    const empty = this.texts?.get("");
    return empty === undefined ? this.count : this.textCodes.reduce((sum, code) => sum + (code === empty ? 0 : 1), 0);
  }

  private encode(cell: string): number {
    if (!this.texts) return -1;
    const known = this.texts.get(cell);
    if (known !== undefined) return known;
    const most = this.odd.has("text") ? MOST_TEXTS : MOST_NUMBER_TEXTS;
    if (this.texts.size >= most) {
      this.texts = undefined;
      return -1;
    }
    this.texts.set(cell, this.texts.size);
    return this.texts.size - 1;
  }

  private note(kind: Exclude<CellKind, "number">, row: number, cell: string): void {
    const sighting = this.odd.get(kind);
    if (sighting) sighting.count++;
    else this.odd.set(kind, { count: 1, row, cell });
  }

  private grow(): void {
    const numbers = new Float32Array(2 * this.count);
    numbers.set(this.numbers);
    this.numbers = numbers;
    const codes = new Int32Array(this.texts ? 2 * this.count : 0);
    codes.set(this.texts ? this.codes : []);
    this.codes = codes;
  }
}
