/** Layers by keyboard alone: from one to the next, a new name for one, what may stand between two quotes; frozen ones look so. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = "names.py";
const text = `import keras
from keras import layers

inputs = keras.Input((16,), name="data")
x = layers.Dense(32, name="hidden")(inputs)
outputs = layers.Dense(3, name="answer")(x)
model = keras.Model(inputs, outputs)
model.get_layer("hidden").trainable = False
model.compile("adam", loss={"answer": "mse"})
`;

export async function namesStory({
  page,
  folder,
  step,
  shot,
  palette,
  openFile,
  atLine,
  eventually,
  textOf,
  inThemes,
}) {
  const { keyboard } = page;
  const line = (part) => page.locator(".monaco-editor .view-line", { hasText: part });

  await step("a frozen layer is marked in its source", async () => {
    writeFileSync(join(folder, FILE), text);
    await openFile(FILE);
    await page.locator(".codelens-decoration", { hasText: "3 layers, 643 parameters" }).waitFor();
    await eventually(async () => {
      const marks = await page.evaluate(() =>
        [...document.querySelectorAll(".monaco-editor .view-line span")]
          .map((span) => getComputedStyle(span, "::after").content)
          .filter((content) => content.includes("frozen")),
      );
      assert.equal(marks.length, 1);
    });
  });
  await inThemes("frozen");

  await step("keys lead along the edges of the graph", async () => {
    await keyboard.press("Control+g");
    await keyboard.type("6");
    await keyboard.press("Enter");
    await atLine(6);
    await keyboard.press("Control+k");
    await keyboard.press("Alt+ArrowUp");
    await atLine(5);
    await keyboard.press("Control+k");
    await keyboard.press("Alt+ArrowUp");
    await atLine(4);
    await keyboard.press("Control+k");
    await keyboard.press("Alt+ArrowDown");
    await atLine(5);
  });

  await step("a layer gets another name wherever it is named", async () => {
    await keyboard.press("Control+g");
    await keyboard.type("9:30");
    await keyboard.press("Enter");
    await keyboard.press("F2");
    const box = page.locator(".rename-box input");
    await box.waitFor();
    assert.equal(await box.inputValue(), "answer");
    await shot("rename");
    await box.fill("price");
    await keyboard.press("Enter");
    await line('loss={"price": "mse"}').waitFor();
    await line('name="price"').waitFor();
  });

  await step("between quotes stands what may stand there", async () => {
    await keyboard.press("Control+End");
    await keyboard.type('layers.Dense(4, activation="gel');
    await keyboard.press("Control+Space");
    const list = page.locator(".suggest-widget.visible");
    await list.locator(".monaco-list-row", { hasText: "gelu" }).first().waitFor();
    assert.match(await textOf(list), /Dense\.activation/);
    await shot("completion");
    await keyboard.press("Escape");
  });

  await step("the file is put back", async () => {
    await palette("File: Revert File");
    await line('name="answer"').waitFor();
    await palette("View: Close Editor");
  });
}
