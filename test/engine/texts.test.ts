// Scripts whose models read texts, from files, tables and arrays: loss and metrics of each epoch as Keras has them (scripts/oracle/texts.py).
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { draftJob } from "../../src/analysis/job";
import { withPaths } from "../../src/model/recipe";
import type { TrainingJob } from "../../src/model/job";
import { kerasPython } from "../../src/formats/kerasPython";
import { parser } from "../support/reader";
import { logsOf, newFolder, train } from "../support/training";

const folder = resolve(import.meta.dirname, "../fixtures/texts");
const histories = JSON.parse(readFileSync(join(folder, "history.json"), "utf8")) as Readonly<
  Record<string, Readonly<Record<string, readonly number[]>>>
>;

/** As the file says it, with the places of its data. */
function jobOf(name: string): TrainingJob {
  const text = readFileSync(join(folder, name), "utf8");
  const columns = () => ["kind", "colour", "age", "adopted"];
  const graph = kerasPython(parser, undefined, columns)
    .read({ name, text })
    .models.find((model) => model.name === "model")!;
  const draft = draftJob(infer(graph));
  const placed = <T>(data: T): T => {
    const { recipe } = data as { readonly recipe?: Parameters<typeof withPaths>[0] };
    return recipe ? { ...data, recipe: withPaths(recipe, (path) => join(folder, path)) } : data;
  };
  return {
    ...draft,
    source: { name, text },
    data: placed(draft.data!),
    validation: typeof draft.validation === "object" ? placed(draft.validation) : 0,
    seed: 1,
    threads: 2,
    out: join(newFolder(), "run"),
  };
}

test.each(Object.keys(histories))("%s", async (name) => {
  const { epochs } = await train(jobOf(name));
  const want = histories[name]!;
  const got = logsOf(epochs);
  expect(got.length).toBe(want["loss"]!.length);
  for (const [label, values] of Object.entries(want))
    values.forEach((value, epoch) =>
      expect(
        Math.abs(got[epoch]![label]! - value),
        `${label} of epoch ${epoch + 1}: ${got[epoch]![label]}`,
      ).toBeLessThan(1e-5 + 1e-4 * Math.abs(value)),
    );
});
