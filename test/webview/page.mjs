// Both panels in a real browser: node test/webview/page.mjs
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { themeNames } from "../../scripts/webview-gallery.mjs";
import { gallery, open, page, post, press, quiet, say, seen, selected, settle } from "./browser.mjs";
import { faint, harmed, unnamed } from "./looks.mjs";
import { payloads } from "./payloads.mjs";
import "./graphPage.mjs";
import "./trainingPage.mjs";

test("the bundles are small enough", () => {
  const size = (name) => gallery.metafile.outputs[`out/gallery/${name}.js`].bytes;
  assert.ok(size("graph") <= 250_000, `graph.js has ${size("graph")} bytes`);
  assert.ok(size("training") <= 260_000, `training.js has ${size("training")} bytes`);
});

describe("every scene in every theme", () => {
  test("has names and contrast, and breaks no rule of its policy", async () => {
    const faults = [];
    for (const scene of Object.keys(gallery.scenes))
      for (const theme of themeNames) {
        await open(scene, { theme });
        await quiet();
        for (const fault of [...(await page.evaluate(unnamed)), ...(await page.evaluate(faint))])
          faults.push(`${scene}, ${theme}: ${fault}`);
      }
    assert.deepEqual(faults, []);
  });

  test("fits a narrow panel without a scroll bar across", async () => {
    for (const scene of Object.keys(gallery.scenes)) {
      await open(scene, { width: 320, height: 600 });
      const { clientWidth, scrollWidth } = await page.evaluate(() => {
        const { clientWidth, scrollWidth } = globalThis.document.documentElement;
        return { clientWidth, scrollWidth };
      });
      assert.ok(scrollWidth <= clientWidth, `${scene}: ${scrollWidth} > ${clientWidth}`);
    }
  });
});

test("the checks see what they are made for", async () => {
  await open("running");
  await page.evaluate(() => {
    const { document } = globalThis;
    const picture = document.createElement("img");
    picture.setAttribute("src", "x");
    document.body.append(picture, document.createElement("button"));
    document.querySelector("h1").style.color = "var(--vscode-editor-background)";
  });
  assert.deepEqual(await page.evaluate(harmed), ["an element came in: IMG", "an address came in: x"]);
  assert.equal((await page.evaluate(unnamed)).length, 1);
  assert.equal((await page.evaluate(faint)).length, 1);
});

describe("hostile texts", () => {
  test("the policy is in force: markup and inline code are refused, and seen to be", async () => {
    await open("cnn");
    const refused = await page.evaluate(() => {
      try {
        globalThis.document.body.innerHTML = "<b>x</b>";
        return "taken";
      } catch (error) {
        return error.name;
      }
    });
    assert.equal(refused, "TypeError");
    await page.evaluate(() => globalThis.document.body.setAttribute("style", "color: red"));
    assert.equal((await seen()).violations.length, 2);
  });

  for (const scene of ["hostile-graph", "hostile-unread", "hostile-training", "hostile-trial"])
    test(`${scene}: ${payloads.length} payloads in every text stay text`, async () => {
      for (const payload of payloads) {
        await open(scene, { payload });
        if (scene === "hostile-graph") {
          // details of a node with notes, and the find field
          await press("/");
          await page.keyboard.type("Conv");
          await press("Enter", "Escape");
          for (let i = 0; i < 3; i++) await press("ArrowDown");
          await press("Enter");
        } else if (scene === "hostile-training") {
          await page.locator(".runs input").nth(1).check();
          await page.getByRole("button", { name: "Epoch", exact: true }).click();
          await page.getByRole("button", { name: "Table" }).click();
          await settle();
        }
        assert.deepEqual(await page.evaluate(harmed), [], payload);
        await quiet();
        const visible = payload.slice(0, 25).replace("\u202E", "\\u202e");
        const text = await page.evaluate(() => globalThis.document.body.textContent);
        assert.ok(text.includes(visible), `the text itself is shown: ${visible}`);
      }
    });

  test("messages that were not promised are dropped, and the panel goes on", async () => {
    await open("cnn");
    for (const message of [
      null,
      "view",
      { kind: "event", name: "view", data: { kind: "html", html: "<b>x</b>" } },
      { kind: "event", name: "view", data: { kind: "empty", file: 7 } },
      { kind: "event", name: "selected", data: { node: "x".repeat(5000) } },
      { kind: "event", name: "__proto__", data: {} },
      { kind: "event", name: "selected", data: { node: "no such node" } },
      { kind: "result", id: 99, value: 1 },
      { kind: "call", id: 1, name: "reveal", args: [] },
    ])
      await post(message);
    await quiet();
    await say("selected", { node: "dense" });
    assert.match((await selected())[0], /^Dense dense,/);
  });

  test("kept state that somebody changed is forgotten", async () => {
    await open("cnn");
    const before = await page.locator(".scale").innerText();
    await page.evaluate(() =>
      globalThis.sessionStorage.setItem("state cnn", JSON.stringify({ zoom: "<img>", version: 1 })),
    );
    await page.reload();
    await settle();
    assert.equal(await page.locator(".scale").innerText(), before);
    await quiet();
  });
});
