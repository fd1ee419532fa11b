/** What the editor shows of a model in its source. */
import * as assert from "node:assert/strict";
import { setup, suite, suiteSetup, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { closeAll, open, placeOf, until, write } from "./window";

suite("language features", () => {
  let document: vscode.TextDocument;
  suiteSetup(async () => {
    ({ document } = await open("tutorial.py"));
  });
  suiteTeardown(closeAll);

  test("a lens over the model with its size, as Keras counts it", async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
    );
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ["Show graph", "Train", "12 layers, 2,243,073 parameters", "Prove “BatchNormalization after the activation”"],
    );
    assert.equal(lenses[3]?.command?.command, "batchwise.proveHint");
    assert.deepEqual(lenses[3].command.arguments?.slice(1), ["model", "normalization-after-activation"]);
    assert.deepEqual(lenses[0]?.range.start, placeOf(document, "keras.Sequential()"));
  });

  const inlayHints = async (): Promise<string[]> => {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      "vscode.executeInlayHintProvider",
      document.uri,
      whole,
    );
    return hints.map(({ label, position }) => {
      assert.equal(position.character, document.lineAt(position.line).text.length, "the hint stands behind the line");
      return `${position.line + 1}: ${typeof label === "string" ? label : label.map(({ value }) => value).join("")}`;
    });
  };

  test("shapes and parameters behind each layer", async () => {
    const hints = await inlayHints();
    assert.equal(hints.length, 12);
    assert.equal(hints[0], "6: (None, 198, 198, 64) · 1,792 params");
    assert.equal(hints[2], "8: (None, 99, 99, 64)");
    assert.equal(hints[9], "15: (None, 33856)");
    assert.equal(hints[11], "17: (None, 1) · 65 params");
  });

  test("each part of the inlay hints can be switched off", async () => {
    const settings = vscode.workspace.getConfiguration("batchwise.inlayHints");
    await settings.update("shapes", false, vscode.ConfigurationTarget.Workspace);
    assert.equal((await inlayHints())[0], "6: 1,792 params");
    await settings.update("parameters", false, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(await inlayHints(), []);
    await settings.update("multiplyAdds", true, vscode.ConfigurationTarget.Workspace);
    assert.equal((await inlayHints())[0], "6: 67,744,512 multiply-adds");
    for (const name of ["shapes", "parameters", "multiplyAdds"])
      await settings.update(name, undefined, vscode.ConfigurationTarget.Workspace);
    assert.equal((await inlayHints()).length, 12);
  });

  const hover = async (position: vscode.Position): Promise<string> => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      position,
    );
    return hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content as vscode.MarkdownString).value)
      .join("\n");
  };

  test("hover tells a layer's arithmetic, cost, documentation, arguments and defaults", async () => {
    const text = await hover(placeOf(document, "Conv2D(64", 2));
    assert.match(text, /\*\*Conv2D\*\* conv2d\\_1/);
    assert.match(text, /`\(None, 99, 99, 64\)` → `\(None, 97, 97, 64\)`/);
    assert.match(text, /3·3·64·64 \+ 64 = 36,928/);
    assert.match(text, /Multiply-adds for one sample: 346,853,376/);
    assert.match(text, /Memory of the output for one sample: 2\.3 MiB/);
    assert.match(text, /Defaults: .*`padding="valid"`/);
    assert.equal(await hover(placeOf(document, "import keras")), "");
  });

  test("a model and a loop are folded, a layer's arguments are told, and a hint can be ignored everywhere", async () => {
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      document.uri,
    );
    const start = placeOf(document, "keras.Sequential()").line;
    assert.ok(
      folds.some((fold) => fold.start === start && fold.end > start + 10),
      JSON.stringify(folds),
    );
    const help = await vscode.commands.executeCommand<vscode.SignatureHelp | undefined>(
      "vscode.executeSignatureHelpProvider",
      document.uri,
      placeOf(document, "(3, 3)"),
      "(",
    );
    assert.match(help?.signatures[0]?.label ?? "", /^Conv2D\(filters, kernel_size, strides=\(1, 1\)/);
    assert.equal(help?.activeParameter, 1);
    const place = placeOf(document, "BatchNormalization()");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      new vscode.Range(place, place),
    );
    const titles = actions.map(({ title }) => title).join("\n");
    for (const part of [/all \d+ in this file/, /^Prove it/m, /^Explain/m, /on this line$/m, /in this file$/m])
      assert.match(titles, part);
  });

  test("hover on an argument tells what it is for", async () => {
    assert.match(await hover(placeOf(document, '"sigmoid"')), /`activation`: Applied to the output/);
  });

  test("the outline holds models with their layers", async () => {
    const symbols = await until("symbols", async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        "vscode.executeDocumentSymbolProvider",
        document.uri,
      );
      return found?.find(({ name }) => name === "model");
    });
    assert.equal(symbols.detail, "12 layers, 2,243,073 parameters");
    assert.equal(symbols.children.length, 12);
    assert.equal(symbols.children[1]?.name, "batch_normalization");
    assert.equal(symbols.children[1].detail, "BatchNormalization (None, 198, 198, 64) 256");
    assert.ok(symbols.children.every(({ range }) => symbols.range.contains(range)));
  });
});

