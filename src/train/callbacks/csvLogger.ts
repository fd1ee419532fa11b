import { showFloat } from "../../base/format";
import { bool, words } from "../../layers/param";
import { defineCallback, type State } from "./callback";
import { fileName, writtenFile } from "./filepath";

interface Rows extends State {
  /** The epochs so far, one after the other: its number, then its numbers in the order of the columns. */
  readonly numbers: readonly number[];
}

const fileOf = (filename: string | undefined): string => writtenFile(filename ?? "log.csv", ".csv");

const initial: Rows = { numbers: [] };

export const csvLogger = defineCallback({
  name: "CSVLogger",
  docs: "Writes a row of numbers for each epoch.",
  params: {
    filename: fileName("File that is written."),
    separator: words("Stands between numbers.", ",", false),
    append: bool("Keep what is in the file.", false),
  },
  initial,
  remark({ filename }) {
    const asked =
      filename === undefined ? "its file name is known only at run time" : `it asks for ${JSON.stringify(filename)}`;
    return `${asked}; the table is written into the run's folder as ${JSON.stringify(fileOf(filename))}`;
  },
  epochEnd(state, { epoch, logs }, { filename, separator }) {
    const names = Object.keys(logs).sort();
    const numbers = [...state.numbers, epoch, ...names.map((name) => logs[name]!)];
    // as Keras does, for a validation that may come in a later epoch
    const missing = names.some((name) => name.startsWith("val_")) ? [] : names.map((name) => `val_${name}`);
    const line = (cells: readonly string[]): string =>
      `${cells.map((cell) => quoted(cell, separator)).join(separator)}\r\n`;
    const width = names.length + 1;
    const rows = Array.from({ length: numbers.length / width }, (_, row) => {
      const [at, ...values] = numbers.slice(row * width, (row + 1) * width);
      return line([String(at), ...values.map(showFloat), ...missing.map(() => "NA")]);
    });
    const text = line(["epoch", ...names, ...missing]) + rows.join("");
    return { state: { numbers }, actions: [{ kind: "write", file: fileOf(filename), text }] };
  },
});

const quoted = (cell: string, separator: string): string =>
  cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
