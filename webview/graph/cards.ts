/** The cards of a graph: a layer, a folded repeat, or a ghost. Drawn at the origin of the group they are put in. */
import type { Selection } from "d3-selection";
import { select } from "d3-selection";
import type { Severity } from "../../src/model/problem";
import type { NodeKind } from "../../src/protocol/graphView";
import { cut, plain } from "../base/cut";
import { icons, type IconName } from "../base/iconPaths";
import { foldNotes, foldParams, type Descriptions, type Noted } from "./describe";
import { fitText, widthOf } from "./fitText";
import type { Box } from "./layout";
import type { FoldItem, GhostItem, Item, LayerItem } from "./scene";

type Group = Selection<SVGGElement, unknown, null, undefined>;

/** CSS fonts of the texts on cards; the style sheet gives the same to the elements. */
export interface Fonts {
  readonly type: string;
  readonly far: string;
  readonly small: string;
  readonly note: string;
  readonly code: string;
}

export function fontsOf(body: CSSStyleDeclaration): Fonts {
  const family = body.getPropertyValue("--vscode-font-family") || body.fontFamily;
  const code = body.getPropertyValue("--vscode-editor-font-family") || "monospace";
  return {
    type: `600 13px ${family}`,
    far: `600 24px ${family}`,
    small: `12px ${family}`,
    note: `11px ${family}`,
    code: `11.5px ${code}`,
  };
}

/** Lines of a hover. */
const MOST_NAMES = 12;

const PADDING = 12;
const TILE = 32;
const TEXT_LEFT = PADDING + TILE + 12;

export function drawCard(target: SVGGElement, item: Item, box: Box, fonts: Fonts, describe: Descriptions): void {
  const card = select(target);
  card.selectAll("*").remove();
  card.append("title").text(hoverText(item).join("\n"));
  if (item.kind === "layer") drawLayer(card, item, box, fonts, describe);
  else if (item.kind === "fold") drawFold(card, item, box, fonts, describe);
  else drawGhost(card, item, box, fonts);
}

/** In full what the card has room for only in part. */
function hoverText(item: Item): string[] {
  if (item.kind === "ghost") return [plain(item.ghost.type), plain(item.ghost.does)];
  const nodes = item.kind === "layer" ? [item.node] : item.fold.nodes;
  const notes = nodes.flatMap(({ problems, hints }) => [...problems, ...hints]);
  const names = nodes.slice(0, MOST_NAMES).map(({ type, name }) => plain(`${type} ${name}`));
  return [...names, ...notes.slice(0, MOST_NAMES).map(({ message }) => plain(message))];
}

function drawLayer(card: Group, { node }: LayerItem, box: Box, fonts: Fonts, describe: Descriptions): void {
  drawFrame(card, box);
  drawTile(card, node.kind, (box.height - TILE) / 2);
  const right = box.width - PADDING;
  const chip = node.activation === undefined ? 0 : drawChip(card, cut(node.activation), right, 10);

  const room = right - TEXT_LEFT - (chip > 0 ? chip + 8 : 0);
  const type = fitText(cut(node.type), room, fonts.type);
  text(card, "type", TEXT_LEFT, 24, type);
  const typeWidth = Math.ceil(widthOf(type, fonts.type));
  const name = fitText(cut(node.name), room - typeWidth - 8, fonts.small);
  text(card, "name", TEXT_LEFT + typeWidth + 8, 24, name);
  text(card, "far-type", TEXT_LEFT + 6, box.height / 2 + 9, fitText(cut(node.type), right - TEXT_LEFT - 6, fonts.far));

  const params = describe.count(node.params);
  const paramsWidth = params === "" ? 0 : Math.ceil(widthOf(params, fonts.code));
  text(card, "params", right, 42, params);
  if (node.frozen) drawIcon(card, "frozen", right - paramsWidth - 18, 31, 12, "detail");
  const shapeRoom = right - TEXT_LEFT - paramsWidth - (node.frozen ? 28 : 12);
  text(card, "shape", TEXT_LEFT, 42, fitText(node.shape === undefined ? "?" : cut(node.shape), shapeRoom, fonts.code));
  drawBadges(card, node, box);
}

