#!/usr/bin/env node
/** The command line: the rooms of the extension without an editor. */
import { Command, CommanderError } from "commander";
import { bench } from "./cli/bench";
import { check } from "./cli/check";
import { fold } from "./cli/fold";
import { beside } from "./cli/models";
import { summary } from "./cli/summary";
import { report, UNUSABLE } from "./cli/terminal";
import { train } from "./cli/train";
import { trial } from "./cli/trial";

const { version } = JSON.parse(beside("../package.json").toString()) as { version: string };

const program = new Command("batchwise")
  .description("Keras models without Python: shapes, hints on BatchNormalization, training")
  .version(version)
  .showSuggestionAfterError()
  .exitOverride();
// whoever reads what is printed may stop early, as `head` does
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

for (const add of [summary, check, train, trial, fold, bench]) add(program).exitOverride();

program.parseAsync().catch((error: unknown) => {
  // commander has already said what is wrong
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : UNUSABLE;
  else process.exitCode = report(error);
});