suite("while typing", () => {
  let editor: vscode.TextEditor;
  const text = [
    "import keras",
    "from keras import layers",
    "net = keras.Sequential()",
    "net.add(layers.Dense(8, input_shape=(4,)))",
    "net.add(layers.Dense(2))",
    "",
  ].join("\n");
  setup(async () => {
    await closeAll();
    editor = await write(text);
  });
  suiteTeardown(closeAll);

  /** What is wrong; advice has a page as its code. */
  const problems = (): vscode.Diagnostic[] =>
    vscode.languages
      .getDiagnostics(editor.document.uri)
      .filter(({ source, code }) => source === "batchwise" && typeof code === "string");
  const size = async (): Promise<string | undefined> => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      editor.document.uri,
    );
    return lenses[2]?.command?.title;
  };

  test("what is typed is known at once", async () => {
    assert.equal(await size(), "2 layers, 58 parameters");
    await editor.edit((edit) => edit.insert(new vscode.Position(5, 0), "net.add(layers.Dense(1))\n"));
    assert.equal(await size(), "3 layers, 61 parameters");
  });

  test("what is sure is fixed by one command, also while the last key is still read", async () => {
    const block = "net.add(layers.Conv2D(4, 3, input_shape=(8, 8, 1)))\nnet.add(layers.BatchNormalization())\n";
    await editor.edit((edit) => edit.replace(new vscode.Range(3, 0, 5, 0), block));
    const fixes = (): number => editor.document.getText().match(/use_bias=False/g)?.length ?? 0;
    for (let round = 1; round <= 5; round++) {
      // not the command itself: VS Code gives it up when it looks for the light bulb in the meantime
      const [all] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        editor.document.uri,
        new vscode.Range(0, 0, 0, 0),
        "source.fixAll",
        1,
      );
      assert.ok(all?.edit, `a fix in round ${round}`);
      await vscode.workspace.applyEdit(all.edit);
      assert.equal(fixes(), 1, `in round ${round}`);
      await vscode.commands.executeCommand("undo");
      assert.equal(fixes(), 0, `taken back in round ${round}`);
    }
  });

  test("a wrong argument is underlined, and the mark goes when it is mended", async () => {
    const place = placeOf(editor.document, "8, input_shape");
    const argument = new vscode.Range(place, place.translate(0, 1));
    await editor.edit((edit) => edit.replace(argument, "-8"));
    const problem = await until("a problem", () => problems()[0]);
    assert.match(problem.message, /units must be a whole number from 1/);
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(editor.document.getText(problem.range), "-8");
    assert.equal(problem.code, "wrong-argument");
    await editor.edit((edit) => edit.replace(problem.range, "8"));
    await until("no problem", () => problems().length === 0);
  });

  test("a shape that does not fit is told with both places", async () => {
    await editor.edit((edit) => edit.insert(new vscode.Position(5, 0), "net.add(layers.Conv2D(4, 3))\n"));
    const problem = await until("a problem", () => problems()[0]);
    assert.equal(problem.code, "shape-mismatch");
    const [related] = problem.relatedInformation ?? [];
    assert.match(related?.message ?? "", /dense_1 gives \(None, 2\)/);
    assert.equal(related?.location.range.start.line, 4);
  });

  test("half-typed code keeps the last good picture", async () => {
    assert.equal(await size(), "2 layers, 58 parameters");
    await editor.edit((edit) => edit.replace(new vscode.Range(4, 0, 5, 0), "net.add(layers.Den\nnet.add(layers.\n"));
    assert.equal(await size(), "2 layers, 58 parameters");
    await until("a syntax problem", () =>
      problems().some(({ code }) => typeof code === "string" && code.startsWith("syntax")),
    );
  });

  test("a file without Keras is left alone", async () => {
    await closeAll();
    editor = await write("print('hello')\n");
    assert.equal(await size(), undefined);
  });

  test("a file that is too large is not read, and says so", async () => {
    await closeAll();
    editor = await write(`${text}# ${"x".repeat(2_100_000)}\n`);
    const problem = await until("a problem", () => problems()[0]);
    assert.equal(problem.code, "file-too-large");
    assert.equal(await size(), undefined);
  });
});
