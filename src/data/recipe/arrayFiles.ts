/** NumPy's own files, and what is taken out of several things. */
import { readWhole, type OpenFile } from "../../base/files";
import { openNpz } from "../../base/npz";
import { NPY_HEADER_BYTES, readNpy, readNpyHeader } from "../../base/npy";
import { Trouble } from "../../base/trouble";
import { DEFAULT_MEMORY_BYTES } from "../limits";
import { notFor, type Value } from "./value";
import { textIn, type Operation } from "./operation";
import { placeIn } from "./place";

/** `np.load`: an array, or an archive of several. */
const load: Operation = {
  name: "load",
  async run({ settings, context }) {
    const { tools, tell } = context;
    const path = await placeIn(settings, context, "file");
    const limit = tools.memoryBytes ?? DEFAULT_MEMORY_BYTES;
    tell(`Reading ${path.slice(path.lastIndexOf("/") + 1)}`);
    if (path.endsWith(".npz"))
      return { kind: "bundle", get: (name) => tools.files.withFile(path, (file) => member(file, name, limit)) };
    return tools.files.withFile(path, async (file) => {
      readNpyHeader(await file.read(0, NPY_HEADER_BYTES), file.size);
      return { kind: "numbers" as const, ...readNpy(await readWhole(file, limit)) };
    });
  },
};

async function member(file: OpenFile, name: string, limit: number): Promise<Value> {
  const arrays = await openNpz(file, limit);
  const found = arrays.get(name);
  if (!found)
    throw new Trouble(
      `There is no array “${name}” in it; there are ${[...arrays.keys()].slice(0, 20).join(", ") || "none"}.`,
    );
  return { kind: "numbers", ...(await found.read()) };
}

/** One of several things, by its name. */
const pick: Operation = {
  name: "pick",
  run({ of: [value], settings }) {
    if (value?.kind !== "bundle") throw notFor("A name", value);
    return value.get(textIn(settings, "name"));
  },
};

export const arrayFiles: readonly Operation[] = [load, pick];
