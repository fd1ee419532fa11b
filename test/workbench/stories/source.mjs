/** Data that a file makes itself: trained on without a question, told in the panel, and asked for where a data set is not there. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { panelWith } from "../steps.mjs";
import { repository } from "../window.mjs";

/** Before the window opens: the list to open files from may know no newer ones. */
export function layOutSources(folder) {
  const fixtures = join(repository, "test/fixtures/recipes");
  mkdirSync(join(folder, "data"), { recursive: true });
  mkdirSync(join(folder, "downloads"), { recursive: true });
  for (const name of ["titanic.py", "data/titanic.csv", "moons.py", "mnist_dense.py"])
    cpSync(join(fixtures, name), join(folder, name));
  cpSync(join(fixtures, "keras/datasets/mnist.npz"), join(folder, "downloads/mnist.npz"));
}

export async function sourceStory({ page, folder, step, shot, openFile, eventually, reload, inThemes }) {
  let panel;
  const train = async (file) => {
    await openFile(file);
    await page.locator(".codelens-decoration a", { hasText: "Train" }).click();
  };
  const done = async (data) => {
    panel = await panelWith(page, "main.training .head");
    await panel.locator(".facts dd", { hasText: data }).first().waitFor();
    await panel.locator(".head .state", { hasText: "Done" }).waitFor();
  };
  const fact = (name) => panel.locator(`.facts dt:text-is("${name}") + dd`).innerText();
  const dialog = page.locator(".monaco-dialog-box");

  await step("a table whose columns are only counted when it is read is trained on without a question", async () => {
    await train("titanic.py");
    await done("data/titanic.csv");
    assert.equal(
      await fact("Learned from"),
      "titanic.csv, categories as zeros and ones, without PassengerId, Name, without Survived",
    );
    assert.equal(await fact("To be predicted"), "titanic.csv, column “Survived”");
    assert.equal(await fact("Parameters"), "81");
  });
  await panel.locator(".facts").scrollIntoViewIfNeeded();
  await inThemes("source");

  await step("numbers that the file generates need no file", async () => {
    await train("moons.py");
    await done("made by the file itself");
    assert.equal(await fact("Learned from"), "generated moons, x, a random part for training");
    await shot("source-generated");
  });

  await step("a data set of Keras that is not there is said to be so, with where it comes from", async () => {
    await train("mnist_dense.py");
    await dialog.filter({ hasText: "keras.datasets.mnist is not on this machine" }).waitFor();
    await dialog.filter({ hasText: "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz" }).waitFor();
    await shot("source-missing");
  });

  await step("the file that was downloaded is chosen, and trained on", async () => {
    await dialog.locator(".monaco-button", { hasText: "Choose the File" }).click();
    const input = page.locator(".quick-input-widget input[type=text]");
    await input.waitFor();
    // it begins with the folder, as soon as it has looked
    await eventually(async () => assert.equal(await input.inputValue(), `${folder}/`));
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "downloads" }).waitFor();
    await input.fill(join(folder, "downloads/mnist.npz"));
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "mnist.npz" }).waitFor();
    await shot("source-choose");
    await page.keyboard.press("Enter");
    await done("keras.datasets.mnist");
    assert.equal(await fact("Learned from"), "keras.datasets.mnist, x_train, divided by 255");
    await shot("source-chosen");
  });

  await step("it is found again without a question, and the panel still tells of it after a reload", async () => {
    const runs = () => readdirSync(join(folder, ".batchwise/runs")).length;
    const before = runs();
    await train("mnist_dense.py");
    await eventually(() => assert.equal(runs(), before + 1));
    await done("keras.datasets.mnist");
    await reload();
    await done("keras.datasets.mnist");
    assert.equal(await fact("To be predicted"), "keras.datasets.mnist, y_train, one-hot");
  });
}
