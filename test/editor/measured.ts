/** Figures that the tests measure. They are printed, not judged: the machine may be busy. */
import { appendFileSync } from "node:fs";

export function measured(what: string, ms: number): void {
  const file = process.env["BATCHWISE_TEST_RESULTS"];
  if (file) appendFileSync(`${file}.measured`, `${what}: ${ms.toFixed(1)} ms\n`);
}
