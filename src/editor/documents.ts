/** The one memory of the editor: the picture of each open model file and notebook, brought up to date while its text changes. */
import * as vscode from "vscode";
import { mayBeModelJson } from "../formats/kerasJson/recognize";
import { hints } from "../hints";
import type { Hint } from "../hints/hint";
import type { Problem, Severity } from "../model/problem";
import type { Reading } from "../model/source";
import { paint, READING_STOPPED, type Picture, type Rules } from "../picture/document";
import { changeBetween, type TextChange } from "../picture/shift";
import { ignoredRules } from "./ignoredRules";
import { ReadingStopped, type Reader } from "./reader";
import { FileScript, NotebookScript, type Script } from "./script";
import type { Runs } from "./runs";
import type { Trials } from "./trials";

/** Long enough that nothing is read between two key strokes, short enough to feel at once. */
const QUIET_MS = 150;

/** Files that cannot be about Keras are never sent to the reader. */
const mayHoldModel = /\b(?:keras|tensorflow)\b/i;

/** Where files and notebooks may lie; not, for example, the older side of a comparison. */
const schemes = ["file", "untitled", "vscode-vfs", "vscode-test-web"];
const CELL = "vscode-notebook-cell";

/** Python, in files and in cells of notebooks. */
export const python: vscode.DocumentFilter[] = [...schemes, CELL].map((scheme) => ({ language: "python", scheme }));
/** With models as JSON, which are known by what they hold. */
export const selector: vscode.DocumentSelector = [
  ...python,
  ...["json", "jsonc"].flatMap((language) => schemes.map((scheme) => ({ language, scheme }))),
];

/** So many lines of a file tell whether it can be a model. */
const HEAD_LINES = 200;

/** Other JSON is not looked at any further. */
const isModelJson = (document: vscode.TextDocument): boolean =>
  /^jsonc?$/.test(document.languageId) && mayBeModelJson(document.getText(new vscode.Range(0, 0, HEAD_LINES, 0)));

const isNotebook = ({ uri }: vscode.NotebookDocument): boolean =>
  schemes.includes(uri.scheme) || uri.scheme === "vscode-interactive";

interface Entry {
  /** The picture and the version of the text that it shows. */
  picture?: { readonly of: Picture; readonly version: number };
  /** What was typed since that version. */
  changes: TextChange[];
  /** Of a notebook: its text after the last event, by which it is seen what cells that move have changed. */
  heard?: string;
  /** Reading goes on until the newest text is known. */
  reading?: Promise<void>;
  timer?: NodeJS.Timeout;
}

export class Documents {
  private readonly entries = new Map<Script, Entry>();
  private readonly scripts = new WeakMap<vscode.TextDocument | vscode.NotebookDocument, Script>();
  private readonly changed = new vscode.EventEmitter<Script>();
  private readonly subscriptions: readonly { dispose(): unknown }[];
  /** The one that has or had the cursor, and the one that panels show. */
  private looked: Script | undefined;
  private shown: Script | undefined;

  /** A file or notebook has a new picture, or none any more. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly reader: Reader,
    private readonly log: vscode.LogOutputChannel,
    private readonly trials: Trials,
    private readonly runs: Runs,
  ) {
    const { window, workspace } = vscode;
    this.subscriptions = [
      trials.onDidTell(() => this.repaint()),
      runs.onDidTell(() => this.repaint()),
      this.changed,
      workspace.onDidOpenTextDocument((document) => void this.picture(this.fileOf(document))),
      workspace.onDidOpenNotebookDocument((notebook) => void this.picture(this.notebookOf(notebook))),
      workspace.onDidChangeTextDocument((event) => this.noteChanges(event)),
      workspace.onDidChangeNotebookDocument(({ notebook }) => this.noteCells(notebook)),
      workspace.onDidCloseTextDocument((document) => this.forget(this.scripts.get(document))),
      workspace.onDidCloseNotebookDocument((notebook) => this.forget(this.scripts.get(notebook))),
      window.onDidChangeActiveTextEditor((editor) => void this.remember(editor && this.scriptOf(editor.document))),
      window.onDidChangeActiveNotebookEditor(
        (editor) => void this.remember(editor && this.notebookOf(editor.notebook)),
      ),
      window.onDidChangeVisibleTextEditors(() => this.rememberAny()),
      window.onDidChangeVisibleNotebookEditors(() => this.rememberAny()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("batchwise.hints") || event.affectsConfiguration("batchwise.reading"))
          this.repaint();
      }),
    ];
    this.rememberAny();
    for (const script of this.open) void this.picture(script);
  }

  /** What a document is read as, or as a part of; undefined when it is no Python file, no Python cell and no model in JSON. */
  scriptOf(document: vscode.TextDocument): Script | undefined {
    if (document.uri.scheme !== CELL) return this.fileOf(document);
    const notebook = vscode.workspace.notebookDocuments.find((one) =>
      one.getCells().some((cell) => cell.document === document),
    );
    const script = notebook && this.notebookOf(notebook);
    return script?.documents.includes(document) ? script : undefined;
  }

