/**
 * Expected trouble outside the program: a file that is gone, cut or of another kind. The message is for the user and says what is
 * wrong and what to do; whoever shows it needs no stack. Anything else that is thrown is a bug of ours.
 */
export class Trouble extends Error {
  override readonly name = "Trouble";

  constructor(
    /** One or two sentences, without the file's name. */
    readonly sentence: string,
    /** The file that it is about. */
    readonly file?: string,
  ) {
    super(file === undefined ? sentence : `${sentence} (${file})`);
  }
}

/** Trouble that comes out of `work` gets this file's name, if it has none yet. */
export async function about<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Trouble && error.file === undefined ? new Trouble(error.sentence, file) : error;
  }
}
