/** `# batchwise: data=builtin:shapes` beside a `fit`: what the user says that the code does not. */
import type { Literal } from "../../../model/literal";
import type { Span } from "../../../model/span";
import type { DataReference, FitSettings } from "../../../model/training";
import type { Module } from "../../../python/syntax";
import type { FoundModel } from "../follow";

interface Directive {
  readonly settings: ReadonlyMap<string, string>;
  readonly span: Span;
}

/** Gives the settings in comments to the fits that they stand beside; one before all code is for all. */
export function readDirectives(module: Module, models: readonly FoundModel[]): readonly FoundModel[] {
  const directives = module.comments.flatMap((span) => directiveAt(module.text, span));
  if (directives.length === 0) return models;
  const first = firstCode(module);
  const general = directives.find(({ span }) => span.end <= first);
  return models.map((found) => {
    const { training } = found.graph;
    if (!training) return found;
    const fits = training.fits.map((fit) => {
      const beside = directives.find(({ span }) => isBeside(module.text, span, fit.span));
      const directive = beside ?? general;
      return directive ? instructed(fit, directive) : fit;
    });
    return { ...found, graph: { ...found.graph, training: { ...training, fits } } };
  });
}

function directiveAt(text: string, span: Span): readonly Directive[] {
  const match = /^#\s*batchwise\s*:\s*(.*)$/s.exec(text.slice(span.start, span.end));
  if (!match) return [];
  const settings = [...match[1]!.matchAll(/([\w-]+)\s*=\s*("[^"]*"|\S+)/g)].map(
    ([, name, value]) => [name!.replaceAll("-", "_"), value!.replace(/^"(.*)"$/, "$1")] as const,
  );
  return [{ settings: new Map(settings), span }];
}

const firstCode = (module: Module): number => {
  const [statement] = module.body;
  return statement ? statement.base.offset + statement.start : module.text.length;
};

/** On a line of the call, or in the comments right above it. */
function isBeside(text: string, comment: Span, fit: Span): boolean {
  if (comment.start >= fit.start && !/[\r\n]/.test(text.slice(fit.end, comment.start))) return true;
  if (comment.end > fit.start) return false;
  const lineStart = Math.max(text.lastIndexOf("\n", fit.start - 1), text.lastIndexOf("\r", fit.start - 1)) + 1;
  return comment.end <= lineStart && /^(?:\s*#[^\r\n]*)*\s*$/.test(text.slice(comment.end, lineStart));
}

function instructed(fit: FitSettings, { settings, span }: Directive): FitSettings {
  const options: Record<string, Literal> = {};
  for (const [name, value] of settings) if (name !== "data" && name !== "validation") options[name] = literal(value);
  const reference = (source: string): DataReference => ({ source, options, span });
  const data = settings.get("data");
  const validation = settings.get("validation");
  const share = validation === undefined ? NaN : Number(validation);
  const { validation: own, ...rest } = fit;
  // What the file makes to validate on belongs to what it makes to train on.
  const keeps = own && !(data !== undefined && own.recipe);
  return {
    ...rest,
    ...(keeps && { validation: own }),
    ...(data !== undefined && { train: reference(data) }),
    ...(validation !== undefined &&
      (Number.isNaN(share) ? { validation: reference(validation) } : { validationSplit: share })),
  };
}

/** `200x200` is two numbers, `true` is one of two, and what is no number is a text. */
function literal(value: string): Literal {
  const sizes = /^(\d+)x(\d+)$/.exec(value);
  if (sizes) return [Number(sizes[1]), Number(sizes[2])];
  if (/^(?:true|false)$/i.test(value)) return /^true$/i.test(value);
  return value !== "" && !Number.isNaN(Number(value)) ? Number(value) : value;
}
