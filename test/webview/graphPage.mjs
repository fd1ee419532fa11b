// The graph panel, used by mouse, keyboard and screen reader.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { calls, enterGraph, focused, inView, open, page, press, quiet, say, selected, settle } from "./browser.mjs";

describe("the graph", () => {
  test("draws the tutorial's CNN with its totals and ghosts", async () => {
    await open("cnn", { height: 2200 });
    assert.deepEqual(await page.locator(".totals span").allInnerTexts(), [
      "17 layers",
      "2,243,585 parameters",
      "2,243,073 trainable",
      "512 not trainable",
    ]);
    assert.equal(await page.locator(".card.layer").count(), 18);
    assert.equal(await page.locator(".card.ghost").count(), 4);
    assert.equal(await page.locator(".link").count(), 21);
  });

  test("can be walked, searched and used with the keyboard alone", async () => {
    await open("cnn");
    const reached = [];
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => globalThis.document.activeElement.getAttribute("role") ?? "control"));
    }
    assert.equal(reached.filter((role) => role === "treeitem").length >= 1, true);
    const first = reached.indexOf("treeitem");
    assert.notEqual(reached[first + 1], "treeitem", "the graph is one tab stop");

    await enterGraph();
    await press("ArrowDown");
    assert.match(await focused(), /^Conv2D conv2d, output \(None, 198, 198, 64\), 1,792 parameters/);
    await press("ArrowDown");
    assert.equal(await focused(), "Suggested: BatchNormalization, Move before relu");
    assert.deepEqual(await selected(), [await focused()]);
    await press("End");
    assert.match(await focused(), /^Dense dense_1,/);
    assert.ok(await inView(page.locator("[aria-selected=true]")));
    await press("Home");
    assert.match(await focused(), /^InputLayer/);

    await press("ArrowDown", "Enter");
    assert.deepEqual(await calls("reveal"), [["conv2d"]]);
    await press("ArrowDown", "Enter");
    assert.deepEqual(await calls("apply"), [["ghost batch_normalization"]]);
    assert.equal((await page.locator(".card.ghost").count()) < 4, true);
    assert.equal(await page.locator(".status").innerText(), "Changed: Move before relu");

    await press("Home", "ArrowDown", " ");
    assert.match(await focused(), /^3 times Conv2D, BatchNormalization, MaxPooling2D, Dropout, 12 layers/);
    await press("Enter");
    assert.match(await focused(), /^Conv2D conv2d,/);

    await press("/");
    await page.keyboard.type("dropout");
    await settle();
    assert.equal(await page.locator(".count").innerText(), "1 of 4");
    await press("Enter", "Enter", "Enter");
    assert.equal(await page.locator(".count").innerText(), "4 of 4");
    await press("Escape");
    assert.match(await focused(), /^Dropout dropout_3,/);
    await press("0");
    assert.notEqual(await page.locator(".scale").innerText(), "100 %");
    await press("?");
    assert.ok(await page.locator("dialog").isVisible());
    await press("Escape");
    assert.equal(await page.locator("dialog").isVisible(), false);
    await press("Escape");
    assert.deepEqual(await selected(), []);
    await quiet();
  });

  test("follows the cursor, and a click leads to the source", async () => {
    await open("cnn");
    await say("selected", { node: "dense_1" });
    assert.match((await selected())[0], /^Dense dense_1,/);
    assert.ok(await inView(page.locator("[aria-selected=true]")));
    await say("selected", { node: "conv2d" });
    assert.ok(await inView(page.locator("[aria-selected=true]")));
    await page.locator(".card.layer").nth(1).click();
    assert.deepEqual(await calls("reveal"), [["conv2d"]]);
    await say("selected", { node: null });
    assert.deepEqual(await selected(), []);
  });

  test("a click on a ghost or on a fix makes the edit, and says when it was refused", async () => {
    await open("selected");
    await page.getByRole("button", { name: "Move BatchNormalization before relu" }).click();
    await settle();
    assert.deepEqual(await calls("apply"), [["after-activation batch_normalization_1"]]);
    await page.locator(".card.ghost").first().click();
    assert.equal((await calls("apply")).length, 2);
    assert.equal(await page.locator(".status").innerText(), "Changed: Move before relu");
    await open("faulty", { height: 1200 });
    await page.locator(".card.layer", { hasText: "SqueezeExcite" }).click();
    await page.getByRole("button", { name: "Remove the layer" }).click();
    assert.deepEqual(await calls("apply"), [["opaque squeeze_excite"]]);
    assert.match(await page.locator(".status").innerText(), /^Not changed: this layer is made in a loop/);
  });

  test("a hint is proved from its note and from its ghost, and models are compared, by keyboard too", async () => {
    await open("selected");
    const prove = page.locator(".details").getByRole("button", { name: "Prove it" });
    await prove.focus();
    await press("Enter");
    assert.deepEqual(await calls("prove"), [["after-activation batch_normalization_1"]]);
    assert.equal(await prove.getAttribute("title"), "Prove it: train with and without this change");
    await enterGraph();
    await press("ArrowUp");
    assert.match(await focused(), /^Suggested: /);
    await prove.click();
    assert.equal((await calls("prove")).length, 2);
    assert.equal((await calls("apply")).length, 0);
    await page.getByRole("button", { name: "Compare with another model" }).click();
    assert.deepEqual(await calls("compare"), [[]]);
    await open("faulty", { height: 1200 });
    await page.locator(".card.layer", { hasText: "SqueezeExcite" }).click();
    assert.equal(await prove.count(), 0, "what is no hint cannot be proved");
  });

  test("a dragged graph does not count as clicked", async () => {
    await open("cnn");
    const box = await page.locator(".card.layer").nth(1).boundingBox();
    await page.mouse.move(box.x + 80, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 80, box.y + 120, { steps: 5 });
    await page.mouse.up();
    await settle();
    const moved = await page.locator(".card.layer").nth(1).boundingBox();
    assert.ok(Math.abs(moved.y - box.y - 100) < 3);
    assert.deepEqual(await calls("reveal"), []);
  });

  test("zoom, folds and ghosts survive a reload", async () => {
    await open("cnn");
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.getByRole("button", { name: "Show suggested layers" }).click();
    await page.getByRole("button", { name: "Fold repeated layers" }).click();
    await page.mouse.move(450, 450);
    await page.mouse.wheel(0, 40);
    await page.waitForTimeout(400);
    const look = () => page.locator(".world").getAttribute("transform");
    const before = [await look(), await page.locator(".card").count()];
    await page.reload();
    await settle();
    assert.deepEqual([await look(), await page.locator(".card").count()], before);
    assert.equal(await page.locator(".card.fold").count(), 1);
    assert.equal(await page.locator(".card.ghost").count(), 0);
  });

  test("keeps only what can be seen in the page, however long the model", async () => {
    await open("chain");
    assert.equal(await page.locator(".card").count(), 5);
    await page.getByRole("button", { name: "Unfold repeated layers" }).click();
    await settle();
    assert.ok((await page.locator(".card").count()) < 40);
    await enterGraph();
    await press("End");
    assert.match(await focused(), /^ReLU re_lu_249,/);
    assert.ok(await inView(page.locator("[aria-selected=true]")));
    assert.ok((await page.locator(".card").count()) < 40);
    await press("0");
    assert.ok((await page.locator(".card").count()) < 200);
  });

  test("an empty panel and one that was not understood lead on", async () => {
    await open("empty");
    await page.getByRole("button", { name: "Open an Example" }).click();
    await settle();
    assert.deepEqual(await calls("openExample"), [[]]);
    assert.ok((await page.locator(".card").count()) > 5);
    await open("unread");
    await page.getByRole("button", { name: "Line 31" }).click();
    assert.deepEqual(await calls("revealReason"), [["reason 2"]]);
  });

  test("another model of the file can be chosen", async () => {
    await open("branched");
    await page.getByRole("combobox", { name: "Model" }).selectOption("decoder");
    await settle();
    assert.deepEqual(await calls("showModel"), [[2]]);
  });
});
