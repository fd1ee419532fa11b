/** Edits of source, as text before and after. */
import { expect } from "vitest";
import { Refusal } from "../../src/formats/format";
import type { GraphEdit } from "../../src/model/edit";
import { applied } from "./editCases";
import { format } from "./reader";

/** The source after edits of its model. */
export function edited(text: string, edits: readonly GraphEdit[], model = "model"): string {
  const result = format.edit({ name: "model.py", text }, model, edits);
  if (result instanceof Refusal) throw new Error(result.reason);
  return applied(text, result);
}

/** One edit turns the first text into the second. */
export function checkEdit(before: string, edits: readonly GraphEdit[], after: string): void {
  expect(edited(before, edits)).toBe(after);
}

/** An edit is refused, for a reason that says this. */
export function checkRefusal(text: string, edits: readonly GraphEdit[], reason: RegExp): void {
  const result = format.edit({ name: "model.py", text }, "model", edits);
  expect(result).toBeInstanceOf(Refusal);
  expect((result as Refusal).reason).toMatch(reason);
}
