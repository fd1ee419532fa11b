// Both panels in a real browser, under their real policy, with a host that plays scenes: node test/webview/page.mjs
// Needs Chromium (CHROMIUM, or /usr/bin/chromium) and the playwright-core of test/workbench (or of WORKBENCH_HOME).
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startGallery, themeNames } from "../../scripts/webview-gallery.mjs";
import { faint, harmed, unnamed } from "./looks.mjs";
import { payloads } from "./payloads.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const workbench = process.env.WORKBENCH_HOME ?? resolve(here, "../workbench");
const { chromium } = createRequire(join(workbench, "package.json"))("playwright-core");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

let gallery, browser, context, page, slowed;
before(async () => {
  assert.ok(existsSync(executablePath), "Chromium is needed: set CHROMIUM to its path");
  gallery = await startGallery();
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  context = await browser.newContext({ reducedMotion: "reduce" });
});
after(async () => {
  await browser?.close();
  gallery?.stop();
});

/** Opens a scene in a page of its own and waits until it stands still. */
async function open(scene, { theme = "dark-modern", width = 900, height = 900, payload, clock = false } = {}) {
  await page?.evaluate(() => globalThis.sessionStorage.clear());
  if (!page || clock || slowed) {
    await page?.close();
    page = await context.newPage();
    page.on("dialog", (dialog) => dialog.dismiss().then(() => assert.fail("a dialog opened")));
  }
  if (clock) await page.clock.install();
  slowed = clock;
  await page.setViewportSize({ width, height });
  const query = new globalThis.URLSearchParams({ scene, theme, ...(payload !== undefined && { payload }) });
  await page.goto(`${gallery.address}/${gallery.scenes[scene].panel}?${query}`);
  if (!clock) await settle();
}

/** Messages take a turn each, drawing waits for a frame. */
const settle = () =>
  page.evaluate(
    () => new Promise((done) => setTimeout(() => globalThis.requestAnimationFrame(() => setTimeout(done)), 30)),
  );
const seen = () => page.evaluate(() => globalThis.seen);
const calls = async (name) => {
  await settle();
  return (await seen()).calls.filter(([call]) => call === name).map(([, ...args]) => args);
};
const post = (message) => page.evaluate((sent) => globalThis.post(sent), message).then(settle);
const say = (name, data) => post({ kind: "event", name, data });
const focused = () => page.evaluate(() => globalThis.document.activeElement?.getAttribute("aria-label") ?? "");
const selected = () => page.locator("[aria-selected=true]").evaluateAll((cards) => cards.map((card) => card.ariaLabel));
const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
  await settle();
};
const enterGraph = async () => {
  await page.locator("[role=treeitem][tabindex='0']").focus();
  await settle();
};
const inView = (locator) =>
  locator.evaluate((card) => {
    const { top, bottom } = card.querySelector(".frame").getBoundingClientRect();
    const stage = card.closest(".stage").getBoundingClientRect();
    return top >= stage.top && bottom <= stage.bottom;
  });

async function quiet() {
  const { violations, errors, calls: made } = await seen();
  assert.deepEqual(violations, []);
  assert.deepEqual(errors, []);
  assert.equal(made.filter(([call]) => call === "dropped").length, 0, "the host dropped a message of the panel");
}

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

