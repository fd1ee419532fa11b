/** What is read as one text: a file, or the code cells of a notebook, one below the other. */
import * as vscode from "vscode";
import { joinCells, type JoinedCells } from "../formats/notebook/cells";
import type { TextEdit } from "../model/edit";
import type { Span } from "../model/span";

/** A stretch of text in the document that shows it. */
export interface Place {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

export interface Script {
  /** Of the file or the notebook. */
  readonly uri: vscode.Uri;
  /** What settings are asked for. */
  readonly scope: vscode.ConfigurationScope;
  /** Grows with each change. */
  readonly version: number;
  readonly isClosed: boolean;
  readonly text: string;
  /** A model written as JSON, in which there are no comments. */
  readonly isJson: boolean;
  /** The file, or the cells with Python in them. */
  readonly documents: readonly vscode.TextDocument[];
  /** Where a place of one of the documents is in the text. */
  offsetAt(document: vscode.TextDocument, position: vscode.Position): number;
  /** Where a stretch of the text is; undefined in a notebook without code. */
  placeOf(span: Span): Place | undefined;
  /** The edits of documents that make an edit of the text. */
  editsOf(edit: TextEdit): readonly (Place & { readonly text: string })[];
}

const rangeOf = (document: vscode.TextDocument, { start, end }: Span): vscode.Range =>
  new vscode.Range(document.positionAt(start), document.positionAt(end));

export class FileScript implements Script {
  constructor(private readonly document: vscode.TextDocument) {}

  get uri(): vscode.Uri {
    return this.document.uri;
  }

  get scope(): vscode.ConfigurationScope {
    return this.document;
  }

  get version(): number {
    return this.document.version;
  }

  get isClosed(): boolean {
    return this.document.isClosed;
  }

  get text(): string {
    return this.document.getText();
  }

  get isJson(): boolean {
    return this.document.languageId !== "python";
  }

  get documents(): readonly vscode.TextDocument[] {
    return [this.document];
  }

  offsetAt(document: vscode.TextDocument, position: vscode.Position): number {
    return document.offsetAt(position);
  }

  placeOf(span: Span): Place {
    return { document: this.document, range: rangeOf(this.document, span) };
  }

  editsOf({ span, text }: TextEdit): readonly (Place & { readonly text: string })[] {
    return [{ ...this.placeOf(span), text }];
  }
}

/** The cells of a notebook as they were at one moment. */
interface Moment {
  readonly version: number;
  readonly documents: readonly vscode.TextDocument[];
  readonly versions: readonly number[];
  readonly cells: JoinedCells;
}

export class NotebookScript implements Script {
  readonly isJson = false;
  private last: Moment | undefined;

  constructor(readonly notebook: vscode.NotebookDocument) {}

  get uri(): vscode.Uri {
    return this.notebook.uri;
  }

  get scope(): vscode.ConfigurationScope {
    return { uri: this.uri, languageId: "python" };
  }

  get version(): number {
    return this.now.version;
  }

  get isClosed(): boolean {
    return this.notebook.isClosed;
  }

  get text(): string {
    return this.now.cells.text;
  }

  get documents(): readonly vscode.TextDocument[] {
    return this.now.documents;
  }

  offsetAt(document: vscode.TextDocument, position: vscode.Position): number {
    const { documents, cells } = this.now;
    return (cells.starts[documents.indexOf(document)] ?? 0) + document.offsetAt(position);
  }

  placeOf(span: Span): Place | undefined {
    const { documents, cells } = this.now;
    const found = cells.inCell(span);
    const document = found && documents[found.cell];
    return document && { document, range: rangeOf(document, found) };
  }

  editsOf(edit: TextEdit): readonly (Place & { readonly text: string })[] {
    const { documents, cells } = this.now;
    return cells.editInCells(edit).map(({ cell, text, ...span }) => {
      const document = documents[cell]!;
      return { document, range: rangeOf(document, span), text };
    });
  }

  /** Joined again only when a cell has come, gone, moved or changed. */
  private get now(): Moment {
    const documents = this.notebook
      .getCells()
      .filter(isPython)
      .map(({ document }) => document);
    const { last } = this;
    const isSame =
      last?.documents.length === documents.length &&
      documents.every((document, i) => document === last.documents[i] && document.version === last.versions[i]);
    if (last && isSame) return last;
    return (this.last = {
      version: (last?.version ?? 0) + 1,
      documents,
      versions: documents.map(({ version }) => version),
      cells: joinCells(documents.map((document) => document.getText())),
    });
  }
}

const isPython = ({ kind, document }: vscode.NotebookCell): boolean =>
  kind === vscode.NotebookCellKind.Code && document.languageId === "python";
