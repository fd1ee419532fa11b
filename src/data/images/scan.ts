/** Which images lie in a folder of class folders, perhaps one set each for training, validation and test. */
import { byBytes } from "../../base/bytes";
import type { Entry, Files } from "../../base/files";
import { counted, showCount } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import type { PartName } from "../dataset";

/** The images of one class, in the order of their names' bytes. */
export interface ClassFolder {
  readonly name: string;
  /** Below the class folder. */
  readonly files: readonly string[];
}

export interface Scan {
  readonly parts: ReadonlyMap<PartName, { readonly folder: string; readonly classes: readonly ClassFolder[] }>;
  readonly warnings: readonly string[];
  /** False when counting was given up at the limit. */
  readonly complete: boolean;
}

const MOST_FILES = 1_000_000;
const MOST_CLASSES = 10_000;
const MANY_CLASSES = 1000;
const DEEPEST = 8;
const partNames: ReadonlyMap<string, PartName> = new Map([
  ["train", "train"],
  ["training", "train"],
  ["validation", "validation"],
  ["valid", "validation"],
  ["val", "validation"],
  ["dev", "validation"],
  ["test", "test"],
  ["testing", "test"],
]);

/** Looks at no more than `stopAt` files, for a glance. */
export async function scanFolder(files: Files, folder: string, stopAt = Infinity): Promise<Scan> {
  const scanner = new Scanner(files, stopAt);
  const entries = await scanner.entries(folder);
  const folders = entries.filter(({ kind }) => kind === "folder");
  const named = folders.flatMap(({ name }) => {
    const part = partNames.get(name.toLowerCase());
    return part ? [[part, `${folder}/${name}`] as const] : [];
  });
  const found = named.some(([part]) => part === "train") ? named : [["train", folder] as const];
  const parts = new Map<PartName, { folder: string; classes: readonly ClassFolder[] }>();
  for (const [part, path] of found) {
    if (parts.has(part)) throw new Trouble(`Two folders could be the ${part} set; keep one of them.`, folder);
    parts.set(part, {
      folder: path,
      classes: await scanner.classes(path, path === folder ? entries : await scanner.entries(path)),
    });
  }
  const classes = parts.get("train")!.classes;
  if (!classes.some(({ files }) => files.length > 0))
    throw new Trouble(
      "No folder for each class with PNG or JPEG images in it (cats/1.jpg, dogs/2.jpg …) was found.",
      folder,
    );
  return { parts, warnings: [...scanner.warnings(), ...remarks(classes)], complete: scanner.complete };
}

function* remarks(classes: readonly ClassFolder[]): Generator<string> {
  for (const { name } of classes.filter(({ files }) => files.length === 0).slice(0, 5))
    yield `Class “${name}” has no images.`;
  if (classes.length === 1) yield `There is one class only (“${classes[0]!.name}”): nothing to learn.`;
  if (classes.length >= MANY_CLASSES) yield `${showCount(classes.length)} classes: is every folder really a class?`;
}

class Scanner {
  complete = true;
  private count = 0;
  private links = 0;
  private others = 0;
  private deep = 0;
  private readonly strangers: string[] = [];
  private strangerCount = 0;

  constructor(
    private readonly files: Files,
    private readonly stopAt: number,
  ) {}

  /** What is in a folder, sorted; hidden names and what cannot be read are left out. */
  async entries(folder: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    for await (const entry of this.files.list(folder)) {
      if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
      if (entry.kind === "link") this.links++;
      else if (entry.kind === "other") this.others++;
      else entries.push(entry);
      if (entries.length > MOST_FILES) throw tooManyFiles(folder);
    }
    return entries.sort((a, b) => byBytes(a.name, b.name));
  }

  async classes(folder: string, entries: readonly Entry[]): Promise<readonly ClassFolder[]> {
    const folders = entries.filter(({ kind }) => kind === "folder");
    if (folders.length > MOST_CLASSES)
      throw new Trouble(
        `${counted(folders.length, "class", "classes")}; the limit is ${showCount(MOST_CLASSES)}.`,
        folder,
      );
    const classes: ClassFolder[] = [];
    for (const { name } of folders) classes.push({ name, files: await this.images(`${folder}/${name}`, "", 0) });
    return classes;
  }

  private async images(folder: string, below: string, depth: number): Promise<string[]> {
    if (this.count >= this.stopAt) {
      this.complete = false;
      return [];
    }
    if (depth > DEEPEST) {
      this.deep++;
      return [];
    }
    const images: string[] = [];
    const entries = await this.entries(folder);
    for (const { name } of entries.filter(({ kind }) => kind === "file"))
      if (/\.(png|jpe?g)$/i.test(name)) images.push(below + name);
      else this.stranger(name);
    this.count += images.length;
    if (this.count > MOST_FILES) throw tooManyFiles(folder);
    for (const { name } of entries.filter(({ kind }) => kind === "folder"))
      for (const image of await this.images(`${folder}/${name}`, `${below}${name}/`, depth + 1)) images.push(image);
    return images;
  }

  private stranger(name: string): void {
    this.strangerCount++;
    if (this.strangers.length < 3) this.strangers.push(name);
  }

  *warnings(): Generator<string> {
    if (this.strangerCount > 0)
      yield `${counted(this.strangerCount, "file")} not named .png, .jpg or .jpeg: skipped (${this.strangers.join(", ")}${this.strangerCount > this.strangers.length ? ", …" : ""}).`;
    if (this.links > 0) yield `${counted(this.links, "link")} not followed.`;
    if (this.others > 0)
      yield `${counted(this.others, "entry", "entries")} neither file nor folder, or with a name that is not UTF-8: skipped.`;
    if (this.deep > 0) yield `${counted(this.deep, "folder")} more than ${DEEPEST} levels deep: skipped.`;
  }
}

const tooManyFiles = (folder: string): Trouble =>
  new Trouble(`More than ${showCount(MOST_FILES)} images; that is the limit.`, folder);