  /** All that is open. */
  get open(): readonly Script[] {
    const files = vscode.workspace.textDocuments.map((document) => this.fileOf(document));
    const notebooks = vscode.workspace.notebookDocuments.map((notebook) => this.notebookOf(notebook));
    return [...files, ...notebooks].filter((script) => script !== undefined);
  }

  /** The picture of the text as it is now; undefined when there is no model in it or it changes before it is known. */
  async picture(script: Script | undefined): Promise<Picture | undefined> {
    if (!script) return undefined;
    const { version } = script;
    const entry = this.entryOf(script);
    if (entry.picture?.version !== version) {
      clearTimeout(entry.timer);
      entry.reading ??= this.bringUpToDate(script, entry);
      await entry.reading;
    }
    return entry.picture?.version === version ? entry.picture.of : undefined;
  }

  /** The same for somebody who asked for it by a click: if the text changes while it is read, that of the newer text. */
  async newest(script: Script): Promise<Picture | undefined> {
    for (;;) {
      const { version } = script;
      const picture = await this.picture(script);
      if (picture || script.isClosed || script.version === version) return picture;
    }
  }

  /** What is known at this moment; it may be of an older text. */
  known(script: Script): Picture | undefined {
    return this.entries.get(script)?.picture?.of;
  }

  /** Makes a file or notebook the one that panels show. */
  async lookAt(uri: vscode.Uri): Promise<Script | undefined> {
    const { workspace } = vscode;
    const isOpen = workspace.notebookDocuments.some((notebook) => notebook.uri.toString() === uri.toString());
    const script =
      isOpen || uri.path.endsWith(".ipynb")
        ? this.notebookOf(await workspace.openNotebookDocument(uri))
        : this.scriptOf(await workspace.openTextDocument(uri));
    await this.remember(script);
    return script;
  }

  /** What was looked at last: still the same while a panel has the focus. */
  get active(): Script | undefined {
    return this.shown;
  }

  dispose(): void {
    for (const { timer } of this.entries.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** A cell is a text document too, but never one that is read alone. */
  private fileOf(document: vscode.TextDocument): Script | undefined {
    const known = this.scripts.get(document);
    if (known || !schemes.includes(document.uri.scheme)) return known;
    if (document.languageId !== "python" && !isModelJson(document)) return undefined;
    return this.same(document, () => new FileScript(document));
  }

  private notebookOf(notebook: vscode.NotebookDocument): Script | undefined {
    return isNotebook(notebook) ? this.same(notebook, () => new NotebookScript(notebook)) : undefined;
  }

  private same(of: vscode.TextDocument | vscode.NotebookDocument, make: () => Script): Script {
    let script = this.scripts.get(of);
    if (!script) this.scripts.set(of, (script = make()));
    return script;
  }

  private entryOf(script: Script): Entry {
    let entry = this.entries.get(script);
    if (!entry) this.entries.set(script, (entry = { changes: [] }));
    return entry;
  }

  /** After a reload a panel may have the focus: then any file that can be seen will do. */
  private rememberAny(): void {
    if (this.looked) return;
    const { activeTextEditor, activeNotebookEditor, visibleTextEditors, visibleNotebookEditors } = vscode.window;
    const notebooks = [activeNotebookEditor, ...visibleNotebookEditors].map(
      (one) => one && this.notebookOf(one.notebook),
    );
    const files = visibleTextEditors.map(({ document }) => this.scriptOf(document));
    const active = activeTextEditor && this.scriptOf(activeTextEditor.document);
    void this.remember([active, ...notebooks, ...files].find((script) => script !== undefined));
  }

  /** A file without models does not take the place of one that has some: panels go on showing that. */
  private async remember(script: Script | undefined): Promise<void> {
    if (!script || script === this.looked) return;
    this.looked = script;
    await this.picture(script);
    if (this.looked === script) this.prefer(script);
  }

  private prefer(script: Script): void {
    const count = (of: Script | undefined): number => (of && this.known(of)?.models.length) ?? 0;
    if (script === this.shown || (count(script) === 0 && count(this.shown) > 0)) return;
    this.shown = script;
    this.changed.fire(script);
  }

  private forget(script: Script | undefined): void {
    if (!script) return;
    clearTimeout(this.entries.get(script)?.timer);
    this.entries.delete(script);
    if (this.looked === script) this.looked = undefined;
    if (this.shown === script) this.shown = undefined;
    this.changed.fire(script);
  }

  private noteChanges({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const script = contentChanges.length > 0 ? this.scriptOf(document) : undefined;
    if (!script) return;
    const before = script.offsetAt(document, new vscode.Position(0, 0));
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      start: before + rangeOffset,
      end: before + rangeOffset + rangeLength,
      length: text.length,
    }));
    this.note(script, changes);
  }

