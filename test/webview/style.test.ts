import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const sheets = ["webview/base/style.css", "webview/graph/style.css", "webview/training/style.css"];
const names = readdirSync(join(import.meta.dirname, "themes"));
const themes = names.map((name) => JSON.parse(read(`test/webview/themes/${name}`)) as Theme);

interface Theme {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
}

test("colours come from the theme and nowhere else", () => {
  for (const sheet of sheets)
    for (const [declaration] of read(sheet).matchAll(
      /(?:^|\s)(?:--[\w-]+|color|background(?:-color)?|fill|stroke|border(?:-\w+)*|box-shadow|accent-color):[^;]*;/g,
    ))
      expect(declaration.replaceAll(/--[\w-]+/g, ""), sheet).not.toMatch(
        /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|\b(?:white|black|red|green|blue|gray)\b/i,
      );
});

test("every variable of the theme that is used without a replacement exists in some theme", () => {
  const known = new Set(themes.flatMap(({ variables }) => Object.keys(variables)));
  for (const sheet of sheets)
    for (const [, variable] of read(sheet).matchAll(/var\((--vscode-[\w-]+)\)/g))
      expect(known, sheet).toContain(variable);
});

type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

function parse(color: string): Rgba {
  const hex = /^#([0-9a-f]{6})$/i.exec(color);
  if (hex) {
    const value = parseInt(hex[1]!, 16);
    return [value >> 16, (value >> 8) & 255, value & 255, 1];
  }
  const parts = /^rgba?\(([^)]*)\)$/.exec(color)?.[1]?.split(",").map(Number);
  if (!parts) throw new Error(`${color} is not a colour`);
  return [parts[0]!, parts[1]!, parts[2]!, parts[3] ?? 1];
}

const over = ([r, g, b, a]: Rgba, [r2, g2, b2]: Rgba): Rgba => [
  r * a + r2 * (1 - a),
  g * a + g2 * (1 - a),
  b * a + b2 * (1 - a),
  1,
];

/** Contrast as WCAG 2 defines it. */
function contrast(a: Rgba, b: Rgba): number {
  const luminance = ([r, g, b]: Rgba): number => {
    const linear = [r, g, b].map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

describe("what is drawn rather than written can be told from its ground: at least 3 to 1", () => {
  const drawn = [
    "charts-blue",
    "charts-yellow",
    "charts-green",
    "charts-purple",
    "charts-red",
    "charts-foreground",
    "symbolIcon-classForeground",
    "terminal-ansiCyan",
    "editorError-foreground",
    "editorWarning-foreground",
    "editorInfo-foreground",
    "focusBorder",
    "progressBar-background",
  ];
  for (const { name, variables } of themes)
    for (const variable of drawn)
      test(`${name}: ${variable}`, () => {
        const value = (key: string): Rgba => parse(variables[`--vscode-${key}`]!);
        const ground = value("editor-background");
        expect(contrast(over(value(variable), ground), ground)).toBeGreaterThanOrEqual(3);
      });
});
