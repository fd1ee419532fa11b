/** How an axis is split: for the reader of files, and for the engine. */
import { isList, type Literal } from "../../model/literal";

/** Of how many parts, or from which places on, there are how many numbers each; what is not known is null. */
export function partSizes(
  wanted: Literal | undefined,
  size: number | null,
  mayDiffer: boolean,
): readonly (number | null)[] | undefined {
  if (typeof wanted === "number") {
    if (!Number.isInteger(wanted) || wanted < 1 || (size !== null && size % wanted !== 0 && !mayDiffer))
      return undefined;
    const more = size === null ? 0 : size % wanted;
    return Array.from({ length: wanted }, (_, i) =>
      size === null ? null : Math.floor(size / wanted) + (i < more ? 1 : 0),
    );
  }
  if (!isList(wanted ?? null)) return undefined;
  const places = (wanted as readonly Literal[]).map((one) =>
    typeof one !== "number" || (one < 0 && size === null) ? undefined : one < 0 ? one + size! : one,
  );
  if (!places.every((one) => one !== undefined)) return undefined;
  const bounds = [0, ...places, size];
  return bounds.slice(1).map((end, i) => (end === null ? null : end - bounds[i]!));
}
