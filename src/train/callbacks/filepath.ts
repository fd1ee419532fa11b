/** File names that a program asks for, with numbers in them, as names inside the run's folder. */
import { formatted, showFloat } from "../../base/format";
import { Misfit, type Param } from "../../layers/param";
import type { Metrics } from "../../model/job";
import { isUnknown } from "../../model/literal";

/** A path; undefined for one that is known only at run time. */
export const fileName = (docs: string): Param<string | undefined> => ({
  docs,
  kind: "str",
  shapes: false,
  parse: (value) => (typeof value === "string" ? value : isUnknown(value) ? undefined : new Misfit("a file name")),
});

/** Everything that callbacks write is in this folder of the run, so that it is never one of the run's own files. */
const FOLDER = "saved";
/** Endings that a model or weights are asked for under. */
const ENDING = /(?:\.weights)?\.(?:keras|h5|hdf5|tf|ckpt|npz)$/i;
const LONGEST_NAME = 150;

const field = /\{\{|\}\}|\{([^{}:!]*)(?:![rsa])?(?::([^{}]*))?\}|[{}]/g;

/** `dir/{epoch:02d}-{val_loss:.2f}.keras` → `saved/07-0.31.npz`; undefined when it names a number that is not there. */
export function savedFile(
  filepath: string,
  epoch: number,
  batch: number | undefined,
  logs: Metrics,
): string | undefined {
  const valueOf = (name: string): number | bigint | undefined => {
    if (name === "epoch") return BigInt(epoch + 1);
    if (name === "batch" && batch !== undefined) return BigInt(batch + 1);
    return logs[name];
  };
  const missing: string[] = [];
  const filled = baseName(filepath).replace(field, (all: string, name?: string, spec?: string) => {
    if (all === "{{" || all === "}}") return all[0]!;
    const value = name === undefined ? undefined : valueOf(name);
    const text =
      value === undefined
        ? undefined
        : spec
          ? formatted(value, spec)
          : typeof value === "bigint"
            ? String(value)
            : showFloat(value);
    if (text === undefined) missing.push(all);
    return text ?? "";
  });
  return missing.length === 0 ? `${FOLDER}/${safe(filled.replace(ENDING, ""))}.npz` : undefined;
}

/** The name as it is shown before numbers are in it. */
export const savedName = (filepath: string): string => `${FOLDER}/${baseName(filepath).replace(ENDING, "")}.npz`;

/** A file of another kind, such as a log. */
export const writtenFile = (filepath: string, ending: string): string => {
  const name = baseName(filepath);
  return `${FOLDER}/${safe(name.toLowerCase().endsWith(ending) ? name.slice(0, -ending.length) : name)}${ending}`;
};

/** Only the last part of a path: nothing is written outside the run's folder. A field's own text may hold no separator. */
const baseName = (path: string): string => path.split(/[/\\]/).at(-1)!;

/** A name that every file system takes. */
function safe(name: string): string {
  const plain = name
    .replace(/[<>:"/\\|?*\p{Cc}]/gu, "_")
    .slice(0, LONGEST_NAME)
    .replace(/^[. ]+|[. ]+$/g, "");
  return plain === "" || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(plain) ? `_${plain}` : plain;
}
