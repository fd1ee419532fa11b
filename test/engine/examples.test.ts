// Every example that says what it trains on can be trained: all that happens before the first step.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { draftJob } from "../../src/analysis/job";
import { infer } from "../../src/analysis/infer";
import { diskFiles } from "../../src/engine/files";
import { prepare } from "../../src/engine/prepare";
import { read } from "../support/reader";
import { kernels } from "../support/run";

const folder = resolve(import.meta.dirname, "../../examples");
const jobs = readdirSync(folder)
  .filter((name) => name.endsWith(".py"))
  .flatMap((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    return read(text).models.flatMap((graph) => {
      const { data, notes, ...draft } = draftJob(infer(graph));
      return data ? [{ name, text, data, notes, draft }] : [];
    });
  });

describe("examples with data can be trained", () => {
  test.each(jobs)("$name", async ({ name, text, data, notes, draft }) => {
    const source = data.source.startsWith("builtin:") ? data.source : join(folder, data.source);
    const job = { ...draft, data: { ...data, source }, source: { name, text }, seed: 1, threads: 1, out: "" };
    const { settings } = await prepare(job, { files: diskFiles }, Promise.resolve(kernels), () => undefined);
    expect(settings.graph.name).toBe(draft.graph.name);
    expect(notes).toEqual([]);
  });

  test("are the tutorial's model, a functional one and a table", () => {
    expect(jobs.map(({ name }) => name)).toEqual(["functional_cnn.py", "house_prices.py", "tutorial_cnn.py"]);
  });
});
