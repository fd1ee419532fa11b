/** Sizes of tensors while a model is read: known, free, or not to be found out without running the program. */

/** A size that exists but could not be determined, and why (for example "x_train is loaded at run time"). */
export interface UnknownDim {
  readonly unknown: string;
}

/** A known size, `null` for a free one (the batch), or one that could not be determined. */
export type Dim = number | null | UnknownDim;
export type Shape = readonly Dim[];

export const isUnknown = (dim: Dim): dim is UnknownDim => typeof dim === "object" && dim !== null;

/** Applies `f` to a known size; free stays free and unknown stays unknown. */
export const mapDim = (dim: Dim, f: (size: number) => number): Dim => (typeof dim === "number" ? f(dim) : dim);

/** Whether two sizes may be equal: only two different numbers may not. */
export const compatible = (a: Dim, b: Dim): boolean => typeof a !== "number" || typeof b !== "number" || a === b;

/** The more certain of two compatible sizes. */
export const knownOf = (a: Dim, b: Dim): Dim =>
  typeof a === "number" ? a : typeof b === "number" ? b : isUnknown(a) ? a : b;

/** The product: unknown if any factor is, else free if any is. */
export function product(dims: readonly Dim[]): Dim {
  let total: Dim = 1;
  for (const dim of dims) {
    if (isUnknown(total)) return total;
    if (isUnknown(dim)) total = dim;
    else total = total === null || dim === null ? null : total * dim;
  }
  return total;
}

export const lastDim = (shape: Shape): Dim => shape[shape.length - 1] ?? null;
export const withLast = (shape: Shape, dim: Dim): Shape => [...shape.slice(0, -1), dim];

/** As Keras prints it: `(None, 198, 198, 64)`; a size that could not be determined is `?`. */
export function showShape(shape: Shape): string {
  const dims = shape.map((dim) => (dim === null ? "None" : isUnknown(dim) ? "?" : String(dim)));
  return dims.length === 1 ? `(${dims[0]!},)` : `(${dims.join(", ")})`;
}
