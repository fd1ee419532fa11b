import * as assert from "node:assert/strict";
import { suite, test } from "mocha";
import * as vscode from "vscode";

suite("activation", () => {
  test("the extension is there", () => {
    assert.ok(vscode.extensions.getExtension("batchwise.batchwise"));
  });
});
