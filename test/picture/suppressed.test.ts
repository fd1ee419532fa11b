import { expect, test } from "vitest";
import { hints } from "../../src/hints";
import { everyAdvice, everySuppressed, paint } from "../../src/picture/document";
import { sequentialText } from "../support/hints";
import { read } from "../support/reader";

test("what a comment suppresses is not said, and kept with its reason", () => {
  const text = sequentialText("(8,)", "layers.Dense(4)", "layers.BatchNormalization()", "layers.Dense(2)").replace(
    "Dense(4),",
    "Dense(4),  # batchwise: ignore=bias-before-normalization old weights are loaded",
  );
  const picture = paint(text, read(text), { hints });
  expect(everyAdvice(picture)).toEqual([]);
  const [only, ...more] = everySuppressed(picture);
  expect(more).toEqual([]);
  expect(only?.advice.hint.id).toBe("bias-before-normalization");
  expect(only?.advice.suppression?.reason).toBe("old weights are loaded");
});
