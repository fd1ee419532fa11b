/** A panel's page and the port to it. What the page says is checked before anybody hears it. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Port } from "../protocol/channel";
import { webviewPage } from "../protocol/webviewPage";

/** A page may load what was built for it and nothing else: no file of the workspace. */
export const webviewOptions = (extension: vscode.Uri): vscode.WebviewPanelOptions & vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [vscode.Uri.joinPath(extension, "dist", "webview")],
});

/** Starts the page `name` in the panel. */
export function loadPage(panel: vscode.WebviewPanel, extension: vscode.Uri, name: string, title: string): Port {
  const { webview } = panel;
  const address = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", "webview", file)).toString();
  const port: Port = {
    post: (message) => {
      // A hidden page hears nothing; it asks for everything when it is shown again.
      void webview.postMessage(message);
    },
    onMessage: (listener) => {
      webview.onDidReceiveMessage(listener);
    },
  };
  const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extension, "media", `panel-${theme}.svg`);
  panel.iconPath = { light: icon("light"), dark: icon("dark") };
  webview.options = webviewOptions(extension);
  webview.html = webviewPage({
    title,
    locale: vscode.env.language,
    script: address(`${name}.js`),
    style: address(`${name}.css`),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString("base64"),
  });
  return port;
}

/** A page's sentences in the user's language. */
export const translated = <T extends Readonly<Record<string, string>>>(texts: T): { [K in keyof T]: string } =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, vscode.l10n.t(text)])) as {
    [K in keyof T]: string;
  };
