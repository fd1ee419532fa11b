/** The user's own modules beside a model file, on disk. */
import { lstatSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Source } from "../model/source";

/** Larger files define no models. */
const LARGEST_BYTES = 2 * 1024 * 1024;
/** Modules are looked for beside the file and in so many folders above it. */
export const FOLDERS_ABOVE = 2;

/** The file that `import path` means in a file; undefined when there is none. Leading dots count from the file's own folder. */
export function neighbour(file: string, path: string): Source | undefined {
  const dots = /^\.*/.exec(path)![0].length;
  const parts = path.slice(dots).split(".");
  // Names come from a text that anybody may have written.
  if (!parts.every((part) => /^\w+$/.test(part))) return undefined;
  let folder = dirname(isAbsolute(file) ? file : resolve(file));
  for (let i = 1; i < dots; i++) folder = dirname(folder);
  for (let i = 0; i <= (dots > 0 ? 0 : FOLDERS_ABOVE); i++, folder = dirname(folder)) {
    const found = read(`${join(folder, ...parts)}.py`) ?? read(join(folder, ...parts, "__init__.py"));
    if (found) return found;
  }
  return undefined;
}

function read(name: string): Source | undefined {
  try {
    const stats = lstatSync(name, { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size <= LARGEST_BYTES
      ? { name, text: readFileSync(name, "utf8") }
      : undefined;
  } catch {
    return undefined; // not there, or not to be read: then the import is not known
  }
}
