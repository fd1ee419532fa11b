/** A run's model for prediction alone, with its normalizations in the layers before them: `batchwise fold` on the run's folder. */
import { join } from "node:path";
import * as vscode from "vscode";
import { infer } from "../analysis/infer";
import { foldedModel, foldSentences, isSound } from "../picture/fold";
import type { CannotCheck, Proof } from "../protocol/proof";
import type { Run } from "./run";

/** Runs the command line; gives what it prints, and fails with what it says. */
export type CommandLine = (args: readonly string[]) => Promise<string>;

/** What `batchwise fold --json` says. */
interface Folded {
  readonly proof: Proof | CannotCheck;
  /** Null where nothing is written. */
  readonly source: string | null;
}

export async function foldRun(run: Run, commandLine: CommandLine): Promise<void> {
  const { t } = vscode.l10n;
  const { graph } = run.job;
  const made = foldedModel(infer(graph));
  if (!made) {
    const nothing = t("{0} has no BatchNormalization right behind a layer that can take it in.", graph.name);
    await vscode.window.showInformationMessage(nothing);
    return;
  }
  const title = t("Folding BatchNormalization of {0}", run.name);
  const location = vscode.ProgressLocation.Notification;
  const answer = await vscode.window.withProgress({ location, title }, () => askFor(run, commandLine));
  if (typeof answer === "string") {
    await vscode.window.showErrorMessage(answer);
    return;
  }
  const said = foldSentences(made, answer.proof, t).join(" ");
  if (answer.source === null || !isSound(answer.proof)) {
    await vscode.window.showErrorMessage(`${said} ${t("Nothing is written.")}`);
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(answer.source), { viewColumn: vscode.ViewColumn.One });
  await vscode.window.showInformationMessage(`${said} ${t("Written to {0}.", join(run.folder, "folded"))}`);
}

/** What it says when it cannot is a sentence. */
async function askFor({ folder }: Run, commandLine: CommandLine): Promise<Folded | string> {
  try {
    return JSON.parse(await commandLine(["fold", folder, "--json"])) as Folded;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
