/** The outermost place of reading: what should never be thrown becomes a problem of the file, and nobody loses more than this text. */
import { couldNotFollow } from "../model/problem";
import { Refusal, type TextFormat } from "./format";

/** A format that keeps its promise not to throw, whatever it meets. */
export const withoutThrowing = (format: TextFormat): TextFormat => ({
  ...format,
  read(source) {
    try {
      return format.read(source);
    } catch (error) {
      return { models: [], problems: [couldNotFollow("this file", error, { start: 0, end: 0 })] };
    }
  },
  edit(source, model, edits) {
    try {
      return format.edit(source, model, edits);
    } catch (error) {
      return new Refusal(couldNotFollow("this file", error, undefined).message);
    }
  },
  unwrap(source) {
    try {
      return format.unwrap?.(source);
    } catch {
      return undefined; // reading it says why
    }
  },
});
