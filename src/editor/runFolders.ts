/** Where runs lie on disk: a folder for each, in the workspace's own `.batchwise/runs` or where the user wants them. */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import * as vscode from "vscode";
import { readRunFile, type RunFile } from "../protocol/runFile";

const SETTING = "runsFolder";
const DEFAULT = ".batchwise/runs";

/** The folder for runs of a file. A workspace may only name one inside itself; the user may name any. */
export function runsFolder(context: vscode.ExtensionContext, uri: vscode.Uri | undefined): string {
  const workspace = (uri && vscode.workspace.getWorkspaceFolder(uri)) ?? vscode.workspace.workspaceFolders?.[0];
  if (workspace?.uri.scheme !== "file") return join(context.globalStorageUri.fsPath, "runs");
  const folder = workspace.uri.fsPath;
  const setting = vscode.workspace.getConfiguration("batchwise.training", uri).inspect<string>(SETTING);
  const own = setting?.workspaceFolderValue ?? setting?.workspaceValue;
  const chosen = own !== undefined && isInside(folder, own) ? own : (setting?.globalValue ?? DEFAULT);
  return resolve(folder, chosen.trim() === "" ? DEFAULT : chosen);
}

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, resolve(folder, path));
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
};

/** All folders that runs may lie in: of each folder of the workspace, and of files outside. */
export function allRunsFolders(context: vscode.ExtensionContext): readonly string[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => runsFolder(context, uri));
  return [...new Set([...folders, join(context.globalStorageUri.fsPath, "runs")])];
}

/** A new folder, named for the model and the time. What lies in `.batchwise` is kept out of version control. */
export async function makeRunFolder(runs: string, model: string, now: Date): Promise<string> {
  await mkdir(runs, { recursive: true });
  const marker = join(runs, "..", ".gitignore");
  if (/[\\/]\.batchwise[\\/]runs$/.test(runs) && !existsSync(marker)) await writeFile(marker, "*\n");
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const stem = `${model.replace(/[^\w-]+/g, "_").slice(0, 60)}-${day}-${time}`;
  for (let count = 1; ; count++) {
    const folder = join(runs, count === 1 ? stem : `${stem}-${count}`);
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

export interface RunOnDisk {
  readonly folder: string;
  readonly file: RunFile;
}

/** The runs in a folder that can be read; others are left alone. */
export async function runsIn(folder: string): Promise<readonly RunOnDisk[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name): Promise<RunOnDisk | undefined> => {
      const text = await readFile(join(folder, name, "run.json"), "utf8").catch(() => "");
      const file = readRunFile(text);
      return file && { folder: join(folder, name), file };
    }),
  );
  return found.filter((run) => run !== undefined);
}
