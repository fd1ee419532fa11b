/** Layers by their names and by their edges: rename, definition, going from layer to layer, what stands between quotes. */
import * as assert from "node:assert/strict";
import { setup, suite, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { closeAll, placeOf, until, write } from "./window";

const text = [
  "import keras",
  "from keras import layers",
  'inputs = keras.Input((8,), name="data")',
  'x = layers.Dense(4, name="hidden", activation="relu")(inputs)',
  'a = layers.Dense(1, name="price")(x)',
  'b = layers.Dense(1, name="size")(x)',
  "model = keras.Model(inputs, [a, b])",
  'model.compile("adam", loss={"price": "mse", "size": "mse"})',
  'probe = model.get_layer("hidden")',
  "probe.trainable = False",
  "",
].join("\n");

suite("layers and their names", () => {
  let editor: vscode.TextEditor;
  setup(async () => {
    await closeAll();
    editor = await write(text);
    await until("the outline", () =>
      vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", editor.document.uri),
    );
  });
  suiteTeardown(closeAll);

  const rename = (part: string, wanted: string): Thenable<vscode.WorkspaceEdit> =>
    vscode.commands.executeCommand(
      "vscode.executeDocumentRenameProvider",
      editor.document.uri,
      placeOf(editor.document, part).translate(0, 1),
      wanted,
    );

  test("a layer is renamed with all its uses, in one step", async () => {
    const edit = await rename('price": "mse"', "cost");
    assert.equal(edit.size, 1);
    await vscode.workspace.applyEdit(edit);
    const after = editor.document.getText();
    assert.ok(after.includes('name="cost")(x)'));
    assert.ok(after.includes('loss={"cost": "mse", "size": "mse"}'));
    assert.ok(!after.includes("price"));
  });

  test("a name that the model has is refused, with the reason", async () => {
    await assert.rejects(async () => rename('price")(x)', "size"), /has a layer “size” already/);
  });

  test("the name in get_layer leads to the layer", async () => {
    const [found] = await vscode.commands.executeCommand<vscode.Location[]>(
      "vscode.executeDefinitionProvider",
      editor.document.uri,
      placeOf(editor.document, 'hidden")\n').translate(0, 1),
    );
    assert.equal(found?.range.start.line, 3);
  });

  test("commands lead to the layer before and the layer behind", async () => {
    const goFrom = async (part: string, command: string): Promise<number> => {
      const place = placeOf(editor.document, part);
      editor.selection = new vscode.Selection(place, place);
      await vscode.commands.executeCommand(command);
      return editor.selection.active.line;
    };
    assert.equal(await goFrom("layers.Dense(1", "batchwise.goToProducer"), 3);
    assert.equal(await goFrom("keras.Input", "batchwise.goToConsumer"), 3);
    assert.equal(await goFrom("keras.Input", "batchwise.goToProducer"), 2);
  });

  const offered = async (line: string): Promise<string[]> => {
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, line.replace("|", "")));
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      editor.document.uri,
      end.translate(0, line.indexOf("|")),
      '"',
    );
    return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
  };

  test("between quotes stands what an argument may be", async () => {
    const activations = await offered('layers.Dense(2, activation="|")');
    assert.ok(activations.includes("softmax"), activations.join(" "));
  });
  test("and the names of layers", async () => {
    const names = await offered('model.get_layer("|")');
    for (const name of ["data", "hidden", "price", "size"]) assert.ok(names.includes(name), names.join(" "));
  });
  test("and nothing where anything may stand", async () => {
    assert.ok(!(await offered('print("|")')).includes("softmax"));
  });
});
