/** Where images come from: this thread (`imageFile.ts`), or others beside it (`engine/decoders.ts`). */

/** Reads image files. */
export interface ImageSource {
  /** Bytes of height × width × channels. Throws `Trouble` for what cannot be used. */
  read(path: string, shape: readonly number[]): Promise<Uint8Array>;
  /** How many may be asked for at a time. */
  readonly atOnce: number;
  /** Memory that it takes while it reads, beside what it gives. */
  readonly bytes: number;
}
