// Runs inside a page: what a person who does not see well, or does not see at all, depends on.

/** Everything that has no name, no role, or a place in the wrong order. */
export function unnamed() {
  const faults = [];
  const { document } = globalThis;
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const nameOf = (element) =>
    (
      element.getAttribute("aria-label") ??
      (element.labels?.length ? [...element.labels].map((label) => label.textContent).join(" ") : element.textContent)
    ).trim();
  for (const element of document.querySelectorAll(
    "button, input, select, [role=img], [role=tree], [role=treeitem], [role=progressbar], [role=region], [role=group], [role=search], dialog, section",
  )) {
    if (!shown(element)) continue;
    const named = nameOf(element) !== "";
    if (!named) faults.push(`no name: ${element.outerHTML.slice(0, 120)}`);
  }
  for (const svg of document.querySelectorAll("svg"))
    if (svg.getAttribute("role") !== "tree" && svg.getAttribute("aria-hidden") !== "true")
      faults.push(`a picture without meaning is not hidden: ${svg.outerHTML.slice(0, 120)}`);
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption) faults.push("a table without caption");
    for (const head of table.querySelectorAll("th")) if (!head.scope) faults.push("a table heading without scope");
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  if (new Set(ids).size < ids.length) faults.push(`ids that are not single: ${ids}`);
  const mains = [...document.querySelectorAll("main")].filter(shown);
  if (mains.length !== 1) faults.push(`${mains.length} main parts`);
  const heads = [...document.querySelectorAll("h1")];
  if (heads.length !== 1) faults.push(`${heads.length} headings of the first level`);
  if (document.documentElement.lang === "") faults.push("no language");
  for (const tree of document.querySelectorAll("[role=tree]")) {
    const stops = tree.querySelectorAll("[tabindex='0']");
    if (stops.length !== 1) faults.push(`${stops.length} tab stops in the tree`);
    for (const item of tree.querySelectorAll("[role=treeitem]"))
      for (const attribute of ["aria-selected", "aria-level", "aria-posinset", "aria-setsize"])
        if (!item.hasAttribute(attribute)) faults.push(`a tree item without ${attribute}`);
  }
  for (const element of document.querySelectorAll("[tabindex]"))
    if (element.tabIndex > 0) faults.push("a tab order of its own");
  return faults;
}

/** Texts whose contrast with their ground is below 4.5 to 1, or 3 to 1 where they are large. */
export function faint() {
  const { document, getComputedStyle } = globalThis;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  /** Any CSS colour over an opaque one. */
  const over = (color, [r, g, b], opacity = 1) => {
    context.globalAlpha = 1;
    context.fillStyle = `rgb(${r}, ${g}, ${b})`;
    context.fillRect(0, 0, 1, 1);
    context.globalAlpha = opacity;
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (color) => {
    const [r, g, b] = color.map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const groundOf = (element) => {
    const chain = [];
    for (let at = element; at; at = at.parentElement) chain.unshift(at);
    return chain.reduce((ground, at) => over(getComputedStyle(at).backgroundColor, ground), [255, 255, 255]);
  };
  /** In a drawing a text stands on the rectangles of its own group and of the card around it. */
  const drawnGround = (text) => {
    let ground = groundOf(text.closest("svg"));
    for (const group of [text.closest(".card"), text.parentElement])
      for (const rect of group?.querySelectorAll(":scope > rect") ?? []) {
        const { fill, fillOpacity } = getComputedStyle(rect);
        if (fill !== "none" && !rect.matches(".behind, .hit, .ring")) ground = over(fill, ground, Number(fillOpacity));
      }
    return ground;
  };
  const faults = [];
  const walker = document.createTreeWalker(document.body, globalThis.NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === "" || !element.checkVisibility({ checkVisibilityCSS: true })) continue;
    if (element.closest(":disabled, .unseen, script, option")) continue;
    const style = getComputedStyle(element);
    const drawn = element.closest("svg");
    const ground = drawn ? drawnGround(element) : groundOf(element);
    const ratio = contrast(over(drawn ? style.fill : style.color, ground), ground);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5))
      faults.push(
        `${ratio.toFixed(2)} “${node.textContent.trim().slice(0, 40)}” ${element.className.baseVal ?? element.className}`,
      );
  }
  return faults;
}

/** What a hostile text has brought about. */
export function harmed() {
  const { document } = globalThis;
  const faults = [];
  if ("pwned" in globalThis) faults.push("code ran");
  const foreign =
    "body script:not([src]), img, iframe, object, embed, a, form, style, base, foreignObject, animate, set, math, video, audio, source, details, marquee, template, link:not([rel=stylesheet])";
  for (const element of document.querySelectorAll(foreign)) faults.push(`an element came in: ${element.tagName}`);
  for (const element of document.querySelectorAll("*"))
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) faults.push(`an attribute came in: ${name}`);
      if (["href", "src", "srcdoc", "action"].includes(name) && !/^\/[\w-]+\.(js|css)$/.test(value))
        faults.push(`an address came in: ${value}`);
    }
  return faults;
}
