/** Makes the VSIX and checks that it is small and holds what it should: `npm run package`. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { build, installDependencies, repository, runTool } from "./setup.mjs";

const LARGEST_BYTES = 2_500_000;

const { name } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
const file = `dist/${name}.vsix`;
installDependencies();
build();
// the README's links and pictures are those of the repository, whose address is not in package.json
const asTheyAre = ["--allow-missing-repository", "--no-rewrite-relative-links"];
runTool("@vscode/vsce/vsce", "package", "--no-dependencies", ...asTheyAre, "--out", file);
const { size } = statSync(join(repository, file));
console.log(`${file}: ${(size / 1e6).toFixed(2)} MB of ${LARGEST_BYTES / 1e6} MB`);
if (size > LARGEST_BYTES) {
  console.error("The package is larger than it may be.");
  process.exitCode = 1;
}
