/** `batchwise trial`: what a hint's fix, or another model, is worth: pairs of trainings that differ in nothing else. */
import { join } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { Trouble } from "../base/trouble";
import { acceptedFlags, forkProgram } from "../engine/fork";
import { WIDER } from "../engine/kernels";
import { hints } from "../hints";
import { findings } from "../hints/findings";
import type { Hint } from "../hints/hint";
import { english } from "../picture/text";
import { budgetText, trialSentences } from "../picture/trial";
import { withFixes } from "../picture/variant";
import { client } from "../protocol/channel";
import type { Both, TrialBudget, TrialCalls, TrialEvents, TrialJob, TrialPoint, TrialSpeed } from "../protocol/trial";
import { chooseBudget, FEWEST_PAIRS } from "../protocol/trialBudget";
import { trialResult, type TrialResult } from "../protocol/trialResult";
import { jobOf, positive, whole, withJobOptions, type JobOptions } from "./job";
import { chooseModel, readModelFile } from "./models";
import { bar, duration, Exit, FAILED, INTERRUPTED, print, printJson, ProgressLine, tell } from "./terminal";

interface Options extends JobOptions {
  readonly rule?: Hint;
  readonly model?: string;
  readonly otherModel?: string;
  readonly pairs: number;
  readonly steps?: number;
  readonly seconds: number;
  readonly json?: boolean;
}

function hintCalled(id: string): Hint {
  const hint = hints.find((one) => one.id === id);
  if (!hint) throw new InvalidArgumentError("There is no such hint; `batchwise check` names those that apply.");
  return hint;
}

export const trial = (program: Command): Command =>
  withJobOptions(
    program
      .command("trial")
      .description(
        "train a model as it is and changed, in pairs with the same seeds and data, and tell the difference with its 95 % interval",
      )
      .argument("<file>", "Keras model in Python or JSON")
      .argument("[other]", "the changed model; its data, validation and batch size are those of the first")
      .option("--rule <id>", "the change is this hint's fix, wherever it applies", hintCalled)
      .option("--model <name>", "which model of the file")
      .option("--other-model <name>", "which model of the other file (of the same file when there is no other)"),
  )
    .option("--pairs <n>", `pairs of trainings, ${FEWEST_PAIRS} at least`, whole(FEWEST_PAIRS), FEWEST_PAIRS)
    .option("--steps <n>", "steps of each training, instead of as many as there is time for", whole(1))
    .option("--seconds <n>", "how long it may take, about", positive, 60)
    .option("--json", "one JSON value")
    .action(async (path: string, other: string | undefined, options: Options) => {
      const job = await jobsOf(path, other, options);
      await follow(job, options);
    });

async function jobsOf(path: string, other: string | undefined, options: Options): Promise<TrialJob> {
  const { rule, otherModel } = options;
  if ([rule, other ?? otherModel].filter((one) => one !== undefined).length !== 1)
    throw new Trouble("Give either --rule, or a second file or --other-model to compare with.");
  const file = await readModelFile(path);
  const model = chooseModel(file, options.model);
  const before = { ...jobOf(file, model, options, options.json === true), out: "" };
  if (rule) {
    const found = findings(model, { hints: [rule], choiceFor: () => rule.severity }, file.models);
    if (found.length === 0) throw new Trouble(`The hint ${rule.id} says nothing about ${model.graph.name}.`, path);
    const graph = withFixes(model.graph, found);
    if (!graph) throw new Trouble(`The hint ${rule.id} has no fix here that can be tried.`, path);
    return { before, after: { ...before, graph } };
  }
  const otherFile = other === undefined ? file : await readModelFile(other);
  const changed = chooseModel(otherFile, otherModel);
  const after = jobOf(otherFile, changed, options, options.json === true, before);
  return { before, after: { ...after, out: "" } };
}

async function follow(job: TrialJob, { json = false, ...wish }: Options): Promise<void> {
  const child = forkProgram(join(__dirname, "trainer.js"), await acceptedFlags([WIDER]));
  const trainer = client<TrialCalls, TrialEvents>(child.port);
  const line = new ProgressLine();
  const signals = { seen: 0 };
  const interrupt = (): void => {
    if (signals.seen > 0) child.kill();
    signals.seen += 1;
    void trainer.call("stop").catch(() => undefined);
  };
  process.on("SIGINT", interrupt);
  const points: TrialPoint[] = [];
  try {
    trainer.on("preparing", ({ what }) => line.show(what));
    const speed = await trainer.call("measureTrial", job);
    const budget = chooseBudget(speed, wish);
    line.clear();
    if (!json) tell(budgetText(budget, english));
    trainer.on("trialPoint", (point) => points.push(point));
    trainer.on("trialProgress", ({ pair, share, secondsLeft }) =>
      line.show(`Pair ${pair + 1}/${budget.pairs} ${bar(share, 24)} ${duration(secondsLeft)} left`),
    );
    const began = performance.now();
    const end = signals.seen > 0 ? "stopped" : await trainer.call("runTrial", budget);
    line.clear();
    if (end === "stopped") throw new Exit(INTERRUPTED);
    const result = trialResult(speed, budget, points, (performance.now() - began) / 1000);
    if (json) printJson(jsonOf(job, wish.rule, speed, budget, result, points));
    else trialSentences(result, english).forEach(print);
  } catch (error) {
    line.clear();
    if (error instanceof Exit) throw error;
    if (signals.seen > 0) throw new Exit(INTERRUPTED);
    tell(error instanceof Error ? error.message : String(error));
    throw new Exit(FAILED);
  } finally {
    process.off("SIGINT", interrupt);
    child.release();
    child.kill();
  }
}

/** What other programs read. */
function jsonOf(
  { before, after }: TrialJob,
  rule: Hint | undefined,
  { data, wholeSteps }: TrialSpeed,
  { pairs, steps, samples }: TrialBudget,
  { verdict, effects, diverged, stepMs, stepTime, params, seconds }: TrialResult,
  points: readonly TrialPoint[],
) {
  const both = <T>([first, second]: readonly [T, T]) => ({ before: first, after: second });
  return {
    file: before.source.name,
    model: before.graph.name,
    ...(rule ? { rule: rule.id } : { otherFile: after.source.name, otherModel: after.graph.name }),
    verdict,
    effects: effects.map(({ name, ...effect }) => ({ quantity: `val_${name}`, ...effect })),
    params: both(params),
    stepMs: both(stepMs),
    stepTime,
    diverged: both(diverged satisfies Both),
    pairs,
    steps,
    wholeSteps,
    validationSamples: samples,
    data: data.source,
    seed: before.seed,
    seconds,
    points: points.map(({ pair, variant, step, stepMs: ms, values }) => ({
      pair,
      variant: variant === 0 ? "before" : "after",
      step,
      stepMs: ms,
      values,
    })),
  };
}
