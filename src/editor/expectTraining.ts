/** Has a training process wait while there is a model to train and nothing trains, so that training begins when the button is pressed. */
import * as vscode from "vscode";
import type { Documents } from "./documents";
import type { Runs } from "./runs";
import type { Trainers } from "./trainers";
import type { Trials } from "./trials";

/** It is started when nothing has changed for so long: opening a file and typing come first. */
const QUIET_MS = 1000;

export function expectTraining(
  documents: Documents,
  runs: Runs,
  trials: Trials,
  trainers: Trainers,
): vscode.Disposable {
  const look = (): void => {
    const hasModel = documents.open.some((script) => (documents.known(script)?.models.length ?? 0) > 0);
    if (!hasModel || !vscode.workspace.isTrusted) trainers.keepNone();
    // what trains has the machine for itself
    else if (!runs.going && !trials.going) trainers.keepOne();
  };
  let timer: NodeJS.Timeout | undefined;
  const lookSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(look, QUIET_MS);
  };
  lookSoon();
  return vscode.Disposable.from(
    documents.onDidChange(lookSoon),
    runs.onDidChange(lookSoon),
    trials.onDidChange(lookSoon),
    vscode.workspace.onDidGrantWorkspaceTrust(lookSoon),
    { dispose: () => clearTimeout(timer) },
  );
}
