// The training panel: runs that go on, are compared, and are told to stop.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { calls, open, page, quiet, seen, settle } from "./browser.mjs";

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
