/** What the documents name is there: files, scripts, commands, links; and both READMEs show the same. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const matches = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map((match) => match[1]!);

const documents = [
  "README.md",
  "README.zh-cn.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "examples/README.md",
  "test/fixtures/golden/README.md",
  "test/fixtures/data/README.md",
];
const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };
const commands = readdirSync(join(root, "src/cli"))
  .flatMap((file) => matches(read(`src/cli/${file}`), /\.command\("(\w+)"\)/g))
  .sort();

describe.each(documents)("%s", (file) => {
  const text = read(file);

  test("links to what is there", () => {
    for (const link of matches(text, /\]\((?!https?:)([^)#]+)/g))
      expect(existsSync(join(root, dirname(file), link)), link).toBe(true);
  });

  test("names files that are there", () => {
    for (const path of matches(text, /`((?:src|test|webview|scripts|examples|l10n)\/[\w./-]+)`/g))
      expect(existsSync(join(root, path)), path).toBe(true);
  });

  test("names scripts and commands that there are", () => {
    for (const script of matches(text, /npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(script);
    for (const command of matches(text, /(?:^|`)batchwise (\w+)/gm)) expect([...commands, "help"]).toContain(command);
  });
});

test("both READMEs have the same pictures, links, code and tables", () => {
  const shape = (file: string) => {
    const text = read(file);
    return {
      headings: matches(text, /^(#+) /gm),
      pictures: matches(text, /!\[[^\]]*\]\(([^)]+)\)/g),
      // comments are translated, but not the one that is an example itself
      code: matches(text, /^```\w*\n(.*?)^```/gms).map((code) => code.replaceAll(/ +# (?!batchwise:).*$/gm, "")),
      cells: matches(text, /^\| `([^`]+)`/gm),
    };
  };
  expect(shape("README.zh-cn.md")).toEqual(shape("README.md"));
});

test("every command of the command line is in the README", () => {
  const readme = read("README.md");
  for (const command of commands) expect(readme).toContain(`batchwise ${command}`);
});

test("every example is told of", () => {
  const files = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".py"));
  expect(matches(read("examples/README.md"), /^\| `(\w+\.py)` \|/gm).toSorted()).toEqual(files.sort());
});
