/** Where a step finds its file or folder, and what to do when it is not there. */
import { baseName } from "../../base/files";
import { Trouble } from "../../base/trouble";
import type { Settings } from "../../model/recipe";
import { isSet, textIn, type Context } from "./operation";

/** What to do when a file is not there; undefined when it is not known where it comes from. */
export function howToDownload(settings: Settings): string | undefined {
  const { url, path } = settings;
  if (typeof url !== "string" || typeof path !== "string") return undefined;
  return isSet(settings, "packed")
    ? `${baseName(path)} is not on this machine. Download ${url} and unpack it, so that it lies at ${path}.`
    : `${baseName(path)} is not on this machine. Download ${url} to ${path}.`;
}

/** The place, once something lies there. */
export async function placeIn(settings: Settings, { tools }: Context, kind: "file" | "folder"): Promise<string> {
  const path = textIn(settings, "path").replace(/(?<=.)\/+$/, "");
  const found = await tools.files.kind(path);
  if (found === undefined) {
    const how = howToDownload(settings);
    throw how === undefined ? new Trouble(`There is no such ${kind}.`, path) : new Trouble(how);
  }
  if (found === "folder" && kind === "file") throw new Trouble("This is a folder, and a file is wanted.", path);
  if (found === "file" && kind === "folder") throw new Trouble("This is no folder.", path);
  return path;
}
