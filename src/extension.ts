/** Where the extension starts: makes things and hands them on. */
import { join } from "node:path";
import * as vscode from "vscode";
import { codeActions } from "./editor/codeActions";
import { codeLens } from "./editor/codeLens";
import { completion } from "./editor/completion";
import { decorations } from "./editor/decorations";
import { diagnostics } from "./editor/diagnostics";
import { Documents } from "./editor/documents";
import { expectTraining } from "./editor/expectTraining";
import { folding } from "./editor/folding";
import { goTo } from "./editor/goTo";
import { graphPanel } from "./editor/graphPanel";
import { hintPages } from "./editor/hintPages";
import { hover } from "./editor/hover";
import { ignoreInFile } from "./editor/ignoredRules";
import { inlayHints } from "./editor/inlayHints";
import { readLayerDocs } from "./editor/layerDocs";
import { layersView } from "./editor/layersView";
import { Proofs } from "./editor/proofs";
import { prove } from "./editor/prove";
import { Reader } from "./editor/reader";
import { references } from "./editor/references";
import { rename } from "./editor/rename";
import { RunActions } from "./editor/runActions";
import { Runs } from "./editor/runs";
import { runsView } from "./editor/runsView";
import { signatureHelp } from "./editor/signatureHelp";
import { statusBar } from "./editor/statusBar";
import { symbols } from "./editor/symbols";
import { train } from "./editor/train";
import { Trainers } from "./editor/trainers";
import { trainingPanel } from "./editor/trainingPanel";
import { Trials } from "./editor/trials";
import { welcome } from "./editor/welcome";
import { acceptedFlags, forkProgram } from "./engine/fork";
import { WIDER } from "./engine/kernels";
import type { Child } from "./protocol/child";

/** A reading is short and leaves much behind: it is swept seldom, and not by helpers that the user's other programs would miss. */
const READER_FLAGS = ["--max-old-space-size=1024", "--max-semi-space-size=64", "--single-threaded-gc"];

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Batchwise", { log: true });
  const program = (name: string): string => join(context.extensionPath, "dist", `${name}.js`);

  const reader = new Reader(() => forkProgram(program("reader"), READER_FLAGS), log);
  const trainer = async (): Promise<Child> => forkProgram(program("trainer"), await acceptedFlags([WIDER]));
  const trainers = new Trainers(trainer, log);
  const takeTrainer = (): Promise<Child> => trainers.take();
  const trials = new Trials(context, takeTrainer, log);
  const runs = new Runs(context, takeTrainer, log, trials);
  const documents = new Documents(reader, log, trials, runs);
  const actions = new RunActions(runs);
  const layerDocs = readLayerDocs(context);

  context.subscriptions.push(
    log,
    reader,
    documents,
    runs,
    trials,
    trainers,
    codeActions(documents, reader),
    codeLens(documents),
    completion(documents),
    decorations(documents),
    diagnostics(documents),
    expectTraining(documents, runs, trials, trainers),
    folding(documents),
    goTo(documents),
    graphPanel(context, documents, reader),
    hintPages(context),
    hover(documents, new Proofs(trainer), layerDocs),
    ignoreInFile(),
    inlayHints(documents),
    layersView(documents),
    prove({ context, reader }, documents, runs, trials),
    references(documents),
    rename(documents),
    runsView(runs, trials, actions),
    signatureHelp(documents, layerDocs),
    statusBar(runs, trials),
    symbols(documents),
    train(context, documents, reader, runs),
    trainingPanel(context, runs, trials, actions),
    welcome(context),
  );
}
