/** The texts of all model files that tests read: examples and fixtures. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

export const modelFiles = (): readonly string[] =>
  ["examples", "test/fixtures/keras"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".py"))
      .map((name) => readFileSync(join(root, folder, name), "utf8")),
  );
