/** Follows a recipe: each step that is needed once, in order, and what nobody needs any more is let go. */
import { Trouble } from "../../base/trouble";
import type { Recipe } from "../../model/recipe";
import { operations } from "./index";
import type { Context } from "./operation";
import type { Value } from "./value";

const MOST_STEPS = 20_000;

const damaged = (why: string): Trouble => new Trouble(`The recipe of the data is damaged: ${why}.`);

/** The steps that `results` need. */
function needed({ steps }: Recipe, results: readonly number[]): ReadonlySet<number> {
  if (steps.length > MOST_STEPS) throw damaged(`it has ${steps.length} steps; the limit is ${MOST_STEPS}`);
  const found = new Set<number>();
  const waiting = [...results];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const step = steps[next];
    if (!step) throw damaged(`there is no step ${next}`);
    if (found.has(next)) continue;
    found.add(next);
    for (const other of step.of) {
      if (!(other < next)) throw damaged(`step ${next} takes a later one`);
      waiting.push(other);
    }
  }
  return found;
}

/** What the steps of these numbers give. `elements` are what the `element` steps of a function stand for. */
export async function follow(
  recipe: Recipe,
  results: readonly number[],
  context: Omit<Context, "inner">,
  elements: readonly Value[] = [],
): Promise<readonly Value[]> {
  const { steps } = recipe;
  const wanted = needed(recipe, results);
  const uses = new Map<number, number>();
  for (const number of wanted) for (const other of steps[number]!.of) uses.set(other, (uses.get(other) ?? 0) + 1);
  for (const number of results) uses.set(number, (uses.get(number) ?? 0) + 1);
  const shared = new Map(uses);
  const inner: Context["inner"] = (body, given) => follow(body, body.x, context, given);
  const values = new Map<number, Value>();
  for (const number of [...wanted].sort((a, b) => a - b)) {
    const step = steps[number]!;
    if (step.does === "element") {
      const given = elements[Number(step.settings["place"])];
      if (!given) throw damaged("a function takes a sample that is not there");
      values.set(number, given);
      continue;
    }
    const operation = operations.get(step.does);
    if (!operation) throw new Trouble(`The recipe of the data has a step “${step.does}” that is not known here.`);
    const made = operation.run({
      of: step.of.map((other) => values.get(other)!),
      settings: step.settings,
      // What stands for several, or comes out of a bundle or from outside, belongs to others too.
      isFree: (place) => {
        const other = step.of[place]!;
        // Those who have used it already may have given its memory on.
        return shared.get(other) === 1 && makesItsOwn.has(steps[other]!.does);
      },
      context: { ...context, inner },
    });
    values.set(number, made instanceof Promise ? await made : made);
    for (const other of step.of) {
      const left = uses.get(other)! - 1;
      uses.set(other, left);
      if (left === 0) values.delete(other);
    }
  }
  return results.map((number) => values.get(number)!);
}

/** Steps whose memory is new, not that of what they were given. */
const makesItsOwn: ReadonlySet<string> = new Set([
  ...["add", "subtract", "multiply", "divide", "concatenate", "stack", "vstack", "hstack", "full", "random", "scale"],
  ...["one_hot", "pad_sequences", "multi_hot", "transpose", "resize_images", "linspace", "arange", "exp", "sin", "cos"],
]);
