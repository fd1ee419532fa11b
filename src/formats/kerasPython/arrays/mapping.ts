/** A function of each sample, or a pass of a loop, as one step: `dataset.map(f)`, `[f(x) for x in data]`. */
import type { Setting } from "../../../model/recipe";
import type { Span } from "../../../model/span";
import { Lost, recipeOf, Step, step, type Trace } from "./trace";

/** Stands for one sample of the data at a place; those of loops within each other are told apart by their depth. */
export const elementOf = (place: number, loop?: number): Step =>
  new Step("element", [], { place, ...(loop !== undefined && { loop }) });

export const isElement = ({ does, settings }: Step, loop?: number): boolean =>
  does === "element" && settings["loop"] === loop;

/** What a function gives for all samples of `whole`, where it gives `trace` for one. */
export function mapStep(
  trace: Step,
  whole: readonly Trace[],
  span: Span,
  { loop, batched = false }: { readonly loop?: number; readonly batched?: boolean },
): Trace {
  const { body: inner, outside } = withoutOutside(trace, whole.length, loop);
  const body = recipeOf([inner], []);
  if (body instanceof Lost) return body;
  if (!body.steps.some(({ does }) => does === "element"))
    return new Lost("a function that does not look at its sample is not followed", span);
  return step("map", [...whole, ...outside], {
    body: body as unknown as Setting,
    result: 0,
    ...(batched && { batched: true }),
    ...(outside.length > 0 && { samples: whole.length }),
  });
}

/** What a function of each sample takes besides is made once: in its body stand numbers of places for it. */
function withoutOutside(
  trace: Step,
  samples: number,
  loop: number | undefined,
): { readonly body: Step; readonly outside: readonly Step[] } {
  const outside: Step[] = [];
  const known = new Map<Step, { readonly made: Step; readonly isOutside: boolean }>();
  const standIn = (one: Step): Step => {
    if (one.of.length === 0 && ["constant", "full"].includes(one.does)) return one;
    if (!outside.includes(one)) outside.push(one);
    return elementOf(samples + outside.indexOf(one));
  };
  const go = (one: Step): { readonly made: Step; readonly isOutside: boolean } => {
    const earlier = known.get(one);
    if (earlier) return earlier;
    const parts = one.of.map(go);
    const isOwn = isElement(one, loop);
    const isOutside = !isOwn && parts.every((part) => part.isOutside);
    const made = isOutside
      ? one
      : isOwn
        ? elementOf(Number(one.settings["place"]))
        : new Step(
            one.does,
            parts.map((part, i) => (part.isOutside ? standIn(one.of[i]!) : part.made)),
            one.settings,
          );
    const found = { made, isOutside };
    known.set(one, found);
    return found;
  };
  return { body: go(trace).made, outside };
}
