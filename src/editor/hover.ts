/** What a layer is, does and costs, where the pointer rests on it. */
import * as vscode from "vscode";
import { largestBatch } from "../hints/steps";
import { hoverSections } from "../picture/hover";
import { layerAt } from "../picture/layers";
import { selector, type Documents } from "./documents";
import { hintPageCommand } from "./hintPages";
import { rangeOf } from "./places";

export const hover = (documents: Documents): vscode.Disposable =>
  vscode.languages.registerHoverProvider(selector, {
    async provideHover(document, position) {
      const picture = await documents.picture(document);
      const offset = document.offsetAt(position);
      const found = picture && layerAt(picture, offset);
      if (!found?.facts.node.span) return undefined;
      const { analysis, advice } = found.model;
      const batchSize = largestBatch(analysis.graph.training);
      const sections = hoverSections(found.facts, advice, offset, vscode.l10n.t, hintPageCommand, batchSize);
      const text = new vscode.MarkdownString(sections.join("\n\n---\n\n"), true);
      text.isTrusted = { enabledCommands: ["batchwise.explainHint"] };
      return new vscode.Hover(text, rangeOf(document, found.facts.node.span));
    },
  });
