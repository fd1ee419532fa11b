/**
 * Walks through the real window as a person would: `node test/workbench/ui-tests.mjs [--vsix] [--floor] [STORY…]`. With `--vsix` the extension is
 * the packaged file. Pictures of what was seen are in out/shots. A story that breaks is told once more in a new window: a busy machine can swallow a
 * key, and what is really broken breaks twice.
 */
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { storyOf } from "./steps.mjs";
import { chineseStory } from "./stories/chinese.mjs";
import { editorStory } from "./stories/editor.mjs";
import { graphStory } from "./stories/graph.mjs";
import { hintStory } from "./stories/hints.mjs";
import { jsonStory, layOutJson } from "./stories/json.mjs";
import { keyboardStory } from "./stories/keyboard.mjs";
import { languageStory, layOutLanguage } from "./stories/language.mjs";
import { namesStory } from "./stories/names.mjs";
import { notebookStory } from "./stories/notebook.mjs";
import { layOutSources, sourceStory } from "./stories/source.mjs";
import { trainingStory } from "./stories/training.mjs";
import { trialStory } from "./stories/trial.mjs";
import { isFloor, repository, startWindow } from "./window.mjs";

const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const vsix = process.argv.includes("--vsix") ? join(repository, "dist/batchwise.vsix") : undefined;
const stories = {
  editor: editorStory,
  graph: graphStory,
  hints: hintStory,
  language: languageStory,
  json: jsonStory,
  names: namesStory,
  training: trainingStory,
  trial: trialStory,
  keyboard: keyboardStory,
  notebook: notebookStory,
  source: sourceStory,
  chinese: chineseStory,
};

/** Opens a window, tells these stories in it, and gives the names of those that broke. */
async function tellAll(names, telling) {
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
  layOutLanguage(window.folder);
  layOutJson(window.folder);
  const tools = { ...storyOf(window, telling), folder: window.folder };
  const { page, tell, step } = tools;
  const broken = [];
  const opened = await tell(() =>
    step("the workbench opens the folder, and nothing is in the way", async () => {
      await window.open();
      await page
        .locator(".explorer-folders-view .monaco-list-row", { hasText: "tutorial.py" })
        .waitFor({ timeout: 60_000 });
      for (const nuisance of [".monaco-dialog-box", ".notification-toast", ".editor-group-container .tab"])
        assert.equal(await page.locator(nuisance).count(), 0, nuisance);
    }),
  );
  if (!opened) broken.push(...names);
  else for (const name of names) if (!(await tell(stories[name], tools))) broken.push(name);
  const closed = await tell(() =>
    step("nothing outside was asked for", () => assert.deepEqual([...window.outside], [])),
  );
  tools.summary();
  await window.stop();
  return { broken, closed };
}

const wanted = named.length > 0 ? named : Object.keys(stories);
const unknown = wanted.find((name) => !(name in stories));
if (unknown) {
  console.error(`There is no story ${unknown}; there are ${Object.keys(stories).join(", ")}.`);
  process.exit(2);
}
let told = await tellAll(wanted, { telling: 1 });
if (told.broken.length > 0) {
  console.log(`\nTold once more: ${told.broken.join(", ")}.`);
  told = await tellAll(told.broken, { telling: 2 });
}
process.exit(told.broken.length === 0 && told.closed ? 0 : 1);
