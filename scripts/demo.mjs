/** Trains the tutorial's model in the terminal, without an editor: `npm run demo`. */
import { build, installDependencies, runNode } from "./setup.mjs";

installDependencies();
build();
runNode("dist/cli.js", "train", "examples/tutorial_cnn.py", ...process.argv.slice(2));
