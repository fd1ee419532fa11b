/** Files in memory, by path. */
import type { Entry, Files } from "../../src/base/files";
import { about, Trouble } from "../../src/base/trouble";

/** What a path holds: bytes, text, or something that is neither file nor folder. */
export type Content = Uint8Array | string | { readonly kind: "link" | "other" } | { readonly trouble: string };

export interface CountingFiles extends Files {
  /** How often each file was opened. */
  readonly opened: Map<string, number>;
}

export function memoryFiles(contents: Readonly<Record<string, Content>>): CountingFiles {
  const opened = new Map<string, number>();
  const kindOf = (path: string): Entry["kind"] | undefined => {
    const content = contents[path];
    if (content !== undefined) return typeof content === "object" && "kind" in content ? content.kind : "file";
    return Object.keys(contents).some((other) => other.startsWith(`${path}/`)) ? "folder" : undefined;
  };
  return {
    opened,
    kind: (path) => Promise.resolve(kindOf(path)),
    async *list(folder) {
      await Promise.resolve();
      const rest = Object.keys(contents)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1).split("/")[0]!);
      for (const name of new Set(rest)) yield { name, kind: kindOf(`${folder}/${name}`)! };
    },
    withFile: (path, work) =>
      about(path, async () => {
        opened.set(path, (opened.get(path) ?? 0) + 1);
        const content = contents[path];
        if (content === undefined)
          throw new Trouble(kindOf(path) === undefined ? "There is no such file." : "Not a regular file.");
        if (typeof content === "object" && "trouble" in content) throw new Trouble(content.trouble);
        if (typeof content === "object" && "kind" in content) throw new Trouble("Not a regular file.");
        const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
        return work({
          size: bytes.length,
          read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
        });
      }),
  };
}
