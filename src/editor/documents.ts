/** The one memory of the editor: each open model file's picture, brought up to date while its text changes. */
import * as vscode from "vscode";
import { hints } from "../hints";
import type { Hint } from "../hints/hint";
import type { Problem, Severity } from "../model/problem";
import type { Reading } from "../model/source";
import { paint, READING_STOPPED, type Picture, type Rules } from "../picture/document";
import type { TextChange } from "../picture/shift";
import { ReadingStopped, type Reader } from "./reader";
import type { Trials } from "./trials";

/** Long enough that nothing is read between two key strokes, short enough to feel at once. */
const QUIET_MS = 150;

/** Files that cannot be about Keras are never sent to the reader. */
const mayHoldModel = /\b(?:keras|tensorflow)\b/i;

export const selector: vscode.DocumentSelector = [
  { language: "python", scheme: "file" },
  { language: "python", scheme: "untitled" },
  { language: "python", scheme: "vscode-vfs" },
  { language: "python", scheme: "vscode-test-web" },
];

export const isModelFile = (document: vscode.TextDocument): boolean => vscode.languages.match(selector, document) > 0;

interface Entry {
  /** The picture and the version of the text that it shows. */
  picture?: { readonly of: Picture; readonly version: number };
  /** What was typed since that version. */
  changes: TextChange[];
  /** Reading goes on until the newest text is known. */
  reading?: Promise<void>;
  timer?: NodeJS.Timeout;
}

export class Documents {
  private readonly entries = new Map<vscode.TextDocument, Entry>();
  private readonly changed = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly subscriptions: readonly { dispose(): unknown }[];
  /** The file that has or had the cursor, and the one that panels show. */
  private looked: vscode.TextDocument | undefined;
  private shown: vscode.TextDocument | undefined;

  /** A document has a new picture, or none any more. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly reader: Reader,
    private readonly log: vscode.LogOutputChannel,
    private readonly trials: Trials,
  ) {
    this.subscriptions = [
      trials.onDidTell(() => this.repaint()),
      this.changed,
      vscode.workspace.onDidOpenTextDocument((document) => void this.picture(document)),
      vscode.workspace.onDidChangeTextDocument((event) => this.noteChanges(event)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
      vscode.window.onDidChangeActiveTextEditor((editor) => void this.remember(editor?.document)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.rememberAny()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("batchwise.hints") || event.affectsConfiguration("batchwise.reading"))
          this.repaint();
      }),
    ];
    this.rememberAny();
    for (const document of vscode.workspace.textDocuments) void this.picture(document);
  }

  /** The picture of the text as it is now; undefined when there is no model in it or it changes before it is known. */
  async picture(document: vscode.TextDocument): Promise<Picture | undefined> {
    if (!isModelFile(document)) return undefined;
    const { version } = document;
    const entry = this.entryOf(document);
    if (entry.picture?.version !== version) {
      clearTimeout(entry.timer);
      entry.reading ??= this.bringUpToDate(document, entry);
      await entry.reading;
    }
    return entry.picture?.version === version ? entry.picture.of : undefined;
  }

  /** The same for somebody who asked for it by a click: if the text changes while it is read, that of the newer text. */
  async newest(document: vscode.TextDocument): Promise<Picture | undefined> {
    for (;;) {
      const { version } = document;
      const picture = await this.picture(document);
      if (picture || document.isClosed || document.version === version) return picture;
    }
  }

  /** What is known at this moment; it may be of an older text. */
  known(document: vscode.TextDocument): Picture | undefined {
    return this.entries.get(document)?.picture?.of;
  }

