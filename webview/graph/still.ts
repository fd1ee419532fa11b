/**
 * The graphs before and after a change, side by side in one image that stands alone: for pages, where no program draws. Its colours are
 * those of the editor's own themes; whoever shows it says which by the class of the image, else the reader's system does.
 */
import type { GraphStill, Mark } from "../../src/protocol/graphStill";
import type { PictureNode } from "../../src/protocol/graphView";
import { icons, type IconName } from "../base/iconPaths";
import { layOut, type Box, type Layout } from "./layout";
import { layerKey, makeScene } from "./scene";

const SCALE = 0.82;
const MARGIN = 14;
/** Between the two, with an arrow in it. */
const GAP = 76;
const SETTING_HEIGHT = 22;
/** Widths of a letter: of code, and of names in bold, which are as wide as the widest font that may be there. */
const [CODE, BOLD] = [6.95, 7.9];

export function stillImage(before: GraphStill, after: GraphStill): string {
  const [left, right] = [sideOf(before), sideOf(after)];
  const width = left.width + GAP + right.width + 2 * MARGIN;
  const height = Math.max(left.height, right.height) + 2 * MARGIN;
  const middle = MARGIN + Math.min(left.height, right.height) / 2;
  const x = MARGIN + left.width + GAP / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width * SCALE)}" height="${round(height * SCALE)}" viewBox="0 0 ${round(width)} ${round(height)}">`,
    `<style>${style}</style>`,
    group(MARGIN, MARGIN, left.drawn),
    `<path class="then" d="M${round(x - 18)},${round(middle)}h36m-9,-8l9,8l-9,8"/>`,
    group(MARGIN + left.width + GAP, MARGIN, right.drawn),
    "</svg>",
  ].join("");
}

interface Side {
  readonly drawn: string;
  readonly width: number;
  readonly height: number;
}

function sideOf({ picture, marks, settings, remark }: GraphStill): Side {
  const scene = makeScene(picture, { folds: [], folded: () => false, ghosts: false });
  const layout = layOut(scene);
  const { left, width, height } = layout.bounds;
  const byId = new Map(picture.nodes.map((node) => [layerKey(node.id), node]));
  const cards = [...layout.boxes].map(([key, box]) => {
    const node = byId.get(key)!;
    return group(box.left - left, box.top, card(remark ? { ...node, hints: [] } : node, marks.get(node.id), box));
  });
  const wide = Math.max(width, ...settings.map((said) => said.length * CODE + 32));
  const said = settings.map((line, i) => text("setting", remark ? 28 : 0, height + 26 + i * SETTING_HEIGHT, line));
  if (remark) said.unshift(group(0, height + 22, badge(remark, 0)));
  return {
    drawn: group((wide - width) / 2, 0, `${group(-left, 0, links(layout))}${cards.join("")}`) + said.join(""),
    width: wide,
    height: height + (settings.length > 0 ? 14 + settings.length * SETTING_HEIGHT : 0),
  };
}

const links = ({ routes }: Layout): string =>
  routes
    .map(({ path, end: [x, y] }) => `<path class="line" d="${path}"/><path class="head" d="M${x},${y}l-4,-7h8z"/>`)
    .join("");

function card(node: PictureNode, mark: Mark | undefined, { width, height }: Box): string {
  const right = width - 12;
  const chip = node.activation === undefined ? "" : chipOf(node.activation, right);
  const room = right - 56 - (node.activation === undefined ? 0 : node.activation.length * 6.6 + 26);
  const second = mark?.said !== undefined && mark.said !== "" ? mark.said : (node.shape ?? "");
  const isSaid = second === mark?.said;
  const count = !isSaid && typeof node.params === "number" && node.params > 0 ? node.params.toLocaleString("en") : "";
  const secondRoom = right - 56 - (count === "" ? 0 : count.length * CODE + 10);
  const [hint] = node.hints;
  return [
    `<rect class="frame ${mark?.kind ?? ""}" x=".5" y=".5" width="${width}" height="${height}" rx="6"/>`,
    `<g class="${node.kind}"><rect class="tile" x="12" y="${(height - 32) / 2}" width="32" height="32" rx="6"/>`,
    `${icon(node.kind, 20, (height - 16) / 2, 16)}</g>`,
    text("type", 56, 24, fit(node.type, room, BOLD)),
    chip,
    text(isSaid ? "said" : "shape", 56, 42, fit(second, secondRoom, CODE)),
    count === "" ? "" : text("params", right, 42, count),
    node.frozen ? icon("frozen", right - count.length * CODE - 20, 31, 12) : "",
    ...(hint ? [badge(hint.severity, width - 30)] : []),
    ...(mark && mark.kind !== "changes" ? [badge(mark.kind, 10)] : []),
  ].join("");
}

