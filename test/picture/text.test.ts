import { expect, test } from "vitest";
import { code, plain, sentence } from "../../src/picture/text";

test("text of a file cannot become markup, a link, an icon or another row", () => {
  expect(plain("[a](http://b) $(bug) <img> **c**\n| d")).toBe(
    "\\[a\\]\\(http\\:\\/\\/b\\) \\$\\(bug\\) \\<img\\> \\*\\*c\\*\\* \\| d".replaceAll("\\/", "/"),
  );
  expect(code("a|b\nc")).toBe("`a\\|b c`");
  expect(code("`x``")).toBe("``` `x`` ```");
});

test("backticks in a sentence mark code, and what is in them is as harmless as the rest", () => {
  expect(sentence("made for `x·W`, not *this*")).toBe("made for `x·W`, not \\*this\\*");
  expect(sentence("`[a](b)` and `half")).toBe("`[a](b)` and \\`half");
});
