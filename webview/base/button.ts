/** Buttons of both panels: with an icon and a name for those who do not see it, or with words. */
import { element, setAttributes } from "./dom";
import type { IconName } from "./iconPaths";
import { icon } from "./icons";

export interface ButtonOptions {
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  /** Says more than the words do. */
  readonly title?: string;
}

/** How much a button asks to be pressed. */
export type ButtonLook = "primary" | "plain" | "toggle" | "";

export function iconButton(
  name: IconName,
  label: string,
  onClick: () => void,
  options: ButtonOptions = {},
): HTMLButtonElement {
  const button = element(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: options.title ?? label },
    [icon(name)],
    { click: onClick },
  );
  return updateButton(button, options);
}

export function textButton(
  label: string,
  onClick: () => void,
  { look = "", sign, ...options }: ButtonOptions & { readonly look?: ButtonLook; readonly sign?: IconName } = {},
): HTMLButtonElement {
  const button = element(
    "button",
    { type: "button", class: `button ${look}`, title: options.title },
    [sign && icon(sign), element("span", {}, [label])],
    { click: onClick },
  );
  return updateButton(button, options);
}

export function updateButton(button: HTMLButtonElement, { pressed, disabled }: ButtonOptions): HTMLButtonElement {
  if (pressed !== undefined) setAttributes(button, { "aria-pressed": String(pressed) });
  if (disabled !== undefined) button.disabled = disabled;
  return button;
}
