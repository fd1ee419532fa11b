/** The graph beside the source: it follows the file and the cursor, and changes the source when a suggested layer is clicked. */
import * as vscode from "vscode";
import { adviceOf, drawGraph, type DrawnGraph } from "../picture/graph";
import { layerNear } from "../picture/layers";
import { server, type Handlers, type Server } from "../protocol/channel";
import { checkedCalls } from "../protocol/check";
import { graphTexts } from "../protocol/graphTexts";
import { graphViewChecks, type GraphViewCalls, type GraphViewEvents } from "../protocol/graphView";
import { nameOf, type Documents } from "./documents";
import { applyEdits } from "./edits";
import { revealSpan } from "./places";
import type { Reader } from "./reader";
import type { Script } from "./script";
import { loadPage, translated, webviewOptions } from "./webview";

const TYPE = "batchwise.graph";

export function graphPanel(context: vscode.ExtensionContext, documents: Documents, reader: Reader): vscode.Disposable {
  let open: GraphPanel | undefined;
  const attach = (panel: vscode.WebviewPanel): GraphPanel => {
    const attached = new GraphPanel(panel, context.extensionUri, documents, reader);
    panel.onDidDispose(() => {
      attached.dispose();
      if (open === attached) open = undefined;
    });
    return attached;
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand("batchwise.showGraph", async (uri?: vscode.Uri, name?: string) => {
      // from a lens the reader stays in the source; who asks by keyboard goes to the graph
      const stay = typeof name === "string";
      if (uri instanceof vscode.Uri) await documents.lookAt(uri);
      if (open) open.panel.reveal(undefined, stay);
      else
        open = attach(
          vscode.window.createWebviewPanel(
            TYPE,
            vscode.l10n.t("Graph"),
            { viewColumn: vscode.ViewColumn.Beside, preserveFocus: stay },
            webviewOptions(context.extensionUri),
          ),
        );
      if (stay) open.showModelNamed(name);
    }),
    vscode.window.registerWebviewPanelSerializer(TYPE, {
      deserializeWebviewPanel(panel) {
        open = attach(panel);
        return Promise.resolve();
      },
    }),
    { dispose: () => void open?.panel.dispose() },
  );
}

class GraphPanel {
  private readonly page: Server<GraphViewEvents>;
  private readonly subscriptions: readonly vscode.Disposable[];
  private drawn: DrawnGraph | undefined;
  private script: Script | undefined;
  /** The model that was chosen, by name, so that it stays chosen while others come and go. */
  private chosen: string | undefined;
  private selected: string | null = null;

  constructor(
    readonly panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    private readonly documents: Documents,
    private readonly reader: Reader,
  ) {
    const port = loadPage(panel, extension, "graph", vscode.l10n.t("Graph"));
    this.page = server<GraphViewCalls, GraphViewEvents>(checkedCalls(port, graphViewChecks), this.handlers());
    this.subscriptions = [
      documents.onDidChange(() => this.redraw()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow(textEditor)),
    ];
    this.redraw();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  showModelNamed(name: string): void {
    this.chosen = name;
    this.redraw();
  }

  private handlers(): Handlers<GraphViewCalls> {
    return {
      open: () => ({
        locale: vscode.env.language,
        texts: translated(graphTexts),
        view: this.drawn?.view ?? { kind: "empty" },
        ...(this.selected !== null && { selected: this.selected }),
      }),
      reveal: async (node) => this.reveal(this.drawn?.model?.analysis.byId.get(node)?.node.span),
      revealReason: async (reason) => this.reveal(this.drawn?.reasons.get(reason)),
      apply: async (fix) => this.apply(fix),
      prove: async (note) => {
        const { drawn, script } = this;
        const advice = drawn && adviceOf(drawn, note);
        const name = drawn?.model?.analysis.graph.name;
        if (advice && script)
          await vscode.commands.executeCommand("batchwise.proveHint", script.uri, name, advice.hint.id);
      },
      compare: async () => {
        const name = this.drawn?.model?.analysis.graph.name;
        if (this.script) await vscode.commands.executeCommand("batchwise.compareModels", this.script.uri, name);
      },
      showModel: (index) => {
        const model = this.script && this.documents.known(this.script)?.models[index];
        if (model) this.showModelNamed(model.analysis.graph.name);
      },
      openExample: async () => {
        await vscode.commands.executeCommand("batchwise.openExample");
      },
    };
  }

  private redraw(): void {
    const script = this.documents.active;
    const picture = script && this.documents.known(script);
    if (script && !picture) return; // it is being read
    if (script !== this.script) this.selected = null;
    this.script = script;
    const index = picture?.models.findIndex(({ analysis }) => analysis.graph.name === this.chosen) ?? 0;
    this.drawn = script && picture && drawGraph(picture, nameOf(script), Math.max(0, index), vscode.l10n.t);
    const name = this.drawn?.model?.analysis.graph.name;
    this.panel.title = name === undefined ? vscode.l10n.t("Graph") : vscode.l10n.t("Graph of {0}", name);
    this.page.emit("view", this.drawn?.view ?? { kind: "empty" });
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    const editor = [activeTextEditor, ...visibleTextEditors].find(
      (one) => one && script?.documents.includes(one.document),
    );
    if (editor) this.follow(editor);
  }

  /** The node under the cursor; the model that the cursor is in becomes the one that is shown. */
  private follow({ document, selection }: vscode.TextEditor): void {
    const script = this.documents.scriptOf(document);
    const picture = script && this.documents.known(script);
    if (!script || script !== this.script || picture?.text !== script.text) return;
    const found = layerNear(picture, script.offsetAt(document, selection.active));
    const name = found?.model.analysis.graph.name;
    if (found && name !== this.drawn?.model?.analysis.graph.name) {
      this.chosen = name;
      this.redraw();
      return;
    }
    const node = found && this.drawn?.model?.analysis.byId.has(found.facts.node.id) ? found.facts.node.id : null;
    if (node === this.selected) return;
    this.selected = node;
    this.page.emit("selected", { node });
  }

  private async reveal(span: { readonly start: number; readonly end: number } | undefined): Promise<void> {
    if (span && this.script) await revealSpan(this.script, span, true);
  }

  private async apply(id: string): Promise<{ readonly refused?: string }> {
    const { drawn, script } = this;
    const fix = drawn?.fixes.get(id);
    if (!fix || !script || !drawn?.model) return { refused: vscode.l10n.t("The file has changed in the meantime.") };
    return (await applyEdits(this.reader, script, drawn.model.analysis.graph.name, fix.edits)) ?? {};
  }
}
