/** Numbers as people read them, the same in every language of the machine. */

/** `60,000` */
export const showCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** `1 image`, `2 images` */
export const counted = (count: number, thing: string, things = `${thing}s`): string =>
  `${showCount(count)} ${count === 1 ? thing : things}`;

/** `80 bytes`, `1.5 MiB`, `8.0 TiB` */
export function showBytes(bytes: number): string {
  if (bytes < 1024) return counted(bytes, "byte");
  const units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1023.95 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return size < 1e6 ? `${size.toFixed(1)} ${units[unit]!}` : `more than a million ${units[unit]!}`;
}

/** How many numbers there are in all. */
export const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

/** The product of sizes, or undefined where it is larger than a number can count exactly. */
export function exactProduct(sizes: readonly number[]): number | undefined {
  if (sizes.includes(0)) return 0;
  let product = 1;
  for (const size of sizes) {
    product *= size;
    if (!Number.isSafeInteger(product)) return undefined;
  }
  return product;
}
