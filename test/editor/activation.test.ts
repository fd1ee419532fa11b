import * as assert from "node:assert/strict";
import { createRequire } from "node:module";
import { suite, test } from "mocha";
import * as vscode from "vscode";
import { measured } from "./measured";

suite("activation", () => {
  test("waits for Python, and is cheap", async () => {
    const extension = vscode.extensions.getExtension("batchwise.batchwise");
    assert.ok(extension);
    assert.equal(extension.isActive, false);
    const started = performance.now();
    await extension.activate();
    measured("activation, VS Code's own part included", performance.now() - started);

    const load = createRequire(__filename);
    const file = vscode.Uri.joinPath(extension.extensionUri, "dist/extension.js").fsPath;
    const loaded = load.cache[file];
    Reflect.deleteProperty(load.cache, file);
    const loading = performance.now();
    load(file);
    measured("loading the extension's code", performance.now() - loading);
    load.cache[file] = loaded;
  });
});
