const vscode = require("vscode");

/** Older versions call some themes by longer names. */
const themes = {
  dark: ["Dark Modern", "Default Dark Modern"],
  light: ["Light Modern", "Default Light Modern"],
  "contrast-dark": ["Default High Contrast"],
  "contrast-light": ["Default High Contrast Light"],
};

exports.activate = () => {
  const known = vscode.extensions.all.flatMap(({ packageJSON }) => packageJSON.contributes?.themes ?? []);
  for (const [name, titles] of Object.entries(themes))
    vscode.commands.registerCommand(`themes.${name}`, () => {
      const theme = titles.find((title) => known.some(({ id }) => id === title));
      return vscode.workspace
        .getConfiguration("workbench")
        .update("colorTheme", theme, vscode.ConfigurationTarget.Global);
    });
};
