/** Model files for the command line: read, analysed, and one model chosen where one is wanted. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Analysis } from "../analysis/infer";
import { inferAll } from "../analysis/together";
import { trainedOf } from "../analysis/trained";
import { readWhole, type OpenFile } from "../base/files";
import { LineMap } from "../base/text";
import { Trouble } from "../base/trouble";
import { openZip } from "../base/zip";
import { diskFiles } from "../engine/files";
import { neighbour } from "../engine/neighbours";
import { tableColumns } from "../engine/tableColumns";
import { formats } from "../formats";
import type { TextFormat } from "../formats/format";
import type { NotebookFile } from "../formats/notebook/file";
import type { TextEdit } from "../model/edit";
import type { Problem } from "../model/problem";
import type { Source } from "../model/source";
import type { Span } from "../model/span";
import { readRunFile, type RunFile } from "../protocol/runFile";
import { createParser } from "../python/parser";

export interface ModelFile {
  /** What is read: the text of the file, of a notebook that of its cells. */
  readonly source: Source;
  readonly format: TextFormat;
  /** The file as it lies on disk, and where each of its lines begins. */
  readonly file: { readonly source: Source; readonly format: TextFormat; readonly lines: LineMap };
  readonly notebook: NotebookFile | undefined;
  readonly models: readonly Analysis[];
  /** Of the file and of every model. */
  readonly problems: readonly (Problem & { readonly model?: string })[];
}

/** Larger files are no model definitions; the Python reader itself stops at 2 MB. */
const LARGEST_SOURCE = 64 * 1024 * 1024;

/** Files beside the program. */
export const beside = (name: string): Buffer => readFileSync(join(__dirname, name));

let known: Promise<readonly TextFormat[]> | undefined;
const openFormats = (): Promise<readonly TextFormat[]> =>
  (known ??= createParser({ engine: beside("tree-sitter.wasm"), grammar: beside("tree-sitter-python.wasm") }).then(
    (python) => formats({ python, neighbour, tableColumns }),
  ));

/** An archive that Keras saves: weights, and a description of the model. */
export const isArchive = (path: string): boolean => path.toLowerCase().endsWith(".keras");

async function configIn(file: OpenFile, path: string): Promise<Uint8Array> {
  const config = (await openZip(file)).get("config.json");
  if (!config) throw new Trouble("There is no config.json in it, as in every archive that Keras saves.", path);
  if (config.size > LARGEST_SOURCE) throw new Trouble("Its config.json is too large to describe a model.", path);
  return config.read();
}

export async function readModelFile(path: string): Promise<ModelFile> {
  const bytes = await diskFiles.withFile(path, (file) =>
    isArchive(path) ? configIn(file, path) : readWhole(file, LARGEST_SOURCE),
  );
  const source = { name: path, text: decode(bytes, path) };
  const format = (await openFormats()).find((one) => one.matches(source));
  if (!format)
    throw new Trouble(
      "This is no Keras model: neither Python that imports keras or tensorflow, nor the JSON that Keras writes of a model.",
      path,
    );
  return analyse(source, format);
}

export function analyse(whole: Source, wrapping: TextFormat): ModelFile {
  const unwrapped = wrapping.unwrap?.(whole);
  const { source, format } = unwrapped ?? { source: whole, format: wrapping };
  const reading = format.read(source);
  const models = inferAll(reading.models);
  const problems = [
    ...reading.problems,
    ...models.flatMap(({ graph, problems }) => problems.map((problem) => ({ ...problem, model: graph.name }))),
  ];
  // of a model that is a layer of another the same is told twice
  const once = new Map(
    problems.map((problem) => [`${problem.code} ${problem.span?.start} ${problem.message}`, problem]),
  );
  const file = { source: whole, format: wrapping, lines: new LineMap(whole.text) };
  return { source, format, file, notebook: unwrapped?.notebook, models, problems: [...once.values()] };
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Trouble("Not UTF-8 text.", path);
  }
}

/** The one that is named, else the only one that is trained. */
export function chooseModel({ source, models: all }: ModelFile, name: string | undefined): Analysis {
  // who names none means the whole, not what is written within it
  const models = name === undefined ? trainedOf(wholeModels(all), (model) => model) : all;
  const names = models.map(({ graph }) => graph.name);
  if (models.length === 0) throw new Trouble("There is no model in this file.", source.name);
  if (name === undefined && models.length > 1)
    throw new Trouble(
      `There are several models in this file; choose one with --model: ${names.join(", ")}.`,
      source.name,
    );
  const chosen = name === undefined ? models[0] : models.find(({ graph }) => graph.name === name);
  if (!chosen)
    throw new Trouble(`There is no model “${name ?? ""}” in this file; it has ${names.join(", ")}.`, source.name);
  return chosen;
}

/** Those that are not written within another, as Keras's JSON does with models that are layers. */
export const wholeModels = (models: readonly Analysis[]): readonly Analysis[] =>
  models.filter((one) => !models.some((other) => isWithin(one, other)));

function isWithin({ graph: { span: own } }: Analysis, { graph: { span: whole } }: Analysis): boolean {
  if (!own || !whole || (own.start === whole.start && own.end === whole.end)) return false;
  return whole.start <= own.start && own.end <= whole.end;
}

/** What a run in a folder was asked for. */
export function readRun(folder: string): RunFile {
  const path = join(folder, "run.json");
  const file = existsSync(path) ? readRunFile(readFileSync(path, "utf8")) : undefined;
  if (!file) throw new Trouble("There is no run in this folder that can be read (run.json).", folder);
  return file;
}

/** Where a stretch of what was read is in the file itself. */
export const inFile = ({ notebook }: ModelFile, span: Span): Span => notebook?.inFile(span) ?? span;

/** The edits of the file that make edits of what was read. */
export const editsInFile = ({ notebook }: ModelFile, edits: readonly TextEdit[]): readonly TextEdit[] =>
  notebook ? edits.flatMap((edit) => notebook.editsInFile(edit)) : edits;

/** As editors count: zero-based lines, characters in UTF-16 units. */
export const jsonSpan = (span: Span, lines: LineMap) => ({
  start: lines.positionAt(span.start),
  end: lines.positionAt(span.end),
});

/** A place for programs: in the file, and for a notebook in a cell too. */
export function jsonPlace(file: ModelFile, span: Span | undefined) {
  const cell = span && file.notebook?.inCell(span);
  return {
    span: span ? jsonSpan(inFile(file, span), file.file.lines) : null,
    ...(cell && { cell: { number: cell.cell, span: jsonSpan(cell, new LineMap(cell.text)) } }),
  };
}

/** `FILE:LINE:COLUMN`, counted from 1; in a notebook the cell, and the line in it. */
export function placeOf(file: ModelFile, span: Span | undefined): string {
  const { name } = file.source;
  if (!span) return name;
  const cell = cellText(file, span);
  if (cell !== undefined) return `${name}: ${cell}`;
  const { line, character } = file.file.lines.positionAt(span.start);
  return `${name}:${line + 1}:${character + 1}`;
}

/** The place in a notebook, in words. */
export function cellText({ notebook }: ModelFile, span: Span): string | undefined {
  const found = notebook?.inCell(span);
  if (!found) return undefined;
  const { line } = new LineMap(found.text).positionAt(found.start);
  return `cell ${found.cell}, line ${line + 1}`;
}
