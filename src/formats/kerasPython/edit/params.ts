/** Arguments of the call that makes a layer: changed, added, taken away. */
import type { Replacement } from "../../../base/rewrite";
import { spanOf, type Call, type CallArgument } from "../../../python/syntax";
import { Refusal } from "../../format";
import { modernName } from "../layers/legacy";
import { positionsOf } from "../layers/layerClass";
import type { Page } from "./layout";

/** The argument that gives a parameter, and its place among those without a name. */
function find(call: Call, type: string, param: string): CallArgument | undefined {
  const names = positionsOf(type);
  let position = 0;
  let found: CallArgument | undefined;
  for (const argument of call.args) {
    if (argument.spread === "*") position = Infinity;
    if (argument.spread) continue;
    const name = argument.name ?? names[position++];
    if (name !== undefined && (name === param || modernName(type, name) === param)) found = argument;
  }
  return found;
}

const spreads = (call: Call): boolean => call.args.some(({ spread }) => spread !== undefined);

/** Gives a parameter a value. */
export function setParam(page: Page, call: Call, type: string, param: string, text: string): readonly Replacement[] {
  const argument = find(call, type, param);
  if (argument) return [{ ...spanOf(argument.value), text }];
  return [appended(page, call, `${param}=${text}`)];
}

/** One more argument at the end, on a line of its own when the last one has its own. */
export function appended(page: Page, call: Call, text: string): Replacement {
  const last = call.args[call.args.length - 1];
  const close = spanOf(call).end - 1;
  if (!last) return { start: close, end: close, text };
  const { start, end } = spanOf(last);
  const comma = page.commaAfter(end);
  const indentation = page.indentation(start);
  if (comma === undefined) {
    const separator = indentation === undefined || call.args.length === 1 ? ", " : `,${page.newline}${indentation}`;
    return { start: end, end, text: separator + text };
  }
  if (indentation === undefined)
    return { start: comma + 1, end: comma + 1, text: ` ${text}${page.skipBlanks(comma + 1) === close ? "" : ","}` };
  const at = page.endsLine(comma + 1) ? page.lineEnd(comma + 1) : comma + 1;
  return { start: at, end: at, text: `${page.newline}${indentation}${text},` };
}

/** Takes a parameter away; arguments that then move up get their names. */
export function removeParam(page: Page, call: Call, type: string, param: string): readonly Replacement[] | Refusal {
  const argument = find(call, type, param);
  if (!argument)
    return spreads(call)
      ? new Refusal(`${param} comes out of * or **: change it where it is written.`)
      : new Refusal(`${param} is not written here.`);
  const at = call.args.indexOf(argument);
  const names = positionsOf(type);
  const named: Replacement[] = [];
  if (argument.name === undefined)
    for (const [i, later] of call.args.entries()) {
      if (i <= at || later.name !== undefined || later.spread === "**") continue;
      const name = names[i];
      if (later.spread || name === undefined)
        return new Refusal(`${param} stands before arguments that have no names.`);
      const { start } = spanOf(later);
      named.push({ start, end: start, text: `${name}=` });
    }
  return [without(page, call, at), ...named];
}

/** The text of an argument and of one comma beside it. */
function without(page: Page, call: Call, at: number): Replacement {
  const { start, end } = spanOf(call.args[at]!);
  const next = call.args[at + 1];
  const previous = call.args[at - 1];
  if (next && !previous) return { start, end: spanOf(next).start, text: "" };
  if (previous) return { start: spanOf(previous).end, end, text: "" };
  const comma = page.commaAfter(end);
  return { start, end: comma === undefined ? end : comma + 1, text: "" };
}

const beginnings: readonly string[] = ["input_shape", "batch_input_shape", "input_dim"];

/** The arguments by which a first layer says what comes in. */
export const beginningsOf = (call: Call, type: string): readonly string[] =>
  beginnings.filter(
    (name) => !positionsOf(type).includes(name) && call.args.some((argument) => argument.name === name),
  );

/** A new layer that stands first, and so says in the other's place what comes in. */
export function moveBeginning(page: Page, made: string, args: readonly string[], from: Call): string {
  const texts = from.args
    .filter(({ name }) => name !== undefined && args.includes(name))
    .map((argument) => page.source(argument));
  const inner = made.endsWith("()") ? made.slice(0, -1) : `${made.slice(0, -1)}, `;
  return `${inner}${texts.join(", ")})`;
}

/** Puts a call into another one, which then says what comes in where the first one did. */
export function wrap(page: Page, call: Call, type: string, wrapper: string): readonly Replacement[] | Refusal {
  const { start, end } = spanOf(call);
  const open = wrapper.indexOf("(") + 1;
  const moved = beginningsOf(call, type);
  const gone: Replacement[] = [];
  for (const name of moved) {
    const way = removeParam(page, call, type, name);
    if (way instanceof Refusal) return way;
    gone.push(...way);
  }
  const outer = moved.length > 0 ? moveBeginning(page, wrapper, moved, call) : wrapper;
  const rest = outer.slice(open, -1);
  return [
    { start, end: start, text: outer.slice(0, open) },
    ...gone,
    { start: end, end, text: `${rest === "" ? "" : `, ${rest}`})` },
  ];
}
