// Serves both panels with a host that plays scenes, in VS Code's own colours, under the policy that they have in VS Code:
// node scripts/webview-gallery.mjs [port]
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "out/gallery");
const themes = join(root, "test/webview/themes");

/** Bundles the panels as they are shipped, and beside them what plays their host. */
export async function buildGallery() {
  const options = { bundle: true, outdir: out, logLevel: "warning", absWorkingDir: root };
  const { metafile } = await build({
    ...options,
    entryPoints: ["graph", "training"].flatMap((panel) => [
      { in: `webview/${panel}/main.ts`, out: panel },
      { in: `webview/${panel}/style.css`, out: panel },
    ]),
    format: "iife",
    target: "es2023",
    minify: true,
    metafile: true,
  });
  await build({ ...options, entryPoints: { frame: "test/webview/frame.mjs" }, format: "iife", target: "es2023" });
  await build({
    ...options,
    entryPoints: { page: "src/protocol/webviewPage.ts", scenes: "test/webview/scenes.ts" },
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
  });
  const { webviewPage } = await import(pathToFileURL(join(out, "page.mjs")).href);
  const { scenes } = await import(pathToFileURL(join(out, "scenes.mjs")).href);
  return { metafile, webviewPage, scenes };
}

export const themeNames = readdirSync(themes).map((file) => file.replace(/\.json$/, ""));

const themeOf = (name) => JSON.parse(readFileSync(join(themes, `${name}.json`), "utf8"));

/** The variables of a theme, and the styles that VS Code gives every webview. */
function themeStyle(name) {
  const variables = Object.entries(themeOf(name).variables).map(([variable, value]) => `${variable}: ${value};`);
  return `html { ${variables.join(" ")} }
@layer vscode-default {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size);
    margin: 0; padding: 0 20px; }
  a, a code { color: var(--vscode-textLink-foreground); }
  input:focus, select:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
  kbd { background-color: var(--vscode-keybindingLabel-background); color: var(--vscode-keybindingLabel-foreground);
    border-style: solid; border-width: 1px; border-radius: 3px; border-color: var(--vscode-keybindingLabel-border);
    border-bottom-color: var(--vscode-keybindingLabel-bottomBorder); vertical-align: middle; padding: 1px 3px; }
}`;
}

function index(scenes) {
  const rows = Object.entries(scenes).map(([name, { title, panel }]) => {
    const links = themeNames.map((theme) => `<a href="/${panel}?scene=${name}&theme=${theme}">${theme}</a>`);
    return `<li>${title}: ${links.join(" ")}</li>`;
  });
  return `<!DOCTYPE html><meta charset="utf-8"><title>Gallery</title><ul>${rows.join("")}</ul>`;
}

/** Starts the server; gives its address and a way to end it. */
export async function startGallery(port = 0) {
  const { metafile, webviewPage, scenes } = await buildGallery();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
    const answer = (type, body) => response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
    const [, name, extension] = /^\/([\w-]+)(?:\.(js|css))?$/.exec(pathname) ?? [];
    if (pathname === "/") answer("text/html", index(scenes));
    else if (extension === "css" && themeNames.includes(name)) answer("text/css", themeStyle(name));
    else if (extension && ["graph", "training", "frame"].includes(name))
      answer(extension === "js" ? "text/javascript" : "text/css", readFileSync(join(out, `${name}.${extension}`)));
    else if (["graph", "training"].includes(name)) {
      const wanted = searchParams.get("theme");
      const theme = themeNames.includes(wanted) ? wanted : "dark-modern";
      const nonce = randomBytes(16).toString("base64");
      const page = webviewPage({
        title: name,
        locale: "en",
        script: `/${name}.js`,
        style: `/${name}.css`,
        cspSource: "'self'",
        nonce,
      })
        .replace("<link ", `<link rel="stylesheet" href="/${theme}.css">\n<link `)
        .replace("<body>", `<body class="${themeOf(theme).body}" data-vscode-theme-id="${theme}">`)
        .replace("<script ", `<script nonce="${nonce}" src="/frame.js"></script>\n<script `);
      answer("text/html", page);
    } else response.writeHead(404).end();
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  return { address: `http://127.0.0.1:${server.address().port}`, scenes, metafile, stop: () => server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { address } = await startGallery(Number(process.argv[2] ?? 4173));
  console.log(address);
}
