/**
 * Walks through the real window as a person would: `node test/workbench/ui-tests.mjs [--vsix] [--floor] [STORY…]`. With `--vsix` the extension is
 * the packaged file. Pictures of what was seen are in out/shots.
 */
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { storyOf } from "./steps.mjs";
import { chineseStory } from "./stories/chinese.mjs";
import { editorStory } from "./stories/editor.mjs";
import { graphStory } from "./stories/graph.mjs";
import { hintStory } from "./stories/hints.mjs";
import { keyboardStory } from "./stories/keyboard.mjs";
import { namesStory } from "./stories/names.mjs";
import { layOutSources, sourceStory } from "./stories/source.mjs";
import { trainingStory } from "./stories/training.mjs";
import { trialStory } from "./stories/trial.mjs";
import { isFloor, repository, startWindow } from "./window.mjs";

const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const vsix = process.argv.includes("--vsix") ? join(repository, "dist/batchwise.vsix") : undefined;
const window = await startWindow({
  workspace: join(repository, "test/fixtures/workspace"),
  settings: {
    "editor.inlayHints.enabled": "on",
    "workbench.colorTheme": isFloor ? "Default Dark Modern" : "Dark Modern",
    "window.commandCenter": false,
  },
  machineSettings: { "batchwise.training.threads": 1 }, // a processor is left to the window
  extensions: [join(repository, "test/workbench/themes"), ...(vsix ? [] : [repository])],
  ...(vsix && { vsix }),
});
cpSync(join(repository, "examples/tutorial_cnn.py"), join(window.folder, "tutorial_cnn.py"));
layOutSources(window.folder);
const tools = { ...storyOf(window), folder: window.folder };
const { page, tell, step } = tools;

await tell(() =>
  step("the workbench opens the folder, and nothing is in the way", async () => {
    await window.open();
    await page
      .locator(".explorer-folders-view .monaco-list-row", { hasText: "tutorial.py" })
      .waitFor({ timeout: 60_000 });
    for (const nuisance of [".monaco-dialog-box", ".notification-toast", ".editor-group-container .tab"])
      assert.equal(await page.locator(nuisance).count(), 0, nuisance);
  }),
);
const stories = {
  editor: editorStory,
  graph: graphStory,
  hints: hintStory,
  names: namesStory,
  training: trainingStory,
  trial: trialStory,
  keyboard: keyboardStory,
  source: sourceStory,
  chinese: chineseStory,
};
for (const [name, story] of Object.entries(stories))
  if (named.length === 0 || named.includes(name)) await tell(story, tools);
await tell(() => step("nothing outside was asked for", () => assert.deepEqual([...window.outside], [])));

const passed = tools.summary();
await window.stop();
process.exit(passed ? 0 : 1);
