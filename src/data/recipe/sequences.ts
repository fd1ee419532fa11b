/** Lists of different lengths as arrays: padded or cut, or as zeros and ones. */
import { product } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import { elementType, numberIn, wholeIn, type Given, type Operation } from "./operation";
import { asNumbers, asRows, room } from "./value";

/** `pad_sequences`. */
const padSequences: Operation = {
  name: "pad_sequences",
  run({ of: [value], settings }: Given) {
    const rows = asRows(value, "pad_sequences");
    if (rows.kind === "texts") throw new Trouble("pad_sequences takes lists of numbers, and these are texts.");
    const width = rows.kind === "numbers" ? product(rows.shape.slice(1)) : 0;
    const lists: readonly ArrayLike<number>[] =
      rows.kind === "lists"
        ? rows.data
        : Array.from({ length: rows.shape[0] ?? 0 }, (_, i) => rows.data.subarray(i * width, (i + 1) * width));
    const length = wholeIn(settings, "length") ?? lists.reduce((most, list) => Math.max(most, list.length), 0);
    const out = room(elementType(typeof settings["type"] === "string" ? settings["type"] : "int32") ?? "int32", [
      lists.length,
      length,
    ]);
    out.data.fill(numberIn(settings, "value") ?? 0);
    for (const [row, list] of lists.entries()) {
      const kept = Math.min(length, list.length);
      const from = settings["truncating"] === "post" ? 0 : list.length - kept;
      const to = settings["padding"] === "post" ? 0 : length - kept;
      for (let i = 0; i < kept; i++) out.data[row * length + to + i] = list[from + i]!;
    }
    return out;
  },
};

/** Ones at the places that a list names: words of a review that occur. */
const multiHot: Operation = {
  name: "multi_hot",
  run({ of: [value], settings }) {
    const rows = asRows(value, "a row of zeros and ones");
    const width = wholeIn(settings, "width") ?? 1;
    const lists = rows.kind === "lists" ? rows.data : Array.from(asNumbers(rows, "places").data, (one) => [one]);
    const out = room(elementType(typeof settings["type"] === "string" ? settings["type"] : "") ?? "float64", [
      lists.length,
      width,
    ]);
    for (const [row, list] of lists.entries())
      for (const wanted of Array.from(list)) {
        const place = wanted < 0 ? wanted + width : wanted;
        if (place >= width || place < 0) throw new Trouble(`There is no place ${wanted} in a row of ${width}.`);
        out.data[row * width + place] = 1;
      }
    return out;
  },
};

export const sequences: readonly Operation[] = [padSequences, multiHot];
