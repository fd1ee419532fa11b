/** The page that a webview starts from. All of its text is drawn by its script; strings of the user's never enter here. */

/** Nothing but the extension's own script, style sheet and pictures; text can never become markup or code. */
export const contentSecurityPolicy = (cspSource: string, nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `img-src ${cspSource} blob:`,
    `font-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");

export interface WebviewPage {
  readonly title: string;
  /** BCP 47. */
  readonly locale: string;
  /** Addresses that the webview may load. */
  readonly script: string;
  readonly style: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** New for every load, from a cryptographic source. */
  readonly nonce: string;
}

export function webviewPage({ title, locale, script, style, cspSource, nonce }: WebviewPage): string {
  const policy = contentSecurityPolicy(cspSource, nonce);
  return `<!DOCTYPE html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>
</body>
</html>
`;
}

const escaped = (attribute: string): string =>
  attribute.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
