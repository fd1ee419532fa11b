/** Colours of the editor's theme, for what cannot take them from a style sheet. */

/** Calls back when the theme has changed. */
export function onThemeChange(listener: () => void): void {
  new MutationObserver(listener).observe(document.body, {
    attributes: true,
    attributeFilter: ["class", "data-vscode-theme-id"],
  });
}

/** The value of the first of these variables that the theme has. */
export function themeColor(...names: readonly string[]): string {
  const style = getComputedStyle(document.body);
  for (const name of names) {
    const value = style.getPropertyValue(name).trim();
    if (value !== "") return value;
  }
  return style.color;
}

export const prefersStillness = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
