/** What a layer's constructor takes, while its arguments are written: for editors without a Python that could tell. */
import { layerByType } from "../layers";
import { showLiteral } from "../model/literal";
import { argumentAt } from "./choices";
import type { LayerDocs } from "./layerDocs";

export interface Signature {
  readonly label: string;
  /** Markdown. */
  readonly docs: string;
  readonly parameters: readonly { readonly start: number; readonly end: number; readonly docs: string }[];
  /** The parameter that is being written; undefined behind the last, and for a name that there is not. */
  readonly active: number | undefined;
}

/** Undefined outside of the call of a layer. */
export function signatureAt(text: string, offset: number, docs: LayerDocs): Signature | undefined {
  const argument = argumentAt(text, outsideOfQuotes(text, offset));
  const layer = argument && layerByType.get(argument.callee);
  if (!layer) return undefined;
  const { name, position } = argument;
  const all = Object.entries(layer.params);
  const said = docs.layers[layer.type];
  let label = `${argument.callee}(`;
  const parameters = all.map(([own, { default: preset, kind, choices }], i) => {
    const start = label.length + (i === 0 ? 0 : 2);
    label += `${i === 0 ? "" : ", "}${own}${preset === undefined ? "" : `=${showLiteral(preset)}`}`;
    // of few words the kind says them all
    const values = choices && choices.length > 6 ? ` ${kind}` : ` \`${kind}\``;
    return { start, end: label.length, docs: `${said?.params[own] ?? ""}${values}` };
  });
  label += ")";
  const at = name === undefined ? (position ?? -1) : all.findIndex(([own]) => own === name);
  return { label, docs: said?.docs ?? "", parameters, active: at >= 0 && at < all.length ? at : undefined };
}

/** Where the text between quotes begins that a place is in. */
function outsideOfQuotes(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  let open: { readonly at: number; readonly mark: string } | undefined;
  for (let at = start; at < offset; at++) {
    const mark = text[at]!;
    if (mark === "\\") at++;
    else if (open) open = mark === open.mark ? undefined : open;
    else if (mark === '"' || mark === "'") open = { at, mark };
  }
  return open?.at ?? offset;
}
