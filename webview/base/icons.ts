/** Small line drawings on a field of 16 by 16, in the colour of the text around them. */
import type { NodeKind } from "../../src/protocol/graphView";

const dot = (x: number, y: number): string => `M${x - 0.8} ${y}a.8.8 0 1 0 1.6 0a.8.8 0 1 0-1.6 0z`;

const kindIcons: Readonly<Record<NodeKind, string>> = {
  input: "M1.75 8H9M6.5 5.5 9 8l-2.5 2.5M9.5 2.75h3.25a1 1 0 0 1 1 1v8.5a1 1 0 0 1-1 1H9.5",
  kernel: "M2.75 2.75h10.5v10.5H2.75zM6.25 2.75v10.5M9.75 2.75v10.5M2.75 6.25h10.5M2.75 9.75h10.5",
  normalization: "M1.5 13.25h13M2 11c3.4-.3 3.3-8.25 6-8.25S10.6 10.7 14 11",
  activation: "M1.75 11.75H7.5L13.75 3.75M7.5 11.75h6.25",
  pooling: "M2.25 2.75h11.5L9.75 8v5.25L6.25 11.5V8z",
  regularization: `M3.75 2.25h8.5a1.5 1.5 0 0 1 1.5 1.5v8.5a1.5 1.5 0 0 1-1.5 1.5h-8.5a1.5 1.5 0 0 1-1.5-1.5v-8.5a1.5 1.5 0 0 1 1.5-1.5z${dot(5.25, 5.25)}${dot(10.75, 10.75)}${dot(8, 8)}`,
  reshape: "M2.25 2.25h5.5v5.5h-5.5zM2.25 13.25h11.5M10.5 5h3.25M12.25 3.5 13.75 5l-1.5 1.5M2.25 10.75h11.5",
  merge: "M3.25 2.25v2c0 3.25 4.75 3 4.75 6.25v3.25M12.75 2.25v2c0 3.25-4.75 3-4.75 6.25M5.75 11.5 8 13.75l2.25-2.25",
  model: "M2.25 2.25h11.5v11.5h-11.5zM5.5 5.5h5v5h-5z",
  unknown: "M5.5 5.75a2.5 2.5 0 1 1 3.7 2.2c-.8.45-1.2 1-1.2 1.8v.25M8 12.9v.01",
};

const signs = {
  error: "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 0 0 0-12.5zM5.75 5.75l4.5 4.5M10.25 5.75l-4.5 4.5",
  warning: "M8 2.25 14.25 13.5H1.75zM8 6.5v3.5M8 11.8v.01",
  info: "M6 11.25c0-1.7-2.1-2.5-2.1-5a4.1 4.1 0 1 1 8.2 0c0 2.5-2.1 3.3-2.1 5zM6.25 13.75h3.5",
  frozen: "M8 1.75v12.5M2.6 4.9l10.8 6.2M13.4 4.9 2.6 11.1M6.5 2.75 8 4.25l1.5-1.5M6.5 13.25 8 11.75l1.5 1.5",
  check: "M3 8.5l3.25 3.25L13 4.75",
  close: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M2.25 5.75v-3.5h3.5M10.25 2.25h3.5v3.5M13.75 10.25v3.5h-3.5M5.75 13.75h-3.5v-3.5",
  find: "M6.9 2.25a4.65 4.65 0 1 0 0 9.3a4.65 4.65 0 0 0 0-9.3zM10.25 10.25l3.75 3.75",
  up: "M3.5 10 8 5.5l4.5 4.5",
  down: "M3.5 6 8 10.5 12.5 6",
  right: "M6 3.5 10.5 8 6 12.5",
  fold: "M4.5 2.25 8 5.5l3.5-3.25M4.5 13.75 8 10.5l3.5 3.25M2.25 8h11.5",
  unfold: "M4.5 5 8 1.75 11.5 5M4.5 11 8 14.25 11.5 11M2.25 8h11.5",
  keys: "M1.75 3.75h12.5v8.5H1.75zM4.25 6.5v.01M6.75 6.5v.01M9.25 6.5v.01M11.75 6.5v.01M5.25 9.5h5.5",
  ghost: "M3 13.25V7a5 5 0 0 1 10 0v6.25l-1.7-1.3-1.6 1.3-1.7-1.3-1.7 1.3-1.6-1.3zM6.25 6.75v.01M9.75 6.75v.01",
  flask: "M6.25 2.25v4l-3.9 6.2a.9.9 0 0 0 .8 1.3h9.7a.9.9 0 0 0 .8-1.3l-3.9-6.2v-4M5 2.25h6M4.5 9.5h7",
  pause: "M5.25 3v10M10.75 3v10",
  play: "M4.5 2.75 13 8l-8.5 5.25z",
  stop: "M3.5 3.5h9v9h-9z",
  table: "M2.25 2.75h11.5v10.5H2.25zM2.25 6.25h11.5M2.25 9.75h11.5M6.5 6.25v7",
  nothing: "M2.25 13.75h11.5M2.25 2.25v11.5M4.75 10.5l2.75-3 2.25 1.75L13 5",
} as const;

export const icons = { ...kindIcons, ...signs };
export type IconName = keyof typeof icons;

const SVG = "http://www.w3.org/2000/svg";

/** An icon to stand in HTML; it says nothing to a screen reader. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", icons[name]);
  svg.append(path);
  return svg;
}
