/** The state of a run between two steps, as a `.npz` file: with it a run goes on as if it had never stopped. */
import { createHash } from "node:crypto";
import { memoryFile, readWhole } from "../base/files";
import type { NumberArray } from "../base/numbers";
import { openNpz, readWeights, writeNpz, type WeightArray } from "../base/npz";
import { showShape } from "../model/shape";
import { Trouble } from "../base/trouble";
import { diskFiles } from "./files";
import type { Session } from "./session";

/** Where a run stands. */
export interface Progress {
  /** Counts from 1. */
  readonly epoch: number;
  /** Steps done in this epoch. */
  readonly step: number;
  /** Updates since the start of the run: the optimizer's own count. */
  readonly iterations: number;
  /** The smallest loss of an epoch so far, of validation where there is any. */
  readonly best: number;
  /** The learning rate that a callback has set; not a number where none has. */
  readonly rate: number;
  /** How many epochs were asked for when a callback ended the training; 0 while none has. */
  readonly endedOf: number;
  /** Sums over the epoch so far: samples, loss · samples, then each metric · samples. */
  readonly sums: readonly number[];
}

/** An array that is kept beside the weights. */
export type Stored = Pick<NumberArray, "shape" | "data">;

const STATE = "batchwise/progress";
const DIGEST = "batchwise/sha256";
/** Counts up when the meaning of a checkpoint changes. */
const FORMAT = 2;
const LARGEST_CHECKPOINT = 2 ** 32;

/** Arrays of the session under these names, with their shapes, where they lie: they must not change before they are written. */
function arraysOf(session: Session, shapes: ReadonlyMap<string, readonly number[]>): [string, WeightArray][] {
  return [...shapes].map(([name, shape]) => [name, { shape, data: session.numbers(name) }]);
}

/** Weights alone, under Keras's names. */
export const packWeights = (session: Session, shapes: ReadonlyMap<string, readonly number[]>): Promise<Uint8Array> =>
  writeNpz(arraysOf(session, shapes));

/** Weights, the optimizer's arrays, where the run stands, what callbacks remember, and the sha256 of all that. */
export function packCheckpoint(
  session: Session,
  shapes: ReadonlyMap<string, readonly number[]>,
  progress: Progress,
  more: readonly (readonly [string, Stored])[],
): Promise<Uint8Array> {
  const { epoch, step, iterations, best, rate, endedOf, sums } = progress;
  const state = Float64Array.of(FORMAT, epoch, step, iterations, best, rate, endedOf, ...sums);
  const arrays: readonly (readonly [string, Stored])[] = [
    [STATE, { shape: [state.length], data: state }],
    ...arraysOf(session, shapes),
    ...more,
  ];
  const digest = digestOf(arrays);
  return writeNpz([...arrays, [DIGEST, { shape: [digest.length], data: digest }]]);
}

/** Of names, shapes and numbers, in order. */
function digestOf(arrays: Iterable<readonly [string, Stored]>): Uint8Array {
  const hash = createHash("sha256");
  for (const [name, { shape, data }] of arrays) {
    hash.update(`${name}\n${shape.join()}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return new Uint8Array(hash.digest());
}

/** Puts a checkpoint into the session. Nothing is changed before all of it is known to be whole. */
export async function unpackCheckpoint(
  bytes: Uint8Array,
  session: Session,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<{ readonly progress: Progress; readonly more: ReadonlyMap<string, Stored> }> {
  const arrays = new Map<string, Stored>();
  for (const [name, array] of await openNpz(memoryFile(bytes))) arrays.set(name, await array.read());
  const stored = arrays.get(STATE);
  if (!stored) throw new Trouble("This is no checkpoint of a run.");
  const [format, epoch, step, iterations, best, rate, endedOf, ...sums] = stored.data;
  if (format !== FORMAT)
    throw new Trouble(`This checkpoint has format ${format ?? "none"}; this version of Batchwise reads ${FORMAT}.`);
  const digest = arrays.get(DIGEST);
  arrays.delete(DIGEST);
  if (!digest || !Buffer.from(Uint8Array.from(digest.data)).equals(digestOf(arrays)))
    throw new Trouble("It is damaged: its content is not what its sha256 says.");
  const progress = {
    epoch: epoch!,
    step: step!,
    iterations: iterations!,
    best: best!,
    rate: rate!,
    endedOf: endedOf!,
    sums,
  };
  setWeights(session, shapes, arrays);
  return { progress, more: arrays };
}

/** Weights from a file, under Keras's names; all must be there, in the right shape. */
export async function loadWeights(
  path: string,
  session: Session,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const bytes = await diskFiles.withFile(path, (file) => readWhole(file, LARGEST_CHECKPOINT));
  setWeights(session, shapes, await readWeights(bytes));
}

export const readBytes = (path: string): Promise<Uint8Array> =>
  diskFiles.withFile(path, (file) => readWhole(file, LARGEST_CHECKPOINT));

function setWeights(
  session: Session,
  shapes: ReadonlyMap<string, readonly number[]>,
  arrays: ReadonlyMap<string, Stored>,
): void {
  const missing = [...shapes.keys()].filter((name) => !arrays.has(name));
  if (missing.length > 0) throw new Trouble(`It has no ${list(missing)}: it was made for another model.`);
  for (const [name, shape] of shapes) {
    const array = arrays.get(name)!;
    if (array.shape.join() !== shape.join())
      throw new Trouble(`“${name}”: the file has ${showShape(array.shape)}, the model needs ${showShape(shape)}.`);
  }
  for (const name of shapes.keys()) session.numbers(name).set(arrays.get(name)!.data);
}

const list = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