function drawFold(card: Group, { fold }: FoldItem, box: Box, fonts: Fonts, describe: Descriptions): void {
  // Two edges of cards behind say that there are more.
  for (const behind of [8, 4])
    card
      .append("rect")
      .attr("class", "behind")
      .attr("x", behind + 0.5)
      .attr("y", behind + 0.5)
      .attr("width", box.width - 2 * behind)
      .attr("height", box.height)
      .attr("rx", 6);
  drawFrame(card, box);
  const count = card.append("g").attr("class", "tile times");
  count.append("rect").attr("x", PADDING).attr("y", 20).attr("width", TILE).attr("height", TILE).attr("rx", 6);
  const times = `${fold.repeat.times}×`;
  text(count, times.length > 3 ? "times many" : "times", PADDING + TILE / 2, 40, times);

  const right = box.width - PADDING;
  const last = fold.nodes.at(-1)!;
  text(card, "type", TEXT_LEFT, 24, fitText(describe.foldTitle(fold), right - TEXT_LEFT - 20, fonts.type));
  drawIcon(card, "unfold", right - 14, 12, 14);
  text(card, "far-type", TEXT_LEFT + 6, box.height / 2 + 9, describe.layers(fold.nodes.length));
  const inside = [
    describe.layers(fold.nodes.length),
    ...(fold.ghosts > 0 ? [describe.suggestionsInside(fold)] : []),
  ].join(" · ");
  text(card, "name", TEXT_LEFT, 42, fitText(inside, right - TEXT_LEFT, fonts.small));
  const params = describe.count(foldParams(fold));
  text(card, "params", right, 60, params);
  const room = right - TEXT_LEFT - widthOf(params, fonts.code) - 12;
  text(card, "shape", TEXT_LEFT, 60, fitText(last.shape === undefined ? "?" : cut(last.shape), room, fonts.code));
  drawBadges(card, foldNotes(fold), box);
}

function drawGhost(card: Group, { ghost }: GhostItem, box: Box, fonts: Fonts): void {
  drawFrame(card, box);
  drawIcon(card, ghost.kind, PADDING, (box.height - 16) / 2, 16, `kind ${ghost.kind}`);
  const left = PADDING + 16 + 10;
  const room = box.width - PADDING - left - 20;
  text(card, "ghost-type", left, 16, fitText(cut(ghost.type), room, fonts.small));
  text(card, "ghost-does", left, 30, fitText(cut(ghost.does), room, fonts.note));
  text(card, "far-type", left, box.height / 2 + 8, fitText(cut(ghost.type), box.width - left - PADDING, fonts.far));
  drawIcon(card, "plus", box.width - PADDING - 14, (box.height - 14) / 2, 14);
}

function drawFrame(card: Group, { width, height }: Box): void {
  // Outside the card, so that nothing moves when it appears.
  card
    .append("rect")
    .attr("class", "ring")
    .attr("x", -3)
    .attr("y", -3)
    .attr("width", width + 7)
    .attr("height", height + 7)
    .attr("rx", 9);
  card
    .append("rect")
    .attr("class", "frame")
    .attr("x", 0.5)
    .attr("y", 0.5)
    .attr("width", width)
    .attr("height", height)
    .attr("rx", 6);
}

function drawTile(card: Group, kind: NodeKind, top: number): void {
  const tile = card.append("g").attr("class", `tile kind ${kind}`);
  tile.append("rect").attr("x", PADDING).attr("y", top).attr("width", TILE).attr("height", TILE).attr("rx", 6);
  drawIcon(tile, kind, PADDING + 8, top + 8, 16);
}

function drawIcon(target: Group, name: IconName, x: number, y: number, size: number, more = ""): void {
  target
    .append("path")
    .attr("class", `icon ${more}`)
    .attr("d", icons[name])
    .attr("transform", `translate(${x},${y}) scale(${size / 16})`);
}

/** Ends at `right`; gives its width. */
function drawChip(card: Group, said: string, right: number, top: number): number {
  const shown = said.length > 18 ? `${said.slice(0, 17)}…` : said;
  const chip = card.append("g").attr("class", "chip");
  const label = text(chip, "chip-text", 0, top + 13, shown);
  const width = Math.ceil(label.node()?.getComputedTextLength() ?? shown.length * 6.5) + 16;
  label.attr("x", right - width / 2);
  chip
    .insert("rect", "text")
    .attr("x", right - width + 0.5)
    .attr("y", top + 0.5)
    .attr("width", width - 1)
    .attr("height", 18)
    .attr("rx", 9);
  return width;
}

/** On the card's upper edge, from the right, the worst first. */
function drawBadges(card: Group, { problems, hints }: Noted, { width }: Box): void {
  const notes = [...problems, ...hints];
  const count = (severity: Severity): number => notes.filter((note) => note.severity === severity).length;
  const badges: readonly (readonly [Severity, number])[] = [
    ["error", count("error")],
    ["warning", count("warning")],
    ["info", count("info")],
  ];
  let right = width - 10;
  for (const [severity, some] of badges) {
    if (some === 0) continue;
    const label = some > 1 ? String(Math.min(some, 99)) : "";
    const size = 20 + 8 * label.length;
    const badge = card.append("g").attr("class", `badge ${severity}`);
    badge
      .append("rect")
      .attr("x", right - size + 0.5)
      .attr("y", -9.5)
      .attr("width", size)
      .attr("height", 20)
      .attr("rx", 10);
    drawIcon(badge, severity, right - size + 4.5, -5.5, 12);
    if (label !== "") text(badge, "badge-count", right - 7, 4.5, label);
    right -= size + 4;
  }
}

function text(target: Group, name: string, x: number, y: number, said: string) {
  return target.append("text").attr("class", name).attr("x", x).attr("y", y).text(said);
}
