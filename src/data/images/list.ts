/** The images of one part of a folder, numbered class after class. */
import { Trouble } from "../../base/trouble";
import type { ClassFolder } from "./scan";

export interface ImageList {
  readonly classes: readonly ClassFolder[];
  /** Class number of each image. */
  readonly labels: Int32Array;
  /** Where the class of an image begins and ends. */
  readonly range: (index: number) => readonly [start: number, end: number];
  readonly path: (index: number) => string;
}

/** `names` are the classes to number them by. */
export function listImages(
  folder: string,
  classes: readonly ClassFolder[],
  names: readonly string[] = classes.map(({ name }) => name),
): ImageList {
  const starts = [0];
  for (const { files } of classes) starts.push(starts.at(-1)! + files.length);
  const labels = new Int32Array(starts.at(-1)!);
  const places = new Int32Array(labels.length);
  for (const [place, { name, files }] of classes.entries()) {
    const label = names.indexOf(name);
    if (label < 0)
      throw new Trouble(
        `Class “${name}” is not among the classes to train on (${names.slice(0, 10).join(", ")}).`,
        folder,
      );
    labels.fill(label, starts[place], starts[place]! + files.length);
    places.fill(place, starts[place], starts[place]! + files.length);
  }
  return {
    classes,
    labels,
    range: (index) => [starts[places[index]!]!, starts[places[index]! + 1]!],
    path: (index) => {
      const { name, files } = classes[places[index]!]!;
      return `${folder}/${name}/${files[index - starts[places[index]!]!]!}`;
    },
  };
}
