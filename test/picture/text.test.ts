import { expect, test } from "vitest";
import { code, plain } from "../../src/picture/text";

test("text of a file cannot become markup, a link, an icon or another row", () => {
  expect(plain("[a](http://b) $(bug) <img> **c**\n| d")).toBe(
    "\\[a\\]\\(http\\:\\/\\/b\\) \\$\\(bug\\) \\<img\\> \\*\\*c\\*\\* \\| d".replaceAll("\\/", "/"),
  );
  expect(code("a|b\nc")).toBe("`a\\|b c`");
  expect(code("`x``")).toBe("``` `x`` ```");
});
