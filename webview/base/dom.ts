/** Elements made from names and text. Text is only ever text: nothing here can turn a string into markup. */

type Attribute = string | number | boolean | undefined;
type Child = Node | string | undefined | false;
type Listeners = { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

/** `false` and undefined leave an attribute out; `true` sets it without a value. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  children: readonly Child[] = [],
  listeners: Listeners = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  made.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  for (const [type, listener] of Object.entries(listeners)) made.addEventListener(type, listener as EventListener);
  return made;
}

export function setAttributes(target: Element, attributes: Readonly<Record<string, Attribute>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) target.removeAttribute(name);
    else target.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Sets text only when it is another: what a screen reader follows is not said twice. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
