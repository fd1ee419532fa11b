/** `batchwise check`: problems and hints, as a linter gives them; `--fix` applies what can be fixed. */
import { writeFile } from "node:fs/promises";
import { InvalidArgumentError, Option, type Command } from "commander";
import { Trouble } from "../base/trouble";
import { cannotWrite } from "../engine/disk";
import { compileKernels } from "../engine/kernels";
import { checkClaim } from "../engine/proof";
import { Refusal } from "../formats/format";
import { hints } from "../hints";
import type { Found } from "../hints/findings";
import type { Suppression } from "../hints/ignore";
import { placeOf as findingPlace, type Evidence, type Hint } from "../hints/hint";
import type { TextEdit } from "../model/edit";
import type { Graph } from "../model/graph";
import { couldNotFollow, type Severity } from "../model/problem";
import type { Span } from "../model/span";
import { everyAdvice, everySuppressed, paint } from "../picture/document";
import { fixTitle } from "../picture/fixTitle";
import { english } from "../picture/text";
import { proofText } from "../picture/trial";
import { claimed } from "../picture/variant";
import { holds, type CannotCheck, type Proof } from "../protocol/proof";
import {
  analyse,
  beside,
  editsInFile,
  isArchive,
  jsonPlace,
  jsonSpan,
  placeOf,
  readModelFile,
  type ModelFile,
} from "./models";
import { sarifOf } from "./sarif";
import { blue, Exit, FAILED, print, printJson, red, tell, yellow } from "./terminal";

export interface Checked {
  readonly file: ModelFile;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly model: string | null;
  readonly layer: string | null;
  readonly span: Span | undefined;
  readonly evidence: Evidence | null;
  readonly hint: Hint | undefined;
  /** The model that a hint speaks of, and what it says. */
  readonly about?: { readonly graph: Graph; readonly found: Found };
  /** What random numbers say of a theorem, when that was asked for. */
  readonly proof?: Proof | CannotCheck;
  readonly fix: { readonly title: string; readonly edits: readonly TextEdit[] } | null;
  /** A comment in the file says that it is not wanted there. */
  readonly suppression?: Suppression;
}

interface Options {
  readonly prove?: boolean;
  readonly fix?: boolean;
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly failOn: Severity;
  /** Hints that are only looked for when asked. */
  readonly rule: readonly string[];
}

const onRequest = hints.filter((hint) => hint.onRequest).map(({ id }) => id);

function oneMoreRule(id: string, before: readonly string[]): readonly string[] {
  if (!hints.some((hint) => hint.id === id))
    throw new InvalidArgumentError(`There is no such hint; those found on request are ${onRequest.join(", ")}.`);
  return [...before, id];
}

const severities: readonly Severity[] = ["info", "warning", "error"];

export const check = (program: Command): Command =>
  program
    .command("check")
    .description("problems and hints in model files")
    .argument("<file...>", "Keras models in Python or JSON")
    .option("--fix", "apply the fixes to the files")
    .addOption(
      new Option(
        "--rule <id>",
        `look for this hint too, though it is only found on request (${onRequest.join(", ")}); may be repeated`,
      )
        .argParser(oneMoreRule)
        .default([], "none"),
    )
    .option("--prove", "check theorems with numbers: random samples through the model and its change")
    .option("--json", "one JSON value")
    .addOption(new Option("--sarif", "SARIF 2.1.0, for code scanning").conflicts("json"))
    .addOption(
      new Option("--fail-on <severity>", "exit 1 from this severity on")
        .choices(["error", "warning", "info"])
        .default("error"),
    )
    .action(async (paths: readonly string[], options: Options) => {
      const all: Checked[] = [];
      for (const path of paths) {
        const file = await readModelFile(path);
        all.push(...checkFile(options.fix ? await fixed(file, options.rule) : file, options.rule));
      }
      const shown = options.prove ? await Promise.all(all.map(proved)) : all;
      if (options.json) printJson(shown.map(jsonOf));
      else if (options.sarif) printJson(sarifOf(shown, version()));
      else tellAll(shown);
      const wanted = all.filter(({ suppression }) => !suppression);
      if (wanted.some(({ severity }) => severities.indexOf(severity) >= severities.indexOf(options.failOn)))
        throw new Exit(FAILED);
    });

/** One line each; what comments in the files suppress is counted. */
function tellAll(all: readonly Checked[]): void {
  const suppressed = all.filter(({ suppression }) => suppression).length;
  for (const one of all) if (!one.suppression) print(lineOf(one));
  if (suppressed > 0) tell(`${suppressed} suppressed by comments (--json and --sarif list them)`);
}

