/** `text_dataset_from_directory`: the texts of a folder with a sub-folder for each class. */
import { byBytes } from "../../base/bytes";
import { baseName, readWhole, type Files } from "../../base/files";
import { showCount } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import { labelsAs, placesFor } from "./folder";
import { textIn, textsIn, type Operation } from "./operation";
import { placeIn } from "./place";
import { numbers, texts } from "./value";

const MOST_FILES = 200_000;
const LONGEST_BYTES = 16 * 2 ** 20;

async function namesIn(files: Files, folder: string, kind: "file" | "folder"): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of files.list(folder)) if (entry.kind === kind) names.push(entry.name);
  return names.sort(byBytes);
}

/** Text files below a folder. */
async function* textsBelow(files: Files, folder: string, depth = 0): AsyncGenerator<string> {
  for (const name of await namesIn(files, folder, "file")) if (name.endsWith(".txt")) yield `${folder}/${name}`;
  if (depth < 8)
    for (const name of await namesIn(files, folder, "folder")) yield* textsBelow(files, `${folder}/${name}`, depth + 1);
}

const textFolder: Operation = {
  name: "text_folder",
  async run({ settings, context }) {
    const path = await placeIn(settings, context, "folder");
    const { files } = context.tools;
    const found = await namesIn(files, path, "folder");
    const isAlone = settings["labels"] === "none";
    const names = textsIn(settings, "classes") ?? found;
    context.tell(`Reading the texts in ${baseName(path)}`);
    const all: { readonly path: string; readonly label: number }[] = [];
    const add = async (folder: string, label: number): Promise<void> => {
      for await (const file of textsBelow(files, folder)) {
        all.push({ path: file, label });
        if (all.length > MOST_FILES) throw new Trouble(`It holds more than ${showCount(MOST_FILES)} texts.`, path);
      }
    };
    if (isAlone && names.length === 0) await add(path, 0);
    for (const [label, name] of names.entries()) await add(`${path}/${name}`, label);
    if (all.length === 0) throw new Trouble("No folder for each class with .txt files in it was found.", path);
    const ends = names.map((_, label) => all.findLastIndex((one) => one.label === label) + 1);
    const chosen = placesFor(
      all.length,
      (place) => [ends[all[place]!.label - 1] ?? 0, ends[all[place]!.label]!],
      settings,
    );
    const read: string[] = [];
    for (const place of chosen)
      read.push(
        await files.withFile(all[place]!.path, async (file) =>
          new TextDecoder().decode(await readWhole(file, LONGEST_BYTES)),
        ),
      );
    const labels = numbers(
      "int32",
      [chosen.length],
      Int32Array.from(chosen, (place) => all[place]!.label),
    );
    const y = isAlone ? labels : labelsAs(textIn(settings, "labels"), labels, names.length);
    const x = texts([read.length], read);
    return { kind: "bundle", get: (name) => Promise.resolve(name === "y" ? y : x) };
  },
};

export const textFolders: readonly Operation[] = [textFolder];
