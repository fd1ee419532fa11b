/** The layers of the file that is looked at, as a tree: the graph for those who read rather than look. Follows the cursor. */
import * as vscode from "vscode";
import type { NodeFacts } from "../analysis/infer";
import type { ModelPicture, Picture } from "../picture/document";
import { kindOf } from "../picture/graph";
import { layerNear, modelAt, remarksOn, shapeText, summaryRows, type Remarks } from "../picture/layers";
import { showCount } from "../picture/text";
import type { NodeKind } from "../protocol/graphView";
import type { Documents } from "./documents";
import { revealSpan } from "./places";
import type { Script } from "./script";

/** A row: a model, a layer of it, or a layer of a model inside. */
interface Row {
  /** Where it stands in the tree; the same after every change that leaves it there. */
  readonly key: string;
  readonly model: ModelPicture;
  readonly facts?: NodeFacts;
  readonly parent?: Row;
  readonly children: Row[];
}

export function layersView(documents: Documents): vscode.Disposable {
  const layers = new Layers(documents);
  const view = vscode.window.createTreeView("batchwise.layers", { treeDataProvider: layers, showCollapseAll: true });
  const follow = async (editor: vscode.TextEditor | undefined): Promise<void> => {
    const script = view.visible && editor ? documents.scriptOf(editor.document) : undefined;
    if (!script || !editor || script !== documents.active) return;
    const row = layers.rowAt(script.offsetAt(editor.document, editor.selection.active));
    if (row) await view.reveal(row, { select: true, focus: false, expand: false });
  };
  const refresh = (script: Script): void => {
    if (script !== documents.active && documents.active !== undefined) return;
    layers.refresh();
    void vscode.commands.executeCommand("setContext", "batchwise.hasModel", !layers.isEmpty);
    void follow(vscode.window.activeTextEditor);
  };
  return vscode.Disposable.from(
    view,
    layers,
    documents.onDidChange(refresh),
    view.onDidChangeVisibility(() => void follow(vscode.window.activeTextEditor)),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => void follow(textEditor)),
    vscode.commands.registerCommand("batchwise.revealLayer", async (script: Script, row: Row) => {
      const span = row.facts?.node.span ?? row.model.analysis.graph.span;
      if (span) await revealSpan(script, span, true);
    }),
    vscode.commands.registerCommand("batchwise.showLayers", async (_uri?: vscode.Uri, name?: string) => {
      await vscode.commands.executeCommand("batchwise.layers.focus");
      const row = layers.roots.find(({ model }) => model.analysis.graph.name === name);
      if (row) await view.reveal(row, { select: true, focus: true, expand: true });
    }),
  );
}

class Layers implements vscode.TreeDataProvider<Row> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  roots: readonly Row[] = [];
  private picture: Picture | undefined;

  constructor(private readonly documents: Documents) {
    this.refresh();
  }

  get isEmpty(): boolean {
    return this.roots.length === 0;
  }

  refresh(): void {
    const { active } = this.documents;
    this.picture = active && this.documents.known(active);
    this.roots = (this.picture?.models ?? []).map((model, i) => {
      const root: Row = { key: `${i} ${model.analysis.graph.name}`, model, children: [] };
      root.children.push(...rowsOf(model, model.analysis.nodes, root));
      return root;
    });
    this.changed.fire();
  }

  rowAt(offset: number): Row | undefined {
    const found = this.picture && layerNear(this.picture, offset);
    const model = this.picture && modelAt(this.picture, offset);
    const rows = [...this.roots];
    for (let row = rows.pop(); row; row = rows.pop()) {
      if (found && row.facts === found.facts) return row;
      rows.push(...row.children);
    }
    return this.roots.find((row) => row.model === model);
  }

  getChildren(row?: Row): Row[] {
    return row ? row.children : [...this.roots];
  }

  getParent(row: Row): Row | undefined {
    return row.parent;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const item = row.facts ? this.layerItem(row, row.facts) : modelItem(row.model);
    item.id = row.key;
    const { active } = this.documents;
    item.command = { title: vscode.l10n.t("Go to source"), command: "batchwise.revealLayer", arguments: [active, row] };
    return item;
  }

  dispose(): void {
    this.changed.dispose();
  }

  private layerItem({ model, children }: Row, facts: NodeFacts): vscode.TreeItem {
    const { node, shape, params } = facts;
    const state =
      children.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
    const item = new vscode.TreeItem(node.type, state);
    const count = params === 0 ? "" : showCount(params);
    item.description = [shapeText(shape), count, node.name].filter((part) => part !== "").join("  ");
    const { problems, advice } = remarksOn(model, this.picture!, facts);
    const said = [
      `${node.type} ${node.name}`,
      vscode.l10n.t("output {0}", shapeText(shape)),
      vscode.l10n.t("{0} parameters", showCount(params)),
      ...problems.map(({ message }) => message),
      ...advice.map(({ finding }) => finding.message),
    ];
    item.accessibilityInformation = { label: said.join(", ") };
    item.tooltip = said.join("\n");
    item.iconPath = iconOf(facts, { problems, advice });
    return item;
  }
}

function rowsOf(model: ModelPicture, all: readonly NodeFacts[], parent: Row): Row[] {
  return all.map((facts) => {
    const row: Row = { key: `${parent.key}/${facts.node.id}`, model, facts, parent, children: [] };
    if (facts.inner) row.children.push(...rowsOf(model, facts.inner.nodes, row));
    return row;
  });
}

function modelItem({ analysis }: ModelPicture): vscode.TreeItem {
  const { graph, params } = analysis;
  const item = new vscode.TreeItem(graph.name, vscode.TreeItemCollapsibleState.Expanded);
  item.description = vscode.l10n.t("{0} layers, {1} parameters", summaryRows(analysis).length, showCount(params));
  item.iconPath = new vscode.ThemeIcon("type-hierarchy");
  return item;
}

/** What is wrong comes first, then what may be better, then what the layer is. */
function iconOf(facts: NodeFacts, { problems, advice }: Remarks): vscode.ThemeIcon {
  if (problems.some(({ severity }) => severity === "error"))
    return new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
  if (problems.length + advice.length > 0) return new vscode.ThemeIcon("lightbulb");
  return new vscode.ThemeIcon(icons[kindOf(facts)]);
}

const icons: Readonly<Record<NodeKind, string>> = {
  input: "sign-in",
  kernel: "layers",
  normalization: "settings",
  activation: "pulse",
  pooling: "filter",
  regularization: "circle-slash",
  reshape: "list-flat",
  merge: "git-merge",
  model: "type-hierarchy",
  unknown: "question",
};
