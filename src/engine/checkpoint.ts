/** The state of a run between two steps, as a `.npz` file: with it a run goes on as if it had never stopped. */
import { memoryFile, readWhole } from "../base/files";
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
  /** Sums over the epoch so far: samples, loss · samples, then each metric · samples. */
  readonly sums: readonly number[];
}

const STATE = "batchwise/progress";
const FORMAT = 1;
const LARGEST_CHECKPOINT = 2 ** 32;

/** Arrays of the session under these names, with their shapes. */
function arraysOf(session: Session, shapes: ReadonlyMap<string, readonly number[]>): [string, WeightArray][] {
  return [...shapes].map(([name, shape]) => [name, { shape, data: session.numbers(name).slice() }]);
}

/** Weights alone, under Keras's names. */
export const packWeights = (session: Session, shapes: ReadonlyMap<string, readonly number[]>): Promise<Uint8Array> =>
  writeNpz(arraysOf(session, shapes));

/** Weights, the optimizer's arrays and where the run stands. */
export function packCheckpoint(
  session: Session,
  shapes: ReadonlyMap<string, readonly number[]>,
  progress: Progress,
): Promise<Uint8Array> {
  const { epoch, step, iterations, best, sums } = progress;
  const state = Float64Array.of(FORMAT, epoch, step, iterations, best, ...sums);
  return writeNpz([...arraysOf(session, shapes), [STATE, { shape: [state.length], data: state }]]);
}

/** Puts a checkpoint into the session. */
export async function unpackCheckpoint(
  bytes: Uint8Array,
  session: Session,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<Progress> {
  const stored = (await openNpz(memoryFile(bytes))).get(STATE);
  if (!stored) throw new Trouble("This is no checkpoint of a run.");
  const [format, epoch, step, iterations, best, ...sums] = (await stored.read()).data;
  if (format !== FORMAT)
    throw new Trouble(`This checkpoint has format ${format ?? "none"}; this version of Batchwise reads ${FORMAT}.`);
  setWeights(session, shapes, await readWeights(bytes));
  return { epoch: epoch!, step: step!, iterations: iterations!, best: best!, sums };
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
  arrays: ReadonlyMap<string, WeightArray>,
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
