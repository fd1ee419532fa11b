/** A file that is typed into is read as if every version of it were the first. */
import { expect, test } from "vitest";
import { keystrokes } from "../support/keystrokes";
import { modelFiles } from "../support/modelFiles";
import { format } from "../support/reader";

let fresh = 0;
/** Read with nothing remembered. */
const alone = (text: string): string => JSON.stringify(format.read({ name: `alone-${fresh++}.py`, text }));

test("typing into every file gives the readings of the texts as they are", () => {
  let models = 0;
  for (const [i, text] of modelFiles().entries()) {
    const name = `typed-${i}.py`;
    format.read({ name, text });
    let left = 20;
    for (const version of keystrokes(text, i + 1)) {
      if (left-- === 0) break;
      const reading = format.read({ name, text: version });
      models += reading.models.length;
      const now = JSON.stringify(reading);
      const expected = alone(version);
      if (now !== expected)
        expect({ version, reading: JSON.parse(now) as unknown }).toEqual({
          version,
          reading: JSON.parse(expected) as unknown,
        });
    }
  }
  expect(models).toBeGreaterThan(500);
}, 120_000);
