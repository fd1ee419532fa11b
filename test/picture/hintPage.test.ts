import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hints } from "../../src/hints";
import { hintPageFiles, hintPageText } from "../../src/picture/hintPage";
import { english } from "../../src/picture/text";

const chinese = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../l10n/bundle.l10n.zh-cn.json"), "utf8"),
) as Record<string, string>;
const pages = hintPageFiles(hints, chinese);
const [first] = hints;

test("there is a page for every hint, in two languages", () => {
  expect([...pages.keys()].sort()).toEqual(hints.flatMap(({ id }) => [`${id}.md`, `${id}.zh-cn.md`]).sort());
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