/** On the card's upper edge. */
const signs = { error: "error", warning: "warning", info: "info", comes: "plus", goes: "minus" } as const;
const badge = (kind: keyof typeof signs, x: number): string =>
  `<g class="badge ${kind}"><rect x="${x + 0.5}" y="-9.5" width="20" height="20" rx="10"/>${icon(signs[kind], x + 4.5, -5.5, 12)}</g>`;

function chipOf(said: string, right: number): string {
  const width = Math.ceil(said.length * 6.6) + 16;
  return `<rect class="chip" x="${right - width + 0.5}" y="10.5" width="${width - 1}" height="18" rx="9"/>${text("chip-text", right - width / 2, 23, said)}`;
}

const icon = (name: IconName, x: number, y: number, size: number): string =>
  `<path class="icon" d="${icons[name]}" transform="translate(${round(x)},${round(y)}) scale(${size / 16})"/>`;

const group = (x: number, y: number, inside: string): string =>
  `<g transform="translate(${round(x)},${round(y)})">${inside}</g>`;
const text = (name: string, x: number, y: number, said: string): string =>
  `<text class="${name}" x="${round(x)}" y="${round(y)}">${escaped(said)}</text>`;

const fit = (said: string, room: number, letter: number): string =>
  said.length * letter <= room ? said : `${said.slice(0, Math.max(0, Math.floor(room / letter) - 1))}…`;
const escaped = (said: string): string =>
  said.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const round = (size: number): number => Math.round(size * 10) / 10;

/** Names as in the panel's style sheet; values as the editor's own themes give them. */
const palettes = {
  light:
    "--text:#3b3b3b;--quiet:#616161;--edge:#c8c8c8;--line:#767676;--ground:#fff;--kernel:#0063d3;--normal:#388a34;--active:#c06c00;--pool:#652d90;--regular:#9b6a00;--merge:#04778f;--bad:#c72e0f;--warn:#9b6a00;--info:#0063d3",
  dark: "--text:#ccc;--quiet:#9d9d9d;--edge:#505050;--line:#909090;--ground:#1f1f1f;--kernel:#59a4f9;--normal:#89d185;--active:#ee9d28;--pool:#b180d7;--regular:#cca700;--merge:#29b8db;--bad:#f48771;--warn:#cca700;--info:#59a4f9",
  contrast:
    "--text:#fff;--quiet:#fff;--edge:#6fc3df;--line:#fff;--ground:#000;--kernel:#59a4f9;--normal:#89d185;--active:#ee9d28;--pool:#c9a0e8;--regular:#ffd370;--merge:#40c8e8;--bad:#f48771;--warn:#ffd370;--info:#59a4f9",
  "contrast-light":
    "--text:#292929;--quiet:#292929;--edge:#0f4a85;--line:#292929;--ground:#fff;--kernel:#0f4a85;--normal:#1e5c1a;--active:#8a4b00;--pool:#5b2080;--regular:#6b4a00;--merge:#04566a;--bad:#b5200d;--warn:#6b4a00;--info:#0f4a85",
};
const style = [
  `svg{${palettes.light}}`,
  `@media(prefers-color-scheme:dark){svg:not([class]){${palettes.dark}}}`,
  ...(["dark", "contrast", "contrast-light"] as const).map((name) => `.${name}{${palettes[name]}}`),
  "text{fill:var(--text);font:12px system-ui,'Segoe UI',Ubuntu,sans-serif}",
  ".type{font-size:13px;font-weight:600}",
  ".shape,.params,.said,.setting{font:11.5px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}",
  ".shape,.params{fill:var(--quiet)}.params{text-anchor:end}",
  ".chip-text{font-size:11px;text-anchor:middle}.chip,.line{fill:none;stroke:var(--edge)}.line{stroke:var(--line);stroke-width:1.25}.head{fill:var(--line)}",
  ".then{fill:none;stroke:var(--quiet);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}",
  ".frame{fill:var(--ground);stroke:var(--edge)}.frame.comes{stroke:var(--normal);stroke-width:1.5}.frame.goes{stroke:var(--bad);stroke-dasharray:5 3}.frame.changes{stroke:var(--quiet)}",
  ".said{font-weight:600}.setting{font-weight:600}",
  "g{--kind:var(--text)}.kernel{--kind:var(--kernel)}.normalization{--kind:var(--normal)}.activation{--kind:var(--active)}.pooling,.model{--kind:var(--pool)}.regularization{--kind:var(--regular)}.merge{--kind:var(--merge)}",
  ".error,.goes{--kind:var(--bad)}.warning{--kind:var(--warn)}.info{--kind:var(--info)}.comes{--kind:var(--normal)}",
  ".tile{fill:var(--kind);fill-opacity:.13}.icon{fill:none;stroke:var(--kind);stroke-width:1.25;stroke-linecap:round;stroke-linejoin:round}",
  ".badge rect{fill:var(--ground);stroke:var(--kind)}.badge .icon{stroke-width:1.5}",
].join("");
