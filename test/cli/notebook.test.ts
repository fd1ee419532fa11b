/** A notebook on the command line: places by cell, and fixes that leave the rest of the file as it is. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "batchwise-notebook-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const batchwise = (...args: readonly string[]) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, "dist/cli.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { stdout, stderr, status };
};
const json = (...args: readonly string[]): unknown => JSON.parse(batchwise(...args).stdout);

const original = readFileSync(join(root, "test/fixtures/workspace/shapes.ipynb"), "utf8");
const write = (text: string, name = "shapes.ipynb"): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
write(original);

interface Shown {
  readonly rule: string;
  readonly span: { readonly start: { readonly line: number; readonly character: number } };
  readonly cell: unknown;
}

describe("a notebook", () => {
  test("has its findings told by cell and line", () => {
    const lines = batchwise("check", "shapes.ipynb").stdout.trim().split("\n");
    expect(lines.map((line) => line.replace(/: (info|warning): .*\[(.*)\].*/, " $1 $2"))).toEqual([
      "shapes.ipynb: cell 4, line 1 info bias-before-normalization",
      "shapes.ipynb: cell 4, line 2 warning stale-moving-statistics",
      "shapes.ipynb: cell 6, line 2 info bias-before-normalization",
    ]);
  });

  test("gives programs the place in the file and the one in the cell", () => {
    const [first] = json("check", "--json", "shapes.ipynb") as readonly Shown[];
    expect(first?.cell).toEqual({
      number: 4,
      span: { start: { line: 0, character: 10 }, end: { line: 0, character: 29 } },
    });
    const { line, character } = first!.span.start;
    expect(original.split("\n")[line]!.slice(character)).toMatch(/^layers\.Conv2D\(8, 3\)\)\\n/);
    const { models } = json("summary", "--json", "shapes.ipynb") as {
      models: { layers: { cell: { number: number } }[] }[];
    };
    expect(models[0]!.layers.map(({ cell }) => cell.number)).toEqual([3, 4, 4, 4, 4, 6, 6, 6, 6]);
  });

  test("names the cell in SARIF beside the place in the file", () => {
    const { runs } = json("check", "--sarif", "shapes.ipynb") as {
      runs: {
        results: {
          locations: { physicalLocation: { region: { startLine: number } }; logicalLocations: unknown }[];
          fixes: { artifactChanges: { replacements: { deletedRegion: { startLine: number } }[] }[] }[];
        }[];
      }[];
    };
    const [result] = runs[0]!.results;
    expect(result!.locations[0]!.logicalLocations).toEqual([{ fullyQualifiedName: "cell 4, line 1", kind: "cell" }]);
    const { startLine } = result!.locations[0]!.physicalLocation.region;
    expect(original.split("\n")[startLine - 1]).toContain("layers.Conv2D(8, 3)");
    expect(result!.fixes[0]!.artifactChanges[0]!.replacements[0]!.deletedRegion.startLine).toBe(startLine);
  });

  test("is fixed where it is wrong, and nowhere else", () => {
    for (const text of [original, original.replaceAll("\n", "\r\n"), JSON.stringify(JSON.parse(original))]) {
      const path = write(text, "fixed.ipynb");
      const { stderr } = batchwise("check", "--fix", "fixed.ipynb");
      expect(stderr).toContain("fixed.ipynb: cell 4, line 1: Turn the bias off");
      expect(readFileSync(path, "utf8")).toBe(
        text
          .replace("Conv2D(8, 3)", "Conv2D(8, 3, use_bias=False)")
          .replace('name=\\"hidden\\")', 'name=\\"hidden\\", use_bias=False)')
          .replaceAll("BatchNormalization()", "BatchNormalization(momentum=0.8)"),
      );
    }
  });

  test("is told by comments what is not wanted, on a line of its own and at the end of one", () => {
    const cells = JSON.parse(original) as { cells: { source: string[] }[] };
    cells.cells[3]!.source.unshift("# batchwise: ignore=bias-before-normalization it is read later\n");
    cells.cells[5]!.source[1] = 'model.add(layers.Dense(16))  # batchwise: ignore=bias-before-normalization "so"\n';
    write(JSON.stringify(cells, null, 1), "ignored.ipynb");
    const all = json("check", "--json", "ignored.ipynb") as readonly {
      rule: string;
      suppressed: { reason: string } | null;
    }[];
    expect(all.filter(({ rule }) => rule === "bias-before-normalization").map(({ suppressed }) => suppressed)).toEqual([
      { reason: "it is read later" },
      { reason: '"so"' },
    ]);
  });

  test("that is broken says so", () => {
    write(original.slice(0, 400), "broken.ipynb");
    expect(batchwise("check", "broken.ipynb").stdout).toContain("This notebook is not JSON");
  });
});