  /** Cells that came, went or moved; what they gave, and how they are called, does not matter. */
  private noteCells(notebook: vscode.NotebookDocument): void {
    const script = this.notebookOf(notebook);
    const entry = script && this.entries.get(script);
    if (!entry || entry.picture?.version === script.version) return;
    const { heard } = entry;
    this.note(script, heard === undefined || heard === script.text ? [] : [changeBetween(heard, script.text)]);
  }

  private note(script: Script, changes: readonly TextChange[]): void {
    const entry = this.entryOf(script);
    entry.changes.push(...changes);
    if (script instanceof NotebookScript) entry.heard = script.text;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void this.picture(script), QUIET_MS);
  }

  /** Which JSON files hold models, for menus and keys. */
  private tellJson(): void {
    const models = [...this.entries].filter(
      ([{ isJson }, { picture }]) => isJson && (picture?.of.models.length ?? 0) > 0,
    );
    // not as texts: in a remote window the same file has another address
    const uris = models.map(([{ uri }]) => uri);
    void vscode.commands.executeCommand("setContext", "batchwise.jsonModels", uris);
  }

  private repaint(): void {
    for (const [script, entry] of this.entries) {
      delete entry.picture;
      void this.picture(script);
    }
  }

  private async bringUpToDate(script: Script, entry: Entry): Promise<void> {
    while (!script.isClosed && entry.picture?.version !== script.version) {
      const { version, text } = script;
      const seen = entry.changes.length;
      if (script instanceof NotebookScript) entry.heard = text;
      const reading = await this.read(script, text);
      // Another key was struck meanwhile: this text is not looked at any more.
      if (script.version !== version) continue;
      const last = entry.picture && { picture: entry.picture.of, changes: entry.changes.slice(0, seen) };
      entry.changes = entry.changes.slice(seen);
      entry.picture = { of: this.paint(script, text, reading, last), version };
      if (script === this.looked) this.prefer(script);
      if (script.isJson) this.tellJson();
      this.changed.fire(script);
    }
    delete entry.reading;
  }

  private paint(script: Script, text: string, reading: Reading, last: Parameters<typeof paint>[3]): Picture {
    try {
      return paint(
        text,
        reading,
        {
          ...rulesFor(script, (error) => this.logMistake(error)),
          trialOf: (graph, { id }) => this.trials.resultFor(script.uri, graph, id),
          setbackOf: (graph) => this.runs.setbackFor(script.uri, graph),
        },
        last,
      );
    } catch (error) {
      this.logMistake(error);
      return paint(text, nothing, { hints: [] });
    }
  }

  /** A mistake of ours: this text goes without, the editor lives on. */
  private logMistake(error: unknown): void {
    this.log.error(error instanceof Error ? error : String(error));
  }

  private async read(script: Script, text: string): Promise<Reading> {
    if (!(script.isJson ? mayBeModelJson(text) : mayHoldModel.test(text))) return nothing;
    const largest = vscode.workspace.getConfiguration("batchwise.reading", script.scope).get("largestFile", 2);
    if (text.length > largest * 1_000_000) return onlyProblem("file-too-large", tooLarge(script, largest));
    try {
      return await this.reader.read({ name: sourceName(script), text });
    } catch (error) {
      if (error instanceof ReadingStopped) return onlyProblem(READING_STOPPED, error.message);
      this.logMistake(error);
      return nothing;
    }
  }
}

/** What the reader knows a script by, and where it looks for modules beside it; what is not saved yet has no ending that tells its language. */
export function sourceName({ uri, isJson }: Script): string {
  const name = uri.scheme === "file" ? uri.fsPath : uri.toString();
  return isJson || name.endsWith(".py") ? name : `${name}.py`;
}

/** The file's own name, without its folder. */
export const nameOf = ({ uri }: Script): string => uri.path.replace(/^.*\//, "");

const nothing: Reading = { models: [], problems: [] };

const tooLarge = (script: Script, largest: number): string =>
  `${script instanceof NotebookScript ? "The cells of this notebook together are larger" : "Larger"} than ${largest} MB; not read (setting: batchwise.reading.largestFile).`;

const onlyProblem = (code: string, message: string): Reading => ({
  models: [],
  problems: [{ code, severity: "info", message, span: { start: 0, end: 0 } } satisfies Problem],
});

/** The hints with the severities that the user's settings give them. */
function rulesFor({ scope, uri }: Script, logMistake: (error: unknown) => void): Rules {
  const settings = vscode.workspace.getConfiguration("batchwise.hints", scope);
  const chosen = settings.get<Readonly<Record<string, unknown>>>("rules", {});
  const isOn = settings.get<boolean>("enabled", true);
  const ignored = ignoredRules(uri);
  return {
    hints: isOn ? hints : [],
    choiceFor: (hint: Hint): Severity | "default" | undefined => {
      const choice = chosen[hint.id];
      if (choice === "off" || ignored.has(hint.id)) return undefined;
      return choice === "error" || choice === "warning" || choice === "info" ? choice : "default";
    },
    translate: vscode.l10n.t,
    failed: (_, error) => logMistake(error),
  };
}