describe("the training panel", () => {
  const values = (chart = 0) => page.locator(".chart").nth(chart).locator(".value").allInnerTexts();

  test("goes on while points come, without asking again for all of them", async () => {
    await open("live");
    const [before] = await values();
    await page.waitForTimeout(500);
    assert.notEqual((await values())[0], before);
    assert.ok((await calls("snapshot")).length <= 2);
    await quiet();
  });

  test("asks for at most two points a pixel", async () => {
    await open("fast", { width: 900 });
    await page.waitForTimeout(600);
    for (const [, points] of await calls("snapshot")) assert.ok(points <= 1800, String(points));
  });

  test("pauses, resumes, stops, and stops at once", async () => {
    await open("running");
    const button = (name) => page.getByRole("button", { name, exact: true });
    await button("Pause").click();
    await settle();
    assert.equal(await page.locator(".head .state").innerText(), "Paused");
    assert.equal(await page.evaluate(() => globalThis.document.activeElement.textContent), "Resume");
    await button("Resume").click();
    await settle();
    await button("Stop").click();
    await settle();
    assert.equal(await button("Stop").count(), 0);
    await button("Stop Now").click();
    await settle();
    const made = (await seen()).calls.map(([name]) => name).filter((name) => name !== "snapshot" && name !== "open");
    assert.deepEqual(made, ["pause", "resume", "stop", "stopNow"]);
  });

  test("says how a run ended and what can be done", async () => {
    await open("nan");
    assert.match(await page.locator(".outcome").innerText(), /conv2d_2's kernel/);
    await page.getByRole("button", { name: "Continue from Checkpoint" }).click();
    await settle();
    assert.deepEqual(await calls("act"), [["run 4", "resume"]]);
    await open("no-runs");
    await page.getByRole("button", { name: "Train the Open Model" }).click();
    await settle();
    assert.deepEqual(await calls("train"), [[]]);
    assert.equal(await page.locator(".chart").count(), 2);
  });

  test("compares runs, opens them, and remembers both", async () => {
    await open("done");
    await page.locator(".runs input").nth(1).check();
    await settle();
    assert.equal((await values()).length, 4);
    await page.reload();
    await settle();
    assert.equal((await values()).length, 4);
    await page.getByRole("button", { name: "tutorial_cnn, BN before relu" }).click();
    await settle();
    assert.deepEqual(await calls("showRun"), [["run 1"]]);
    assert.equal(await page.locator("h1").innerText(), "tutorial_cnn, BN before relu");
  });

  test("the table holds the numbers of the chart", async () => {
    await open("done");
    await page.getByRole("button", { name: "Epoch", exact: true }).click();
    await settle();
    const last = [...(await values(0)), ...(await values(1))];
    await page.getByRole("button", { name: "Table" }).click();
    await settle();
    assert.equal(await page.locator("tbody tr").count(), 20);
    assert.deepEqual(await page.locator("tbody tr").last().locator("td").allInnerTexts(), last);
  });

  test("shows the values under the pointer, in all charts at the same place", async () => {
    await open("done");
    const before = await values(1);
    await page
      .locator("canvas")
      .first()
      .hover({ position: { x: 120, y: 100 } });
    await settle();
    assert.notDeepEqual(await values(1), before);
    const places = await page.locator(".place").allInnerTexts();
    assert.match(places[0], /^step \d/);
    assert.equal(places[0], places[1]);
  });

  test("smoothing and a logarithmic axis change the picture, and are remembered", async () => {
    await open("running");
    const picture = () =>
      page
        .locator("canvas")
        .first()
        .evaluate((canvas) => canvas.toDataURL());
    /** The picture once the points for the width of its chart have come: they are asked for a moment after it is known. */
    const settled = async () => {
      for (let last = await picture(); ;) {
        await page.waitForTimeout(700);
        const now = await picture();
        if (now === last) return now;
        last = now;
      }
    };
    const plain = await settled();
    await page.locator("#smoothing").fill("0.9");
    const smooth = await settled();
    assert.notEqual(smooth, plain);
    assert.equal((await calls("snapshot")).at(-1)[2], 0.9);
    const button = page.getByRole("button", { name: "Logarithmic axis for loss" });
    await button.click();
    assert.notEqual(await settled(), smooth);
    await page.reload();
    await settle();
    // Not the same picture to the last pixel: how many points a line has depends on what was known of its width when they were asked for.
    assert.equal(await page.locator("#smoothing").inputValue(), "0.9");
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    assert.equal((await calls("snapshot")).at(-1)[2], 0.9);
  });

  test("takes the colours of another theme at once", async () => {
    await open("done");
    const has = (red, green, blue) =>
      page
        .locator("canvas")
        .first()
        .evaluate(
          (canvas, wanted) => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            for (let i = 0; i < data.length; i += 4)
              if (data[i + 3] === 255 && wanted.every((part, index) => data[i + index] === part)) return true;
            return false;
          },
          [red, green, blue],
        );
    assert.ok(await has(0x59, 0xa4, 0xf9));
    await page.evaluate(() => {
      const { document } = globalThis;
      document.querySelector("link").href = "/light-modern.css";
      document.body.className = "vscode-light";
    });
    await page.waitForTimeout(300);
    // VS Code changes variables and class together; here the style sheet came later than the class.
    await page.evaluate(() => globalThis.document.body.setAttribute("data-vscode-theme-id", "light-modern"));
    await settle();
    assert.ok(await has(0x00, 0x63, 0xd3));
  });

  test("a screen reader hears how it goes at most every 10 seconds, and at once when it ends", async () => {
    await open("live", { clock: true });
    await page.clock.runFor(1_000);
    await page.evaluate(() => {
      globalThis.heard = [];
      const region = globalThis.document.querySelector("main > [role=status]");
      new globalThis.MutationObserver(() =>
        globalThis.heard.push([globalThis.performance.now(), region.textContent]),
      ).observe(region, { childList: true, characterData: true, subtree: true });
    });
    await page.clock.runFor(35_000);
    const heard = await page.evaluate(() => globalThis.heard);
    assert.ok(heard.length >= 2 && heard.length <= 4, JSON.stringify(heard));
    for (let i = 1; i < heard.length; i++) assert.ok(heard[i][0] - heard[i - 1][0] >= 10_000);
    assert.match(heard[0][1], /^Epoch \d+ of 20, loss [\d.]+/);
    await page.getByRole("button", { name: "Stop Now" }).click();
    await page.clock.runFor(500);
    assert.match((await page.evaluate(() => globalThis.heard)).at(-1)[1], /^Stopped, /);
  });

  test("asks again when it becomes visible", async () => {
    await open("running");
    const before = (await calls("snapshot")).length;
    await page.evaluate(() => globalThis.document.dispatchEvent(new globalThis.Event("visibilitychange")));
    await settle();
    assert.equal((await calls("snapshot")).length, before + 1);
  });
});
