/** Behind each layer, while typing: the shape of its output and the number of its parameters. */
import * as vscode from "vscode";
import type { NodeFacts } from "../analysis/infer";
import type { Picture } from "../picture/document";
import { layersWithin, shapeText } from "../picture/layers";
import { showCount } from "../picture/text";
import { selector, type Documents } from "./documents";
import { headOf, rangeIn } from "./places";
import type { Script } from "./script";

interface Parts {
  readonly shapes: boolean;
  readonly parameters: boolean;
  readonly multiplyAdds: boolean;
}

export function inlayHints(documents: Documents): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const subscriptions = [
    changed,
    documents.onDidChange(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("batchwise.inlayHints")) changed.fire();
    }),
    vscode.languages.registerInlayHintsProvider(selector, {
      onDidChangeInlayHints: changed.event,
      async provideInlayHints(document, range) {
        const parts = partsFor(document);
        if (!parts.shapes && !parts.parameters && !parts.multiplyAdds) return [];
        const script = documents.scriptOf(document);
        const picture = await documents.picture(script);
        if (!script || !picture) return [];
        return hintsFor(script, document, picture, parts).filter((hint) => range.contains(hint.position));
      },
    }),
  ];
  return vscode.Disposable.from(...subscriptions);
}

function partsFor(document: vscode.TextDocument): Parts {
  const settings = vscode.workspace.getConfiguration("batchwise.inlayHints", document);
  return {
    shapes: settings.get<boolean>("shapes", true),
    parameters: settings.get<boolean>("parameters", true),
    multiplyAdds: settings.get<boolean>("multiplyAdds", false),
  };
}

function hintsFor(
  script: Script,
  document: vscode.TextDocument,
  { models }: Picture,
  parts: Parts,
): vscode.InlayHint[] {
  /** Layers by the place where they end: a loop makes several in one. In JSON it is the end of their class's name. */
  const placed = new Map<number, { readonly position: vscode.Position; readonly all: NodeFacts[] }>();
  for (const { analysis } of models)
    for (const facts of layersWithin(analysis)) {
      const { span, implicit } = facts.node;
      if (!span || implicit) continue;
      const known = placed.get(span.end);
      const range = known ? undefined : rangeIn(script, document, span);
      const position = range && headOf(document, range).end;
      known?.all.push(facts);
      if (position) placed.set(span.end, { position, all: [facts] });
    }
  const perLine = new Map<number, number>();
  for (const { position } of placed.values()) perLine.set(position.line, (perLine.get(position.line) ?? 0) + 1);
  return [...placed.values()].flatMap(({ position, all }) => {
    // a model within another may know no shapes by itself
    const facts = all.findLast(({ shape }) => shape !== undefined) ?? all[all.length - 1]!;
    const label = labelOf(facts, parts);
    if (label === "") return [];
    const line = document.lineAt(position.line);
    // one layer on a line: behind all that belongs to it, such as the closing parenthesis of add()
    const alone = perLine.get(position.line) === 1;
    const at = alone ? line.range.end.with({ character: line.text.trimEnd().length }) : position;
    const names = new Set(all.map(({ node }) => node.name)).size;
    const hint = new vscode.InlayHint(at, names > 1 ? `${label} × ${names}` : label, vscode.InlayHintKind.Type);
    hint.paddingLeft = true;
    if (typeof facts.params !== "number") hint.tooltip = facts.params.unknown;
    return [hint];
  });
}

function labelOf({ node, shape, params, multiplyAdds }: NodeFacts, parts: Parts): string {
  const isKnown = typeof params === "number";
  if (!isKnown && !shape) return "?";
  return [
    parts.shapes ? shapeText(shape) : "",
    parts.parameters && node.type !== "InputLayer" && (!isKnown || params > 0)
      ? vscode.l10n.t("{0} params", showCount(params))
      : "",
    parts.multiplyAdds && typeof multiplyAdds === "number" && multiplyAdds > 0
      ? vscode.l10n.t("{0} multiply-adds", showCount(multiplyAdds))
      : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
