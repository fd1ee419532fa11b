import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { showShape } from "../../src/model/shape";
import { readModel } from "../support/reader";

interface Expected {
  readonly name: string;
  readonly rows: number;
  readonly total: number;
  readonly trainable: number;
  readonly sha256: string;
}

/** What Keras says, from `scripts/oracle/applications.py`. */
const expected = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures/applications.json"), "utf8"),
) as Readonly<Record<string, Expected>>;

describe("keras.applications", () => {
  for (const [call, { rows, total, trainable, sha256 }] of Object.entries(expected))
    test(call, () => {
      const graph = readModel(`import keras\nmodel = keras.applications.${call}\n`);
      const { nodes, params, trainableParams } = infer(graph);
      const lines = nodes.map(
        ({ node, shape, params: own }) =>
          `${node.name} | ${node.type} | ${shape ? showShape(shape) : "?"} | ${typeof own === "number" ? own : "?"}`,
      );
      expect({ rows: lines.length, total: params, trainable: trainableParams }).toEqual({ rows, total, trainable });
      expect(createHash("sha256").update(lines.join("\n")).digest("hex")).toBe(sha256);
    });
});
