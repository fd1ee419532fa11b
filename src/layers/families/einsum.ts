/** What an equation like `abc,cd->abd` says about a layer's shapes. */
import { compatible, showShape, type Dim, type Shape } from "../../model/shape";
import { ShapeError } from "../layer";

/** Letters of the three parts, with those that `...` stands for written out. */
export interface Einsum {
  readonly input: readonly string[];
  readonly kernel: readonly string[];
  readonly output: readonly string[];
}

/** The equation for an input of so many axes. */
export function parseEinsum(equation: string, axes: number): Einsum | ShapeError {
  const compact = equation.replaceAll(" ", "");
  const found = /^(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?$/.exec(compact);
  const fits = found && found[1] === found[5] && found[3] === found[7] && !(found[1] && found[3]);
  if (!found || !fits)
    return new ShapeError(
      `needs an equation like "ab,bc->ac", "...a,ab->...b" or "ab...,bc->ac..."; it has "${equation}"`,
    );
  const [, before, input = "", after, kernel = "", , output = ""] = found;
  const hidden = axes - input.length;
  if (hidden < 0 || (hidden > 0 && !before && !after))
    return new ShapeError(
      `has the equation "${equation}", which names ${input.length} axes, but its input has ${axes}`,
    );
  const extra = Array.from({ length: hidden }, (_, i) => `…${i}`);
  const whole = (letters: string): string[] => [
    ...(before ? extra : []),
    ...Array.from(letters),
    ...(after ? extra : []),
  ];
  return { input: whole(input), kernel: Array.from(kernel), output: whole(output) };
}

/** Sizes by letter: from the input, and from what is said of the output. */
export function einsumSizes(
  { input, kernel, output }: Einsum,
  x: Shape,
  wanted: readonly Dim[],
): ReadonlyMap<string, Dim> | ShapeError {
  const sizes = new Map<string, Dim>(input.map((letter, i) => [letter, x[i]!]));
  const hidden = output.filter((letter) => letter.startsWith("…"));
  const named = output.filter((letter) => !letter.startsWith("…"));
  // the first axis of the output is the batch, which output_shape leaves out
  const said =
    named.length + hidden.length - 1 === wanted.length
      ? output.slice(1)
      : hidden.length > 0 && output[0] === hidden[0]
        ? named
        : named.slice(1);
  for (const [i, letter] of said.entries()) {
    const [known, dim] = [sizes.get(letter), wanted[i] ?? null];
    if (known !== undefined && known !== null && dim !== null && !compatible(known, dim))
      return new ShapeError(`gives ${showShape(wanted)}, which does not fit its input ${showShape(x)}`);
    if (known === undefined || known === null) sizes.set(letter, dim);
  }
  const lost = [...kernel, ...output].find((letter) => !sizes.has(letter));
  return lost === undefined ? sizes : new ShapeError(`has an axis ${lost} whose size nothing says`);
}
