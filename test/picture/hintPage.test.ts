import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hints } from "../../src/hints";
import { beforeAndAfter, inWords } from "../../src/picture/beforeAfter";
import { hintPageFiles, hintPageText } from "../../src/picture/hintPage";
import { english } from "../../src/picture/text";
import { stillImage } from "../../webview/graph/still";
import { read } from "../support/reader";

const chinese = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../l10n/bundle.l10n.zh-cn.json"), "utf8"),
) as Record<string, string>;
const example = (text: string) => ({ text, reading: read(text) });
const pictures = new Map(
  hints.map((hint) => {
    const [{ bad, good }] = hint.examples as readonly [{ bad: string; good: string }];
    const stills = beforeAndAfter(hint, example(bad), example(good))!;
    return [hint.id, { stills, image: stillImage(stills.before, stills.after) }];
  }),
);
const pages = hintPageFiles(hints, chinese, pictures);
const [first] = hints;

test("there is a page for every hint, in two languages", () => {
  expect([...pages.keys()].sort()).toEqual(
    hints.flatMap(({ id }) => [`${id}.md`, `${id}.zh-cn.md`, `${id}.svg`]).sort(),
  );
});

for (const { id, title, zh, docs, examples } of hints)
  describe(id, () => {
    test("its page is the text that the editor shows", () => {
      const page = pages.get(`${id}.md`)!;
      expect(page.startsWith(`# ${title}\n`)).toBe(true);
      expect(page).toContain(docs);
      for (const { bad, good } of examples) {
        expect(page).toContain(bad.trim());
        expect(page).toContain(good.trim());
      }
      expect(page).toContain(`# batchwise: ignore=${id}`);
    });
    test("its picture shows what the fix changes, and who cannot see it is told", () => {
      const { before, after } = pictures.get(id)!.stills;
      const differences = [before, after].flatMap(({ marks, settings }) => [...marks, ...settings]);
      expect(differences).not.toEqual([]);
      const noted = before.picture.nodes.filter(({ hints: notes }) => notes.length > 0);
      expect(noted.length).toBeGreaterThan(0);
      expect(after.picture.nodes.flatMap(({ hints: notes }) => notes)).toEqual([]);
      const [line] = pages
        .get(`${id}.md`)!
        .split("\n")
        .filter((one) => one.startsWith("!["));
      expect(line).toMatch(/^!\[Before: .*\. After: .*\.\]\([\w-]+\.svg\)$/);
      for (const { type } of before.picture.nodes) expect(line).toContain(type);
    });
    test("its Chinese page says nothing in English but code and names", () => {
      const page = pages.get(`${id}.zh-cn.md`)!;
      expect(page.startsWith(`# ${zh!.title}\n`)).toBe(true);
      const prose = page.replace(/```[^]*?```/g, "").replace(/`[^`]*`/g, "");
      for (const line of prose.split("\n").filter((text) => text.trim() !== ""))
        expect(line).toMatch(/\p{Script=Han}/u);
    });
  });

test("a page is in English for every language but Chinese", () => {
  expect(hintPageText(first!, "de", english)).toBe(hintPageText(first!, "en", english));
  expect(hintPageText(first!, "zh-tw", english)).not.toBe(hintPageText(first!, "en", english));
});

test("what comes, goes and changes is told apart", () => {
  const hint = hints.find(({ id }) => id === "normalization-after-activation")!;
  const [{ bad, good }] = hint.examples as readonly [{ bad: string; good: string }];
  const { before, after } = beforeAndAfter(hint, example(bad), example(good))!;
  expect([...before.marks.values()]).toEqual([{ kind: "changes", said: "use_bias=True" }]);
  expect([...after.marks.values()]).toEqual(
    expect.arrayContaining([{ kind: "changes", said: "use_bias=False" }, { kind: "comes" }]),
  );
  expect(inWords({ before, after }, english)).toMatch(
    /^Before: InputLayer, Conv2D \(use_bias=True\), .* After: .*, BatchNormalization, Activation, /,
  );
});

test("a picture is one image that needs nothing else, and a file's text in it stays text", () => {
  const text = (name: string) => `from keras import Sequential, layers
model = Sequential([layers.Input((4,)), layers.Dense(2), layers.BatchNormalization(dtype="${name}")])`;
  const hint = hints.find(({ id }) => id === "bias-before-normalization")!;
  const { before, after } = beforeAndAfter(hint, example(text("<b>")), example(text("&")))!;
  const image = stillImage(before, after);
  expect(image).toContain(`dtype=&quot;&lt;b>&quot;`);
  expect(image).not.toMatch(/<b>|href|url\(|script/);
  expect(image.match(/<g/g)!.length).toBe(image.match(/<\/g>/g)!.length);
});
