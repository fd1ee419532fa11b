/** A notebook whose model is built over several cells: read as one text, shown and changed cell by cell. */
import * as assert from "node:assert/strict";
import { setup, suite, suiteTeardown, teardown, test } from "mocha";
import * as vscode from "vscode";
import { closeAll, inWorkspace, panelTitle, placeOf, until } from "./window";

suite("a notebook", () => {
  let notebook: vscode.NotebookDocument;
  let original: readonly vscode.NotebookCellData[] | undefined;
  const cell = (index: number): vscode.TextDocument => notebook.cellAt(index).document;
  const texts = (): readonly string[] => notebook.getCells().map(({ document }) => document.getText());

  setup(async () => {
    await vscode.extensions.getExtension("batchwise.batchwise")!.activate();
    await closeAll();
    notebook = await vscode.workspace.openNotebookDocument(inWorkspace("shapes.ipynb"));
    await vscode.window.showNotebookDocument(notebook, { viewColumn: vscode.ViewColumn.One, preview: false });
    original ??= notebook.getCells().map((_, i) => data(i));
    await until("the model", async () => (await lenses(2))?.[2] === "9 layers, 22,361 parameters");
  });
  teardown(async () => {
    // as it was, and saved: it is closed without a question
    await changeCells(0, notebook.cellCount, original!);
    await notebook.save();
  });
  suiteTeardown(closeAll);

  const lenses = async (index: number): Promise<readonly (string | undefined)[] | undefined> => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[] | undefined>(
      "vscode.executeCodeLensProvider",
      cell(index).uri,
    );
    return found?.map(({ command }) => command?.title);
  };
  const problems = (index: number): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(cell(index).uri).filter(({ source }) => source === "batchwise");
  const rules = (index: number): readonly unknown[] =>
    problems(index).map(({ code }) => (typeof code === "object" ? code.value : code));
  const edit = async (index: number, range: vscode.Range, text: string): Promise<void> => {
    const change = new vscode.WorkspaceEdit();
    change.replace(cell(index).uri, range, text);
    assert.ok(await vscode.workspace.applyEdit(change));
  };
  const changeCells = async (start: number, end: number, cells: readonly vscode.NotebookCellData[]): Promise<void> => {
    const change = new vscode.WorkspaceEdit();
    change.set(notebook.uri, [vscode.NotebookEdit.replaceCells(new vscode.NotebookRange(start, end), [...cells])]);
    assert.ok(await vscode.workspace.applyEdit(change));
  };
  /** With the cursor in its first line. */
  const show = async (index: number): Promise<void> => {
    const selection = new vscode.Range(0, 14, 0, 14);
    await vscode.commands.executeCommand("vscode.open", cell(index).uri, { selection, viewColumn: 1 });
    await until("the cursor", () => vscode.window.activeTextEditor?.document === cell(index));
  };
  const data = (index: number): vscode.NotebookCellData =>
    new vscode.NotebookCellData(notebook.cellAt(index).kind, texts()[index]!, cell(index).languageId);

  test("has its lens over the cell that makes the model, and nothing over the others", async () => {
    const over = (await lenses(2)) ?? [];
    assert.deepEqual(over.slice(0, 3), ["Show graph", "Train", "9 layers, 22,361 parameters"]);
    assert.match(over[3] ?? "", /^Prove “/);
    // of a cell that is out of sight the window has no text yet, and refuses to ask
    for (const index of [1, 3]) assert.deepEqual(await lenses(index).catch(() => []), []);
  });

  test("shows shapes behind the layers of each cell", async () => {
    const hints = async (index: number): Promise<readonly string[]> => {
      const whole = new vscode.Range(0, 0, 100, 0);
      const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        "vscode.executeInlayHintProvider",
        cell(index).uri,
        whole,
      );
      return found.map(({ label, position }) => `${position.line} ${label as string}`);
    };
    assert.deepEqual(await hints(3), [
      "0 (None, 26, 26, 8) · 296 params",
      "1 (None, 26, 26, 8) · 32 params",
      "2 (None, 26, 26, 8)",
      "3 (None, 13, 13, 8)",
    ]);
    assert.equal((await hints(5))[1], "1 (None, 16) · 21,648 params");
    assert.deepEqual(await hints(1), []);
  });

  test("marks what it finds in the cell where it is, and in that one only", async () => {
    await until("advice", () => rules(3).includes("bias-before-normalization"));
    const [found] = problems(3);
    assert.equal(cell(3).getText(found?.range), "layers.Conv2D(8, 3)");
    assert.ok(rules(5).includes("bias-before-normalization"));
    assert.deepEqual(rules(1), []);
    // an import that another cell has made is no fault of this one: cells are never read alone
    assert.deepEqual(rules(6), []);
  });

  test("a wrong argument is underlined in its cell; when the cell goes, the mark goes", async () => {
    const place = placeOf(cell(5), "16");
    await edit(5, new vscode.Range(place, place.translate(0, 2)), "-1");
    const problem = await until("a problem", () => problems(5).find(({ code }) => code === "wrong-argument"));
    assert.equal(cell(5).getText(problem.range), "-1");
    const { uri } = cell(5);
    await changeCells(5, 6, []);
    await until("no problem", () => vscode.languages.getDiagnostics(uri).length === 0);
    await until("the model without the cell", async () => (await lenses(2))?.[2] === "5 layers, 632 parameters");
  });

  test("a cell that moves moves its layers", async () => {
    const moved = data(3);
    await changeCells(3, 4, []);
    await changeCells(5, 5, [moved]);
    await until("the order of the cells", async () => {
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        "vscode.executeDocumentSymbolProvider",
        cell(4).uri,
      );
      return symbols?.[0]?.children[0]?.detail.includes("Flatten (None, 3136)");
    });
  });

  test("cells of other kinds and languages are left out", async () => {
    const text = "model.add(layers.Dense(7))";
    await changeCells(6, 6, [
      new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, "markdown"),
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "r"),
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, `%%bash\n${text}`, "python"),
    ]);
    assert.equal((await lenses(2))?.[2], "9 layers, 22,361 parameters");
    await changeCells(6, 6, [new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python")]);
    await until("one layer more", async () => (await lenses(2))?.[2]?.startsWith("10 layers"));
  });

  const actions = (index: number, part: string): Thenable<vscode.CodeAction[]> => {
    const at = placeOf(cell(index), part);
    return vscode.commands.executeCommand(
      "vscode.executeCodeActionProvider",
      cell(index).uri,
      new vscode.Range(at, at),
    );
  };
  const action = (title: RegExp, index: number, part: string): Promise<vscode.CodeAction> =>
    until(String(title), async () => (await actions(index, part)).find((one) => title.test(one.title)));

  test("a fix changes its cell; undo brings the text back", async () => {
    const before = texts();
    const fix = await action(/^Turn the bias off$/, 3, "Conv2D");
    assert.deepEqual(
      fix.edit?.entries().map(([uri]) => uri.toString()),
      [cell(3).uri.toString()],
    );
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(texts()[3], before[3]?.replace("Conv2D(8, 3)", "Conv2D(8, 3, use_bias=False)"));
    await until("the advice gone", () => !rules(3).includes("bias-before-normalization"));
    await show(3);
    await vscode.commands.executeCommand("undo");
    assert.deepEqual(texts(), before);
    await until("the advice again", () => rules(3).includes("bias-before-normalization"));
  });

  test("a fix for all of a kind goes to all cells in one step", async () => {
    const fix = await action(/^Turn the bias off \(all 2 in this file\)$/, 3, "Conv2D");
    assert.equal(fix.edit?.size, 2);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(texts()[3]!, /Conv2D\(8, 3, use_bias=False\)/);
    assert.match(texts()[5]!, /Dense\(16, name="hidden", use_bias=False\)/);
    await until("fewer parameters", async () => (await lenses(2))?.[2] === "9 layers, 22,337 parameters");
  });

  test("everything sure is fixed in one cell or in the whole notebook, as it is asked for", async () => {
    const ask = (kind: string): Thenable<vscode.CodeAction[]> =>
      vscode.commands.executeCommand(
        "vscode.executeCodeActionProvider",
        cell(3).uri,
        new vscode.Range(0, 0, 0, 0),
        kind,
        1,
      );
    const [one] = await until("a fix", async () => {
      const found = await ask("source.fixAll.batchwise");
      return found.length > 0 && found;
    });
    assert.equal(one?.edit?.size, 1);
    const [all] = await ask("notebook.source.fixAll.batchwise");
    assert.equal(all?.edit?.size, 2);
  });

  test("ignoring a hint writes the comment into the cell", async () => {
    const ignore = await action(/^Ignore /, 3, "Conv2D");
    await show(3);
    assert.ok(await vscode.workspace.applyEdit(ignore.edit!));
    assert.match(texts()[3]!, /Conv2D\(8, 3\)\) {2}# batchwise: ignore=bias-before-normalization /);
    await until("quiet", () => !rules(3).includes("bias-before-normalization"));
    assert.ok(rules(5).includes("bias-before-normalization"));
  });

  test("a layer is renamed with its uses in other cells", async () => {
    const change = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      cell(5).uri,
      placeOf(cell(5), "hidden"),
      "middle",
    );
    assert.equal(change.size, 2);
    await vscode.workspace.applyEdit(change);
    assert.match(texts()[5]!, /name="middle"/);
    assert.match(texts()[6]!, /get_layer\("middle"\)/);
  });

  test("a name leads to the layer in another cell", async () => {
    const [found] = await vscode.commands.executeCommand<vscode.Location[]>(
      "vscode.executeDefinitionProvider",
      cell(6).uri,
      placeOf(cell(6), "hidden", 2),
    );
    assert.equal(found?.uri.toString(), cell(5).uri.toString());
    assert.equal(found.range.start.line, 1);
  });

  test("hover and completion know the layers of other cells", async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      cell(5).uri,
      placeOf(cell(5), "Flatten"),
    );
    const text = hovers.flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value));
    assert.match(text.join("\n"), /`\(None, 13, 13, 8\)` → `\(None, 1352\)`/);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      cell(6).uri,
      placeOf(cell(6), "hidden", 2),
      '"',
    );
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(labels.includes("stem") && labels.includes("hidden"), labels.join());
  });

  test("the graph opens from a cell", async () => {
    await vscode.commands.executeCommand("batchwise.showGraph", notebook.uri, "model");
    await until("the panel", () => panelTitle("batchwise.graph") === "Graph of model");
  });

  test("keys lead from a layer to one in another cell", async () => {
    await show(5);
    await vscode.commands.executeCommand("batchwise.goToProducer");
    await until("the cursor in the other cell", () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document === cell(3) && editor.selection.active.line === 3;
    });
  });

  test("cells that are too much together are not read, and say so", async () => {
    await edit(7, new vscode.Range(0, 0, 9, 0), `# ${"x".repeat(2_100_000)}\n`);
    const problem = await until("a problem", () => problems(1).find(({ code }) => code === "file-too-large"));
    assert.match(problem.message, /^The cells of this notebook together are larger than 2 MB/);
    assert.deepEqual(await lenses(2), []);
  });
});
