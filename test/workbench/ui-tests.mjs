import { join } from "node:path";
import { repository, startWindow } from "./window.mjs";
const window = await startWindow({ workspace: join(repository, "test/fixtures/workspace") });
await window.open({ extensionDevelopmentPath: window.remote(repository) });
await window.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "tutorial.py" }).waitFor();
await window.stop();
