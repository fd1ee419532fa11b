/** The graph panel, as far as the host knows it; what is drawn is looked at through the window. */
import * as assert from "node:assert/strict";
import { suite, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { closeAll, open, panelTitle, until, write } from "./window";

suite("graph panel", () => {
  suiteTeardown(closeAll);

  test("opens beside the source, once, and is named for the model", async () => {
    const { document } = await open("tutorial.py");
    await vscode.commands.executeCommand("batchwise.showGraph", document.uri, "model");
    await until("the panel", () => panelTitle("batchwise.graph") === "Graph of model");
    assert.equal(vscode.window.activeTextEditor?.document, document, "the source keeps the focus");
    await vscode.commands.executeCommand("batchwise.showGraph", document.uri, "model");
    const count = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ label }) => label.startsWith("Graph"));
    assert.equal(count.length, 1);
  });

  test("follows the file that is looked at, and keeps its model when a file without one is opened", async () => {
    await write(
      "import keras\nfrom keras import layers\nother = keras.Sequential()\nother.add(layers.Dense(2, input_shape=(3,)))\n",
    );
    await until("the other model", () => panelTitle("batchwise.graph") === "Graph of other");
    const { document } = await write("print('no model')\n");
    // it has been read by the time that its lenses are known
    await vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri);
    assert.equal(panelTitle("batchwise.graph"), "Graph of other");
  });
});