/** With what random numbers say, where the hint is a theorem. */
async function proved(one: Checked): Promise<Checked> {
  if (!one.about) return one;
  const { graph, found } = one.about;
  const { claim } = found.finding;
  const after = claim && claimed(graph, found);
  return after ? { ...one, proof: await checkClaim(graph, after, claim, compileKernels(beside("kernels.wasm"))) } : one;
}

const version = (): string => (JSON.parse(beside("../package.json").toString()) as { version: string }).version;

function checkFile(file: ModelFile, rules: readonly string[]): Checked[] {
  const { source, format, problems } = file;
  const picture = paint(source.text, format.read(source), {
    hints,
    choiceFor: ({ id, severity, onRequest: asked }) => (asked && rules.includes(id) ? severity : "default"),
    failed: ({ id }, error) => tell(couldNotFollow(`the hint ${id} in ${source.name}`, error, undefined).message),
  });
  const found = problems.map(({ code, severity, message, span, node, model }): Checked => ({
    file,
    rule: code,
    severity,
    message,
    model: model ?? null,
    layer: node ?? null,
    span,
    evidence: null,
    hint: undefined,
    fix: null,
  }));
  const all = [...everyAdvice(picture), ...everySuppressed(picture)];
  const advised = all.map(({ model, advice }): Checked => {
    const { hint, finding, severity, suppression } = advice;
    const name = model.analysis.graph.name;
    const edits = finding.fix && format.edit(source, name, finding.fix.edits);
    const fix =
      finding.fix && edits && !(edits instanceof Refusal)
        ? { title: fixTitle(finding.fix, model.analysis.graph, english), edits }
        : null;
    const { message, node } = finding;
    return {
      file,
      rule: hint.id,
      severity,
      message,
      model: name,
      layer: node.name,
      span: findingPlace(finding),
      evidence: hint.evidence,
      hint,
      about: { graph: model.analysis.graph, found: advice },
      fix,
      ...(suppression && { suppression }),
    };
  });
  return [...found, ...advised].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

/**
 * Applies one fix after the other, reading again between. What only may be better is the user's to choose: refactorings, and pieces of
 * information whose fix makes another model.
 */
async function fixed(file: ModelFile, rules: readonly string[]): Promise<ModelFile> {
  if (isArchive(file.file.source.name))
    throw new Trouble("An archive is only read: --fix changes models in Python and JSON.", file.file.source.name);
  let current = file;
  const seen = new Set([current.file.source.text]);
  for (;;) {
    const next = checkFile(current, rules).find(isWrong);
    if (!next?.fix) break;
    const text = applyEdits(current.file.source.text, editsInFile(current, next.fix.edits));
    if (seen.has(text)) break;
    seen.add(text);
    tell(`${placeOf(current, next.span)}: ${next.fix.title}`);
    current = analyse({ ...current.file.source, text }, current.file.format);
  }
  if (current.file.source.text !== file.file.source.text)
    await writeFile(file.source.name, current.file.source.text).catch((error: unknown) => {
      throw cannotWrite(file.source.name, error);
    });
  return current;
}

const isWrong = ({ fix, hint, severity, suppression }: Checked): boolean =>
  fix !== null && !suppression && hint?.refactoring !== true && (severity !== "info" || hint?.fixKeepsModel === true);

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => b.span.start - a.span.start);
  return ordered.reduce(
    (whole, { span, text: part }) => whole.slice(0, span.start) + part + whole.slice(span.end),
    text,
  );
}

/** Problems of the model itself are reported under one rule, with their own id where they have one. */
const jsonOf = ({
  file,
  rule,
  severity,
  message,
  model,
  layer,
  span,
  evidence,
  hint,
  fix,
  proof,
  suppression,
}: Checked) => ({
  file: file.source.name,
  rule: hint ? rule : "model-problem",
  ...(hint ? {} : { id: rule }),
  severity,
  message,
  model,
  layer,
  ...jsonPlace(file, span),
  evidence,
  docs: hint ? `hints/${hint.id}.md` : null,
  ...(proof && { proof: "unknown" in proof ? proof : { ...proof, holds: holds(proof) } }),
  suppressed: suppression ? { reason: suppression.reason } : null,
  fix: fix && {
    title: fix.title,
    edits: editsInFile(file, fix.edits).map(({ span: place, text }) => ({
      span: jsonSpan(place, file.file.lines),
      text,
    })),
  },
});

const colourOf: Readonly<Record<Severity, (text: string) => string>> = { error: red, warning: yellow, info: blue };
const lineOf = (one: Checked): string =>
  `${placeOf(one.file, one.span)}: ${colourOf[one.severity](one.severity)}: ${one.message} [${one.rule}]${one.fix ? " (can be fixed)" : ""}${one.proof ? `\n    ${proofText(one.proof, english)}` : ""}`;
