/**
 * What layers, their arguments and activations are documented with, in one language. The editor's program is built without these
 * sentences (`scripts/leaveOut.mjs`) and reads them from a file when one is to be shown.
 */
import { layers } from "../layers";
import { activations } from "../layers/activations";

export interface LayerDocs {
  /** Markdown, by Keras's class name. */
  readonly layers: Readonly<
    Record<string, { readonly docs: string; readonly params: Readonly<Record<string, string>> } | undefined>
  >;
  readonly activations: Readonly<Record<string, string | undefined>>;
}

export const layerDocs = (translate: (sentence: string) => string): LayerDocs => ({
  layers: Object.fromEntries(
    layers.map(({ type, docs, params }) => [
      type,
      {
        docs: translate(docs),
        params: Object.fromEntries(Object.entries(params).map(([name, param]) => [name, translate(param.docs)])),
      },
    ]),
  ),
  activations: Object.fromEntries([...activations].map(([name, { docs }]) => [name, translate(docs)])),
});
