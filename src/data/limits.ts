/** How much is read and kept where nobody says otherwise. */

/** Decoded and generated images. */
export const DEFAULT_CACHE_BYTES = 2 ** 30;
/** One array, or the numbers of a table. */
export const DEFAULT_MEMORY_BYTES = 4 * 2 ** 30;
