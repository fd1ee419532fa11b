/** What package.json promises to VS Code and what the code does are the same. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string }[];
  };
}

const text = readFileSync(join(root, "package.json"), "utf8");
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;
const editor = readdirSync(join(root, "src/editor"))
  .map((file) => readFileSync(join(root, "src/editor", file), "utf8"))
  .join("\n");

const declared = contributes.commands.map(({ command }) => command).sort();
const settings = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));

test("every command is declared, and every declared command is there", () => {
  const registered = [...editor.matchAll(/\b(?:registerCommand|command)\(\s*"(batchwise\.\w+)"/g)].map(
    (match) => match[1]!,
  );
  expect(registered.sort()).toEqual(declared);
});

test("menus, keys and texts name commands that there are", () => {
  const inTexts = ["package.nls.json", "package.nls.zh-cn.json"].flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/command:([\w.]+)/g)].map((match) => match[1]!),
  );
  const named = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
  for (const command of [...named, ...inTexts]) expect(declared).toContain(command);
});

test("every setting is read, and every setting that is read is declared", () => {
  const sections = [...editor.matchAll(/getConfiguration\("(batchwise\.\w+)"/g)].map((match) => match[1]!);
  expect([...new Set(sections)].sort()).toEqual(
    [...new Set(settings.map((name) => name.replace(/\.\w+$/, "")))].sort(),
  );
  for (const name of settings) expect(editor, name).toContain(`"${name.replace(/^.*\./, "")}"`);
});

test("restricted settings, welcome texts and files are there", () => {
  for (const name of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations)
    expect(settings).toContain(name);
  const views = Object.values(contributes.views)
    .flat()
    .map(({ id }) => id);
  for (const { view } of contributes.viewsWelcome) expect(views).toContain(view);
  for (const [, file] of text.matchAll(/"(media\/[^"]+)"/g)) expect(existsSync(join(root, file!)), file).toBe(true);
});

test("what stays in the editor's process asks for no hint's page: they are files of their own", () => {
  expect(editor).not.toMatch(/\btextOf\(hint|\bhintPageText\b|\bhint\.(?:docs|zh|examples)\b/);
  expect(readFileSync(join(root, ".vscodeignore"), "utf8")).toContain("!dist/hints/*.md");
});
