/** The documentation of layers in the user's language: read from `dist` when the first hover or signature wants it, then kept. */
import * as vscode from "vscode";
import { isChinese } from "../hints/hint";
import type { LayerDocs } from "../picture/layerDocs";

export type ReadLayerDocs = () => Promise<LayerDocs>;

export function readLayerDocs({ extensionUri }: vscode.ExtensionContext): ReadLayerDocs {
  const read = async (): Promise<LayerDocs> => {
    const name = isChinese(vscode.env.language) ? "layers.zh-cn.json" : "layers.json";
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, "dist", name));
    return JSON.parse(new TextDecoder().decode(bytes)) as LayerDocs;
  };
  let docs: Promise<LayerDocs> | undefined;
  return () => (docs ??= read());
}
