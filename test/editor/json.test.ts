/** A model in JSON: the same features as in Python, and none in other JSON. */
import * as assert from "node:assert/strict";
import { setup, suite, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { closeAll, placeOf, until, write } from "./window";

const layer = (type: string, config: object, from?: string): object => ({
  module: "keras.layers",
  class_name: type,
  config,
  registered_name: null,
  name: (config as { name: string }).name,
  inbound_nodes: from
    ? [
        {
          args: [
            {
              class_name: "__keras_tensor__",
              config: { shape: [null, 8, 8, 3], dtype: "float32", keras_history: [from, 0, 0] },
            },
          ],
          kwargs: {},
        },
      ]
    : [],
});
const text = JSON.stringify(
  {
    module: "keras.src.models.functional",
    class_name: "Functional",
    config: {
      name: "net",
      trainable: true,
      layers: [
        layer("InputLayer", { name: "image", batch_shape: [null, 8, 8, 3] }),
        layer("Conv2D", { name: "look", filters: 4, kernel_size: [3, 3], use_bias: true }, "image"),
        layer("BatchNormalization", { name: "norm" }, "look"),
        layer("Dense", { name: "scores", units: 2, activation: "softmax" }, "norm"),
      ],
      input_layers: ["image", 0, 0],
      output_layers: ["scores", 0, 0],
    },
    registered_name: "Functional",
  },
  null,
  2,
);

suite("a model in JSON", () => {
  let editor: vscode.TextEditor;
  setup(async () => {
    await closeAll();
    editor = await write(text, "json");
  });
  suiteTeardown(closeAll);

  const ask = <T>(what: string, ...more: readonly unknown[]): Thenable<T> =>
    vscode.commands.executeCommand<T>(`vscode.execute${what}`, editor.document.uri, ...more);
  const lenses = async (): Promise<(string | undefined)[]> =>
    (await ask<vscode.CodeLens[]>("CodeLensProvider")).map(({ command }) => command?.title);
  /** Advice on what stands there. */
  const actionsAt = async (part: string, kind?: vscode.CodeActionKind): Promise<vscode.CodeAction[]> => {
    const place = placeOf(editor.document, part);
    return ask<vscode.CodeAction[]>("CodeActionProvider", new vscode.Range(place, place), kind?.value);
  };

  test("a lens, shapes behind the names of classes, and an outline", async () => {
    assert.deepEqual(await lenses(), ["Show graph", "Train", "4 layers, 138 parameters"]);
    const hints = await ask<vscode.InlayHint[]>(
      "InlayHintProvider",
      new vscode.Range(0, 0, editor.document.lineCount, 0),
    );
    const shown = hints.map(({ label, position }) => {
      const line = editor.document.lineAt(position.line).text.trim();
      return `${line} ${typeof label === "string" ? label : label.map(({ value }) => value).join("")}`;
    });
    assert.deepEqual(shown, [
      '"class_name": "InputLayer", (None, 8, 8, 3)',
      '"class_name": "Conv2D", (None, 6, 6, 4) · 112 params',
      '"class_name": "BatchNormalization", (None, 6, 6, 4) · 16 params',
      '"class_name": "Dense", (None, 6, 6, 2) · 10 params',
    ]);
    const outline = await until("the outline", async () => {
      const found = await ask<vscode.DocumentSymbol[] | undefined>("DocumentSymbolProvider");
      return found?.find(({ name, detail }) => name === "net" && detail.startsWith("4 layers"));
    });
    assert.deepEqual(
      outline.children.map(({ name }) => name),
      ["image", "look", "norm", "scores"],
    );
    assert.equal(editor.document.getText(outline.children[1]!.selectionRange), '"Conv2D"');
  });

  test("hover tells the arithmetic, and what an argument is for", async () => {
    const hovers = await ask<vscode.Hover[]>("HoverProvider", placeOf(editor.document, '"softmax"').translate(0, 2));
    const said = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content as vscode.MarkdownString).value)
      .join("\n");
    assert.match(said, /\*\*Dense\*\* scores/);
    assert.match(said, /4·2 \+ 2 = 10/);
    assert.match(said, /`activation`: Applied to the output/);
  });

  test("a hint is underlined at the class, and its fix changes one word", async () => {
    const found = await until("a hint", () =>
      vscode.languages
        .getDiagnostics(editor.document.uri)
        .find(({ source, code }) => source === "batchwise" && typeof code === "object"),
    );
    assert.equal(editor.document.getText(found.range), '"Conv2D"');
    const actions = await actionsAt('"Conv2D"');
    const titles = actions.map(({ title }) => title);
    assert.ok(
      titles.some((title) => title.startsWith("Explain")),
      titles.join("; "),
    );
    assert.ok(
      titles.some((title) => title.startsWith("Prove it")),
      titles.join("; "),
    );
    assert.ok(!titles.some((title) => title.startsWith("Ignore")), "JSON has no comments");
    const fix = actions.find(({ edit, isPreferred }) => edit && isPreferred);
    assert.ok(fix?.edit, titles.join("; "));
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(editor.document.getText(), text.replace('"use_bias": true', '"use_bias": false'));
    await until("no hint", async () => !(await actionsAt('"Conv2D"')).some(({ isPreferred }) => isPreferred));
  });

  test("all that is sure is fixed at once", async () => {
    const [all] = await actionsAt('"Conv2D"', vscode.CodeActionKind.SourceFixAll.append("batchwise"));
    assert.ok(all?.edit);
    await vscode.workspace.applyEdit(all.edit);
    assert.match(editor.document.getText(), /"use_bias": false/);
  });

  test("a layer's name with all its places: found, and renamed", async () => {
    const place = placeOf(editor.document, '"look"').translate(0, 2);
    const found = await ask<vscode.Location[]>("ReferenceProvider", place);
    assert.deepEqual(
      found.map(({ range }) => editor.document.getText(range)),
      ["look", "look", "look"],
    );
    const edit = await ask<vscode.WorkspaceEdit>("DocumentRenameProvider", place, "see");
    await vscode.workspace.applyEdit(edit);
    assert.equal(editor.document.getText(), text.replaceAll('"look"', '"see"'));
    await until("the model as before", async () => (await lenses())[2] === "4 layers, 138 parameters");
  });

  test("a value that does not fit is told, and half-typed JSON keeps the last picture", async () => {
    const units = placeOf(editor.document, '"units": 2').translate(0, 9);
    await editor.edit((edit) => edit.replace(new vscode.Range(units, units.translate(0, 1)), '"two"'));
    const told = await until("a problem", () =>
      vscode.languages.getDiagnostics(editor.document.uri).find(({ code }) => code === "wrong-argument"),
    );
    assert.equal(editor.document.getText(told.range), '"two"');
    await editor.edit((edit) => edit.replace(told.range, "2, ["));
    assert.equal((await lenses())[2], "4 layers, 138 parameters");
  });

  test("other JSON stays what it is", async () => {
    await closeAll();
    editor = await write('{"name": "keras", "version": "1.0.0"}\n', "json");
    assert.deepEqual(await lenses(), []);
    assert.deepEqual(
      vscode.languages.getDiagnostics(editor.document.uri).filter(({ source }) => source === "batchwise"),
      [],
    );
  });
});
