/** What a layer is, does and costs, where the pointer rests on it. */
import * as vscode from "vscode";
import { largestBatch } from "../hints/steps";
import { hoverSections } from "../picture/hover";
import { layerAt } from "../picture/layers";
import { selector, type Documents } from "./documents";
import { hintPageCommand } from "./hintPages";
import type { ReadLayerDocs } from "./layerDocs";
import { rangeIn } from "./places";
import type { Proofs } from "./proofs";

export const hover = (documents: Documents, proofs: Proofs, docs: ReadLayerDocs): vscode.Disposable =>
  vscode.languages.registerHoverProvider(selector, {
    async provideHover(document, position) {
      const script = documents.scriptOf(document);
      const picture = await documents.picture(script);
      if (!script || !picture) return undefined;
      const offset = script.offsetAt(document, position);
      const found = layerAt(picture, offset);
      if (!found?.facts.node.span) return undefined;
      const here = found.model.advice.filter(({ finding }) => finding.node.id === found.facts.node.id);
      const advice = await Promise.all(
        here.map(async (one) => {
          const proof = await proofs.of(found.model, one);
          return proof ? { ...one, proof } : one;
        }),
      );
      const batchSize = largestBatch(found.model.analysis.graph.training);
      const { t } = vscode.l10n;
      const sections = hoverSections(found.facts, advice, offset, t, await docs(), hintPageCommand, batchSize);
      const text = new vscode.MarkdownString(sections.join("\n\n---\n\n"), true);
      text.isTrusted = { enabledCommands: ["batchwise.explainHint"] };
      return new vscode.Hover(text, rangeIn(script, document, found.facts.node.span));
    },
  });
