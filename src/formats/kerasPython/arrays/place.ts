/** Where files of data lie: a place beside the program, an address in the net, what `get_file` has downloaded. */
import type { Settings } from "../../../model/recipe";
import type { Machine, Site } from "../../../python/machine";
import { pathText } from "../../../python/modules/paths";
import type { Value } from "../../../python/value";
import { Lost } from "./trace";

/** Addresses by the place to which the program has them downloaded. */
const downloads = new WeakMap<Machine, Map<string, string>>();

export function rememberDownload(machine: Machine, path: string, url: string): void {
  const known = downloads.get(machine) ?? new Map<string, string>();
  known.set(path, url);
  downloads.set(machine, known);
}

/** What a step that reads a file is told: `path`, and `url` where it can be downloaded from. An address stands for a file beside the program. */
export function placeOf(
  file: Value | undefined,
  { span }: Site,
  machine: Machine,
): (Settings & { readonly path: string }) | Lost {
  const path = pathText(file);
  if (path === undefined)
    return new Lost(file?.kind === "unknown" ? file.reason : "which file is read is not known", file?.span ?? span);
  if (/^\w+:\/\//.test(path)) {
    const name = path.replace(/[?#].*$/, "").replace(/^.*\//, "");
    if (name === "") return new Lost(`${path} is on the network; download it and name the file`, file?.span ?? span);
    return { path: decoded(name), url: path };
  }
  const url = downloadOf(path, machine);
  return url === undefined ? { path } : { path, ...url };
}

/** The address of a file, or of the archive that it comes out of. */
function downloadOf(path: string, machine: Machine): { readonly url: string; readonly packed?: true } | undefined {
  const known = downloads.get(machine);
  const url = known?.get(path);
  if (url !== undefined) return { url };
  for (const [place, address] of known ?? [])
    if (/\.(?:zip|t?gz|tar|tar\.\w+)$/.test(address) && path.startsWith(place.replace(/[^/]*$/, "")))
      return { url: address, packed: true };
  return undefined;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
