/** Where the extension starts: makes things and hands them on. */
import { join } from "node:path";
import * as vscode from "vscode";
import { codeActions } from "./editor/codeActions";
import { codeLens } from "./editor/codeLens";
import { diagnostics } from "./editor/diagnostics";
import { Documents } from "./editor/documents";
import { graphPanel } from "./editor/graphPanel";
import { hintPages } from "./editor/hintPages";
import { hover } from "./editor/hover";
import { inlayHints } from "./editor/inlayHints";
import { layersView } from "./editor/layersView";
import { Reader } from "./editor/reader";
import { RunActions } from "./editor/runActions";
import { Runs } from "./editor/runs";
import { runsView } from "./editor/runsView";
import { statusBar } from "./editor/statusBar";
import { symbols } from "./editor/symbols";
import { train } from "./editor/train";
import { trainingPanel } from "./editor/trainingPanel";
import { welcome } from "./editor/welcome";
import { acceptedFlags, forkProgram } from "./engine/fork";
import { WIDER } from "./engine/kernels";

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Batchwise", { log: true });
  const program = (name: string): string => join(context.extensionPath, "dist", `${name}.js`);

  const reader = new Reader(() => forkProgram(program("reader"), ["--max-old-space-size=1024"]), log);
  const documents = new Documents(reader, log);
  const runs = new Runs(context, async () => forkProgram(program("trainer"), await acceptedFlags([WIDER])), log);
  const actions = new RunActions(runs);

  context.subscriptions.push(
    log,
    reader,
    documents,
    runs,
    codeActions(documents, reader),
    codeLens(documents),
    diagnostics(documents),
    graphPanel(context, documents, reader),
    hintPages(context),
    hover(documents),
    inlayHints(documents),
    layersView(documents),
    runsView(runs, actions),
    statusBar(runs),
    symbols(documents),
    train(context, documents, reader, runs),
    trainingPanel(context, runs, actions),
    welcome(context),
  );
}