  /** Makes a file the one that panels show. */
  async lookAt(uri: vscode.Uri): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(uri);
    await this.remember(document);
    return document;
  }

  /** The model file that was looked at last: still the same while a panel has the focus. */
  get active(): vscode.TextDocument | undefined {
    return this.shown;
  }

  dispose(): void {
    for (const { timer } of this.entries.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private entryOf(document: vscode.TextDocument): Entry {
    let entry = this.entries.get(document);
    if (!entry) this.entries.set(document, (entry = { changes: [] }));
    return entry;
  }

  /** After a reload a panel may have the focus: then any file that can be seen will do. */
  private rememberAny(): void {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    if (!this.looked)
      void this.remember(
        (activeTextEditor ?? visibleTextEditors.find(({ document }) => isModelFile(document)))?.document,
      );
  }

  /** A file without models does not take the place of one that has some: panels go on showing that. */
  private async remember(document: vscode.TextDocument | undefined): Promise<void> {
    if (!document || document === this.looked || !isModelFile(document)) return;
    this.looked = document;
    await this.picture(document);
    if (this.looked === document) this.prefer(document);
  }

  private prefer(document: vscode.TextDocument): void {
    const count = (of: vscode.TextDocument | undefined): number => (of && this.known(of)?.models.length) ?? 0;
    if (document === this.shown || (count(document) === 0 && count(this.shown) > 0)) return;
    this.shown = document;
    this.changed.fire(document);
  }

  private forget(document: vscode.TextDocument): void {
    clearTimeout(this.entries.get(document)?.timer);
    this.entries.delete(document);
    if (this.looked === document) this.looked = undefined;
    if (this.shown === document) this.shown = undefined;
    this.changed.fire(document);
  }

  private noteChanges({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || !isModelFile(document)) return;
    const entry = this.entryOf(document);
    entry.changes.push(
      ...contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
        start: rangeOffset,
        end: rangeOffset + rangeLength,
        length: text.length,
      })),
    );
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void this.picture(document), QUIET_MS);
  }

  private repaint(): void {
    for (const [document, entry] of this.entries) {
      delete entry.picture;
      void this.picture(document);
    }
  }

  private async bringUpToDate(document: vscode.TextDocument, entry: Entry): Promise<void> {
    while (!document.isClosed && entry.picture?.version !== document.version) {
      const { version } = document;
      const text = document.getText();
      const seen = entry.changes.length;
      const reading = await this.read(document, text);
      const last = entry.picture && { picture: entry.picture.of, changes: entry.changes.slice(0, seen) };
      entry.changes = entry.changes.slice(seen);
      entry.picture = { of: this.paint(document, text, reading, last), version };
      if (document === this.looked) this.prefer(document);
      this.changed.fire(document);
    }
    delete entry.reading;
  }

  private paint(
    document: vscode.TextDocument,
    text: string,
    reading: Reading,
    last: Parameters<typeof paint>[3],
  ): Picture {
    try {
      return paint(
        text,
        reading,
        {
          ...rulesFor(document, (error) => this.logMistake(error)),
          trialOf: (graph, { id }) => this.trials.resultFor(document.uri, graph, id),
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

  private async read(document: vscode.TextDocument, text: string): Promise<Reading> {
    if (!mayHoldModel.test(text)) return nothing;
    const largest = vscode.workspace.getConfiguration("batchwise.reading", document).get("largestFile", 2);
    if (text.length > largest * 1_000_000)
      return onlyProblem(
        "file-too-large",
        `Larger than ${largest} MB; not read (setting: batchwise.reading.largestFile).`,
      );
    try {
      return await this.reader.read({ name: sourceName(document), text });
    } catch (error) {
      if (error instanceof ReadingStopped) return onlyProblem(READING_STOPPED, error.message);
      this.logMistake(error);
      return nothing;
    }
  }
}

/** What the reader knows a document by: what is not saved yet has no ending that tells its language. */
export function sourceName({ uri }: vscode.TextDocument): string {
  const name = uri.toString();
  return name.endsWith(".py") ? name : `${name}.py`;
}

/** The file's own name, without its folder. */
export const nameOf = (document: vscode.TextDocument): string => document.uri.path.replace(/^.*\//, "");

const nothing: Reading = { models: [], problems: [] };

const onlyProblem = (code: string, message: string): Reading => ({
  models: [],
  problems: [{ code, severity: "info", message, span: { start: 0, end: 0 } } satisfies Problem],
});

/** The hints with the severities that the user's settings give them. */
function rulesFor(document: vscode.TextDocument, logMistake: (error: unknown) => void): Rules {
  const settings = vscode.workspace.getConfiguration("batchwise.hints", document);
  const chosen = settings.get<Readonly<Record<string, unknown>>>("rules", {});
  const isOn = settings.get<boolean>("enabled", true);
  return {
    hints: isOn ? hints : [],
    choiceFor: (hint: Hint): Severity | "default" | undefined => {
      const choice = chosen[hint.id];
      if (choice === "off") return undefined;
      return choice === "error" || choice === "warning" || choice === "info" ? choice : "default";
    },
    translate: vscode.l10n.t,
    failed: (_, error) => logMistake(error),
  };
}
