/** A model in JSON: the same features as in Python, and none in other JSON. */
import * as assert from "node:assert/strict";
import { setup, suite, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { closeAll, inWorkspace, open, placeOf, until, write } from "./window";

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
    return ask<vscode.CodeAction[]>("CodeActionProvider", new vscode.Range(place, place), kind?.value, kind && 1);
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
    assert.ok(!titles.some((title) => title.startsWith("Ignore")), "no comments in JSON, and no folder with settings");
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

  test("a hint can be left alone in this file by a setting of the folder", async () => {
    await closeAll();
    const uri = inWorkspace("kept.json");
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    editor = await open("kept.json");
    const offered = async (): Promise<vscode.CodeAction[]> =>
      (await actionsAt('"Conv2D"')).filter(({ command }) => command?.command === "batchwise.ignoreInFile");
    const ignore = await until("the action", async () => (await offered())[0]);
    assert.match(ignore.title, /^Ignore .* in this file \(in the folder's settings\)$/);
    await vscode.commands.executeCommand(ignore.command!.command, ...(ignore.command!.arguments as unknown[]));
    await until("no hint", async () => (await offered()).length === 0);
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("batchwise.hints", uri);
    assert.deepEqual(settings().get("ignoredInFiles"), { "kept.json": ["bias-before-normalization"] });
    await settings().update("ignoredInFiles", undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    await until("the hint again", async () => (await offered()).length > 0);
    await closeAll();
    await vscode.workspace.fs.delete(uri);
  });

  test("a model that is a layer of another has its lens and its hints, and a fix stays in it", async () => {
    await closeAll();
    const inner = JSON.parse(text) as { config: { name: string } };
    const last = { class_name: "Flatten", config: { name: "flat" } };
    const whole = { class_name: "Sequential", config: { name: "whole", layers: [inner, last] } };
    const written = JSON.stringify(whole, null, 2);
    editor = await write(written, "json");
    const titles = await lenses();
    assert.equal(titles.filter((title) => title === "Show graph").length, 2, titles.join("; "));
    const fix = (await actionsAt('"Conv2D"')).find(({ edit, isPreferred }) => edit && isPreferred);
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(editor.document.getText(), written.replace('"use_bias": true', '"use_bias": false'));
  });

  test("the layers of a model that has no input of its own have the shapes that the whole gives them", async () => {
    await closeAll();
    const body = {
      class_name: "Sequential",
      config: {
        name: "body",
        layers: [
          { class_name: "Conv2D", config: { name: "look", filters: 4, kernel_size: [3, 3] } },
          { class_name: "BatchNormalization", config: { name: "norm" } },
        ],
      },
    };
    const image = { class_name: "InputLayer", config: { name: "image", batch_shape: [null, 8, 8, 3] } };
    const whole = { class_name: "Sequential", config: { name: "whole", layers: [image, body] } };
    editor = await write(JSON.stringify(whole, null, 2), "json");
    const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
    const hints = await ask<vscode.InlayHint[]>("InlayHintProvider", all);
    const shown = hints.map(({ label }) =>
      typeof label === "string" ? label : label.map(({ value }) => value).join(""),
    );
    assert.deepEqual(shown.sort(), [
      "(None, 6, 6, 4) · 112 params",
      "(None, 6, 6, 4) · 128 params",
      "(None, 6, 6, 4) · 16 params",
      "(None, 8, 8, 3)",
    ]);
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
