/** What the command line says, and how: results to standard output, everything else to standard error. */
import { stderr, stdout } from "node:process";
import { Trouble } from "../base/trouble";

/** Ends the program with a status; thrown so that everything on the way is left in order. */
export class Exit extends Error {
  constructor(readonly status: number) {
    super(`exit ${status}`);
  }
}

/** Wrong usage, or an input that cannot be read. */
export const UNUSABLE = 2;
/** Findings, or a run that failed. */
export const FAILED = 1;
export const INTERRUPTED = 130;

export const print = (text: string): void => void stdout.write(`${text}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value));
export const tell = (text: string): void => void stderr.write(`batchwise: ${text}\n`);

/** Trouble as one line, with its file in front; anything else is a bug of ours and keeps its stack. */
export function report(error: unknown): number {
  if (error instanceof Exit) return error.status;
  if (error instanceof Trouble) {
    tell(error.file === undefined ? error.sentence : `${error.file}: ${error.sentence}`);
    return UNUSABLE;
  }
  tell("something went wrong in Batchwise itself");
  stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return FAILED;
}

const colours = stdout.isTTY && !process.env["NO_COLOR"];
const paint =
  (code: number) =>
  (text: string): string =>
    colours ? `\u001b[${code}m${text}\u001b[0m` : text;
export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const yellow = paint(33);
export const blue = paint(34);

/** One line that is written over while work goes on; silent where standard error is no terminal. */
export class ProgressLine {
  private shown = "";

  show(text: string): void {
    if (!stderr.isTTY) return;
    const line = text.slice(0, Math.max(20, stderr.columns - 1));
    stderr.write(`\r${line}${" ".repeat(Math.max(0, this.shown.length - line.length))}`);
    this.shown = line;
  }

  /** Leaves the line free for other text. */
  clear(): void {
    if (this.shown !== "") stderr.write(`\r${" ".repeat(this.shown.length)}\r`);
    this.shown = "";
  }
}

/** A bar of `width` characters, filled to `share`. */
export function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return "━".repeat(full) + "─".repeat(width - full);
}

/** `1 h 4 min`, `3 min 20 s`, `12 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}

/** Columns padded to their widest cell. */
export function table(rows: readonly (readonly string[])[], right: ReadonlySet<number> = new Set()): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const cell = (text: string, column: number): string =>
    right.has(column) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!);
  return rows.map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}
