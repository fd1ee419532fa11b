import { expect, test } from "vitest";
import { code, plain, showBytes } from "../../src/picture/text";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [4520, "4.52 kB"],
  [45_200_000, "45.2 MB"],
  [999_600_000, "1 GB"],
  [2e15, "2000 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(showBytes(bytes)).toBe(text);
});

test("text of a file cannot become markup, a link, an icon or another row", () => {
  expect(plain("[a](http://b) $(bug) <img> **c**\n| d")).toBe(
    "\\[a\\]\\(http\\:\\/\\/b\\) \\$\\(bug\\) \\<img\\> \\*\\*c\\*\\* \\| d".replaceAll("\\/", "/"),
  );
  expect(code("a|b\nc")).toBe("`a\\|b c`");
  expect(code("`x``")).toBe("``` `x`` ```");
});
