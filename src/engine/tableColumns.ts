/** The columns of tables that lie near a model file, so that shapes are known while it is typed. */
import { closeSync, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { isGzip } from "../base/gzip";
import { Trouble } from "../base/trouble";
import { columnsIn } from "../data/recipe/tableLayout";
import { textIn } from "../data/tables/text";
import type { Settings } from "../model/recipe";
import { READ } from "./files";
import { FOLDERS_ABOVE } from "./neighbours";

/** The names stand at the beginning. */
const HEAD_BYTES = 64 * 1024;
/** How many files' columns are remembered. */
const KEPT = 64;

interface Known {
  /** Another one when the file has changed. */
  readonly stamp: string;
  /** By the settings that they were read with. */
  readonly columns: Map<string, readonly string[] | undefined>;
}
const known = new Map<string, Known>();

/** The columns of the table at a path as a model file says it; undefined when there is none there or it does not tell them. */
export function tableColumns(file: string, path: string, settings: Settings): readonly string[] | undefined {
  const folder = dirname(resolve(file));
  const place = resolve(folder, path);
  // The path comes from a text that anybody may have written.
  if (!isWithin(place, resolve(folder, ...Array<string>(FOLDERS_ABOVE).fill("..")))) return undefined;
  try {
    const stats = lstatSync(place, { bigint: true, throwIfNoEntry: false });
    if (stats?.isFile() !== true) return undefined;
    const stamp = `${stats.mtimeNs} ${stats.size} ${stats.ino}`;
    const earlier = known.get(place);
    const { columns } = earlier?.stamp === stamp ? earlier : remember(place, { stamp, columns: new Map() });
    const key = JSON.stringify(settings);
    if (!columns.has(key)) columns.set(key, read(place, settings));
    return columns.get(key);
  } catch (error) {
    // not to be read, or no text
    if (error instanceof Trouble || (error instanceof Error && "code" in error)) return undefined;
    throw error;
  }
}

function isWithin(place: string, folder: string): boolean {
  const way = relative(folder, place);
  return way !== "" && !/^\.\.(?:[\\/]|$)/.test(way) && !isAbsolute(way);
}

function remember(place: string, one: Known): Known {
  known.delete(place);
  known.set(place, one);
  for (const [oldest] of known) if (known.size > KEPT) known.delete(oldest);
  return one;
}

function read(place: string, settings: Settings): readonly string[] | undefined {
  const handle = openSync(place, READ);
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) return undefined;
    const bytes = new Uint8Array(HEAD_BYTES);
    const head = bytes.subarray(0, readSync(handle, bytes, 0, HEAD_BYTES, 0));
    if (isGzip(head)) return undefined;
    return columnsIn(textIn(head), head.length < stats.size, settings, place);
  } finally {
    closeSync(handle);
  }
}
