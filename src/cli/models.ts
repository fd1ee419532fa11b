/** Model files for the command line: read, analysed, and one model chosen where one is wanted. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { infer, type Analysis } from "../analysis/infer";
import { readWhole } from "../base/files";
import { LineMap } from "../base/text";
import { Trouble } from "../base/trouble";
import { diskFiles } from "../engine/files";
import { neighbour } from "../engine/neighbours";
import { formats } from "../formats";
import type { TextFormat } from "../formats/format";
import type { Problem } from "../model/problem";
import type { Source } from "../model/source";
import type { Span } from "../model/span";
import { readRunFile, type RunFile } from "../protocol/runFile";
import { createParser } from "../python/parser";

export interface ModelFile {
  readonly source: Source;
  readonly format: TextFormat;
  readonly models: readonly Analysis[];
  /** Of the file and of every model. */
  readonly problems: readonly (Problem & { readonly model?: string })[];
  readonly lines: LineMap;
}

/** Larger files are no model definitions; the Python reader itself stops at 2 MB. */
const LARGEST_SOURCE = 64 * 1024 * 1024;

/** Files beside the program. */
export const beside = (name: string): Buffer => readFileSync(join(__dirname, name));

let known: Promise<readonly TextFormat[]> | undefined;
const openFormats = (): Promise<readonly TextFormat[]> =>
  (known ??= createParser({ engine: beside("tree-sitter.wasm"), grammar: beside("tree-sitter-python.wasm") }).then(
    (python) => formats({ python, neighbour }),
  ));

export async function readModelFile(path: string): Promise<ModelFile> {
  const bytes = await diskFiles.withFile(path, (file) => readWhole(file, LARGEST_SOURCE));
  const source = { name: path, text: decode(bytes, path) };
  const format = (await openFormats()).find((one) => one.matches(source));
  if (!format) throw new Trouble("This is no Keras model in Python: nothing of keras or tensorflow is imported.", path);
  return analyse(source, format);
}

export function analyse(source: Source, format: TextFormat): ModelFile {
  const reading = format.read(source);
  const models = reading.models.map((graph) => infer(graph));
  const problems = [
    ...reading.problems,
    ...models.flatMap(({ graph, problems }) => problems.map((problem) => ({ ...problem, model: graph.name }))),
  ];
  return { source, format, models, problems, lines: new LineMap(source.text) };
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Trouble("Not UTF-8 text.", path);
  }
}

/** The one that is named, else the only one. */
export function chooseModel({ source, models }: ModelFile, name: string | undefined): Analysis {
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

/** What a run in a folder was asked for. */
export function readRun(folder: string): RunFile {
  const path = join(folder, "run.json");
  const file = existsSync(path) ? readRunFile(readFileSync(path, "utf8")) : undefined;
  if (!file) throw new Trouble("There is no run in this folder that can be read (run.json).", folder);
  return file;
}

/** As editors count: zero-based lines, characters in UTF-16 units. */
export const jsonSpan = (span: Span | undefined, lines: LineMap) =>
  span ? { start: lines.positionAt(span.start), end: lines.positionAt(span.end) } : null;

/** `FILE:LINE:COLUMN`, counted from 1. */
export function placeOf({ source, lines }: ModelFile, span: Span | undefined): string {
  if (!span) return source.name;
  const { line, character } = lines.positionAt(span.start);
  return `${source.name}:${line + 1}:${character + 1}`;
}
