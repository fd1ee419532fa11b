/** Tables of text: comma, semicolon, tab or space between cells, with or without a header, perhaps packed. */
import { baseName, piecesOf, type OpenFile } from "../base/files";
import { unpacked } from "../base/gzip";
import { Trouble } from "../base/trouble";
import type { DataSpec } from "../model/job";
import type { DataFormat, Dataset, Description } from "./dataset";
import { readTable, type Table } from "./tables/table";
import { tableData } from "./tables/tableData";
import { textOf } from "./tables/text";

export const csv: DataFormat = {
  id: "csv",
  title: "Table as text (.csv, .tsv, .data or .txt, also .gz)",
  matches: (source) => /\.(csv|tsv|data|txt)(\.gz)?$/i.test(source),

  describe: (spec, { files }) =>
    files.withFile(spec.source, async (file) => {
      const glance = new Glance(file);
      const reading = { name: baseName(spec.source), isCut: () => glance.cut };
      const table = await readTable(textOf(glance.pieces()), reading);
      const { data, warnings } = attempt(table, spec);
      const names = data?.target.kind === "classes" ? data.target.names : undefined;
      return {
        format: csv.title,
        parts: [{ name: "train", count: glance.estimate(table.rowCount), exact: !glance.cut }],
        ...(data && { inputShape: data.input.shape }),
        ...(names && { classes: names }),
        columns: table.columns.map((column) => column.facts()),
        rows: table.firstRows,
        warnings,
      } satisfies Description;
    }),

  open: (spec, { files, memoryBytes: limitBytes }, wish) =>
    files.withFile(spec.source, async (file) => {
      const reading = { name: baseName(spec.source), ...(limitBytes !== undefined && { limitBytes }) };
      return tableData(await readTable(textOf(unpacked(piecesOf(file))), reading), spec, wish);
    }),
};

const GLANCE_BYTES = 2 ** 20;

/** The first part of a file. */
class Glance {
  /** Whether there is more. */
  cut = false;
  private read = 0;

  constructor(private readonly file: OpenFile) {}

  async *pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of unpacked(piecesOf(this.file))) {
      const part = piece.subarray(0, GLANCE_BYTES - this.read);
      this.read += part.length;
      this.cut = part.length < piece.length || (this.read === GLANCE_BYTES && this.file.size !== GLANCE_BYTES);
      yield part;
      if (this.cut) return;
    }
  }

  /** How many rows the whole file may have. A packed one has more than it seems. */
  estimate(rows: number): number {
    return this.cut ? Math.round((rows * Math.max(this.file.size, this.read)) / this.read) : rows;
  }
}

/** The data, or why there are none. */
function attempt(table: Table, spec: DataSpec): { readonly data?: Dataset; readonly warnings: readonly string[] } {
  try {
    const data = tableData(table, spec, {});
    return { data, warnings: data.warnings() };
  } catch (error) {
    if (error instanceof Trouble) return { warnings: [...table.warnings, error.sentence] };
    throw error;
  }
}
