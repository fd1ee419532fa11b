/** The drawing surface: pans, zooms, and keeps only those cards and edges in the page that can be seen. */
import { select } from "d3-selection";
import { zoom, zoomIdentity, zoomTransform, type D3ZoomEvent, type ZoomTransform } from "d3-zoom";
import { prefersStillness } from "../base/theme";
import { drawCard, fontsOf, type Fonts } from "./cards";
import type { Descriptions } from "./describe";
import { bracketBox, drawBrackets, drawLabels, drawLinks } from "./edges";
import type { Box, Layout } from "./layout";
import type { Route } from "./routes";
import type { Fold, Item, Scene } from "./scene";

export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface ViewEvents {
  /** A card was clicked. */
  choose(item: Item): void;
  /** The focus came to a card. */
  focus(item: Item): void;
  fold(fold: Fold): void;
  zoomed(zoom: Zoom): void;
}

/** A card in the page, and the item that it was last drawn for. */
type DrawnCard = SVGGElement & { drawnFor?: Item | undefined };

const LEAST_SCALE = 0.08;
const GREATEST_SCALE = 3;
/** Below this only a card's type can be read. */
const FAR_SCALE = 0.5;
/** A graph that needs to be smaller than this to be seen whole is first shown from its beginning. */
const READABLE_SCALE = 0.75;
const MARGIN = 32;
const OVERSCAN = 120;
const GLIDE_MS = 180;

export class GraphSurface {
  readonly element: SVGSVGElement;
  private readonly world;
  private readonly layers;
  private readonly zooming;
  private scene: Scene | undefined;
  private layout: Layout | undefined;
  private place: ReadonlyMap<string, number> = new Map();
  private drawn: string | undefined;
  private current: string | undefined;
  private matches: ReadonlySet<string> = new Set();
  private moved: string | undefined;
  private fonts: Fonts;
  private describe: Descriptions | undefined;
  private gliding = 0;
  private waiting = false;

  constructor(private readonly events: ViewEvents) {
    const svg = select(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    this.element = svg.node()!;
    svg.attr("class", "graph").attr("role", "tree");
    this.world = svg.append("g").attr("class", "world").attr("role", "none");
    const layer = (name: string) => this.world.append("g").attr("class", name);
    this.layers = {
      brackets: layer("brackets").attr("aria-hidden", "true"),
      links: layer("links").attr("aria-hidden", "true"),
      labels: layer("labels").attr("aria-hidden", "true"),
      cards: layer("cards").attr("role", "none"),
    };
    this.fonts = fontsOf(getComputedStyle(document.body));
    this.zooming = zoom<SVGSVGElement, unknown>()
      .scaleExtent([LEAST_SCALE, GREATEST_SCALE])
      .clickDistance(4)
      .filter((event: MouseEvent) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : event.button === 0))
      .on("start", () => {
        this.gliding += 1;
      })
      .on("zoom", ({ transform }: D3ZoomEvent<SVGSVGElement, unknown>) => this.moveTo(transform))
      .on("end", () => this.events.zoomed(this.zoom));
    svg.call(this.zooming).on("dblclick.zoom", null);
    this.element.addEventListener("wheel", (event) => this.scroll(event), { passive: false });
  }

  get zoom(): Zoom {
    const { k, x, y } = this.transform;
    return { scale: k, x, y };
  }

  /** Draws a scene. Where it is seen from stays, unless there was none. */
  show(scene: Scene, layout: Layout, describe: Descriptions, label: string): void {
    [this.scene, this.layout, this.describe, this.drawn] = [scene, layout, describe, undefined];
    this.place = new Map(scene.items.map(({ key }, index) => [key, index]));
    this.element.setAttribute("aria-label", label);
    const { left, top, width, height } = layout.bounds;
    this.zooming.translateExtent([
      [left - 600, top - 400],
      [left + width + 600, top + height + 400],
    ]);
    if (this.current === undefined || !layout.boxes.has(this.current)) this.current = scene.items[0]?.key;
    this.update();
  }

  /** The fonts of the theme may have changed. */
  redraw(): void {
    this.fonts = fontsOf(getComputedStyle(document.body));
    this.drawn = undefined;
    this.layers.cards.selectAll<DrawnCard, Item>("g.card").each((_, index, groups) => {
      groups[index]!.drawnFor = undefined;
    });
    this.update();
  }

  setZoom({ scale, x, y }: Zoom): void {
    this.apply(zoomIdentity.translate(x, y).scale(scale));
  }

  /** The first look: all of it if that can be read, else its beginning. */
  begin(): void {
    const { whole, scale } = this.fitting();
    if (scale >= READABLE_SCALE) {
      this.apply(whole);
      return;
    }
    const { width } = this.size();
    const { bounds } = this.layout!;
    const wanted = Math.min(0.85, Math.max(READABLE_SCALE, (width - 2 * MARGIN) / bounds.width));
    this.apply(
      zoomIdentity
        .translate(width / 2, MARGIN)
        .scale(wanted)
        .translate(-this.middle(), 0),
    );
  }

  fit(): void {
    this.glideTo(this.fitting().whole);
  }

  scaleBy(factor: number): void {
    const { width, height } = this.size();
    const [x, y] = [width / 2, height / 2];
    const { k } = this.transform;
    const scale = Math.max(LEAST_SCALE, Math.min(GREATEST_SCALE, k * factor));
    const [worldX, worldY] = this.transform.invert([x, y]);
    this.glideTo(zoomIdentity.translate(x, y).scale(scale).translate(-worldX, -worldY));
  }

  /** Makes a card the one that is selected and that the tab key leads to. */
  select(key: string | undefined, { focus = false, reveal = true } = {}): void {
    this.current = key ?? this.scene?.items[0]?.key;
    this.element.classList.toggle("none-selected", key === undefined);
    if (key !== undefined && reveal) this.reveal(key);
    this.update();
    if (focus) this.cardOf(this.current)?.focus({ preventScroll: true });
  }

  setMatches(keys: ReadonlySet<string>): void {
    this.matches = keys;
    this.mark();
  }

  /** Brings a card into view, as little as is needed. */
  reveal(key: string): void {
    const box = this.layout?.boxes.get(key);
    if (!box) return;
    const { k, x, y } = this.transform;
    const { width, height } = this.size();
    const edge = { x: Math.min(MARGIN, width / 8), y: Math.min(2 * MARGIN, height / 8) };
    const shift = (begin: number, size: number, room: number, margin: number): number => {
      if (begin < margin) return margin - begin;
      if (begin + size > room - margin) return Math.max(margin - begin, room - margin - begin - size);
      return 0;
    };
    const dx = shift(box.left * k + x, box.width * k, width, edge.x);
    const dy = shift(box.top * k + y, box.height * k, height, edge.y);
    if (dx !== 0 || dy !== 0) this.glideTo(zoomIdentity.translate(x + dx, y + dy).scale(k));
  }

  /** After the element has got another size. */
  resized(): void {
    this.drawn = undefined;
    this.update();
  }

  private get transform(): ZoomTransform {
    return zoomTransform(this.element);
  }

  private size(): { readonly width: number; readonly height: number } {
    const { width, height } = this.element.getBoundingClientRect();
    return { width: Math.max(1, width), height: Math.max(1, height) };
  }

  /** The middle of the graph's straight line. */
  private middle(): number {
    const first = this.layout!.boxes.get(this.scene!.items[0]!.key)!;
    return first.left + first.width / 2;
  }

  private fitting(): { readonly whole: ZoomTransform; readonly scale: number } {
    const { width, height } = this.size();
    const { bounds } = this.layout!;
    const wanted = Math.min((width - 2 * MARGIN) / bounds.width, (height - 2 * MARGIN) / bounds.height, 1);
    const scale = Math.max(LEAST_SCALE, wanted);
    const x = width / 2 - (bounds.left + bounds.width / 2) * scale;
    const y = Math.max(MARGIN, (height - bounds.height * scale) / 2) - bounds.top * scale;
    return { whole: zoomIdentity.translate(x, y).scale(scale), scale: wanted };
  }

  private scroll(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const [across, down] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    const { k } = this.transform;
    select(this.element).call((target) => this.zooming.translateBy(target, (-across * unit) / k, (-down * unit) / k));
  }

  private apply(transform: ZoomTransform): void {
    select(this.element).call((target) => this.zooming.transform(target, transform));
  }

  private glideTo(target: ZoomTransform): void {
    const from = this.transform;
    if (prefersStillness()) {
      this.apply(target);
      return;
    }
    const begin = performance.now();
    let own = -1;
    const step = (now: number): void => {
      // The hand, or another glide, has taken over.
      if (own >= 0 && this.gliding !== own) return;
      const part = Math.min(1, Math.max(0, (now - begin) / GLIDE_MS));
      const eased = 1 - (1 - part) ** 3;
      const mix = (a: number, b: number): number => a + (b - a) * eased;
      this.apply(zoomIdentity.translate(mix(from.x, target.x), mix(from.y, target.y)).scale(mix(from.k, target.k)));
      own = this.gliding;
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  private moveTo({ k, x, y }: ZoomTransform): void {
    // Lines stay crisp at 100 % when nothing is between two pixels.
    const [left, top] = k === 1 ? [Math.round(x), Math.round(y)] : [x, y];
    this.world.attr("transform", `translate(${left},${top}) scale(${k})`);
    this.element.classList.toggle("far", k < FAR_SCALE);
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.update();
    });
  }

  /** Puts into the page what can be seen, and takes out what cannot. */
  private update(): void {
    if (!this.scene || !this.layout) return;
    const { k, x, y } = this.transform;
    const { width, height } = this.size();
    const [left, top] = [(-x - OVERSCAN) / k, (-y - OVERSCAN) / k];
    const [right, bottom] = [left + (width + 2 * OVERSCAN) / k, top + (height + 2 * OVERSCAN) / k];
    const inSight = (box: Box): boolean =>
      box.left <= right && box.left + box.width >= left && box.top <= bottom && box.top + box.height >= top;

    const { boxes, routes, brackets } = this.layout;
    // The card that may have the focus stays, wherever it is.
    const items = this.scene.items.filter(({ key }) => key === this.current || inSight(boxes.get(key)!));
    const seen = JSON.stringify(items.map(({ key }) => key));
    if (seen !== this.drawn) {
      this.drawn = seen;
      this.drawItems(items);
      const links = routes.filter(({ reach }) => inSight(reach));
      drawLinks(this.layers.links, links);
      drawLabels(this.layers.labels, links);
      drawBrackets(
        this.layers.brackets,
        brackets.filter((bracket) => inSight(bracketBox(bracket))),
        {
          title: (fold) => `${this.describe!.texts.fold}: ${this.describe!.foldTitle(fold)}`,
          fold: (fold) => this.events.fold(fold),
        },
      );
    }
    this.mark();
  }

  private drawItems(items: readonly Item[]): void {
    const { boxes } = this.layout!;
    this.layers.cards
      .selectAll<SVGGElement, Item>("g.card")
      .data(items, ({ key }) => key)
      .join((enter) =>
        enter
          .append("g")
          .attr("role", "treeitem")
          .on("click", (_, item) => this.events.choose(item))
          .on("focus", (event: FocusEvent, item) => {
            if (this.current !== item.key) this.events.focus(item);
            if ((event.target as Element).matches(":focus-visible")) this.reveal(item.key);
          })
          .on("mouseenter", (_, item) => this.point(item))
          .on("mouseleave", () => this.point(undefined)),
      )
      .order()
      .attr("aria-setsize", this.scene!.items.length)
      .attr("aria-posinset", ({ key }) => this.place.get(key)! + 1)
      .attr("aria-level", 1)
      .attr("aria-expanded", (item) => (item.kind === "fold" ? "false" : null))
      .attr("aria-label", (item) => this.describe!.label(item))
      .attr("class", (item) => `card ${item.kind} ${worst(item)}`)
      .attr("transform", ({ key }) => `translate(${boxes.get(key)!.left},${boxes.get(key)!.top})`)
      .each((item, index, groups) => {
        const group = groups[index] as DrawnCard;
        if (group.drawnFor === item) return;
        group.drawnFor = item;
        drawCard(group, item, boxes.get(item.key)!, this.fonts, this.describe!);
      });
  }

  /** Shows which card is selected, found, or pointed at, and which edges belong to it. */
  private mark(): void {
    const chosen = this.element.classList.contains("none-selected") ? undefined : this.current;
    this.layers.cards
      .selectAll<SVGGElement, Item>("g.card")
      .attr("tabindex", ({ key }) => (key === this.current ? 0 : -1))
      .attr("aria-selected", ({ key }) => String(key === chosen))
      .classed("selected", ({ key }) => key === chosen)
      .classed("match", ({ key }) => this.matches.has(key))
      .classed("moves", ({ key }) => key === this.moved);
    this.layers.links
      .selectAll<SVGGElement, Route>("g.link")
      .classed("near", ({ from, to }) => from === chosen || to === chosen);
  }

  /** A ghost under the pointer shows which layer it would move. */
  private point(item: Item | undefined): void {
    const moves = item?.kind === "ghost" ? item.ghost.moves : undefined;
    this.moved = moves === undefined ? undefined : this.scene?.itemOf.get(moves);
    this.mark();
  }

  private cardOf(key: string | undefined): SVGGElement | undefined {
    return (
      this.layers.cards
        .selectAll<SVGGElement, Item>("g.card")
        .filter((item) => item.key === key)
        .node() ?? undefined
    );
  }
}

function worst(item: Item): string {
  const nodes = item.kind === "layer" ? [item.node] : item.kind === "fold" ? item.fold.nodes : [];
  const severities = nodes.flatMap(({ problems, hints }) => [...problems, ...hints].map(({ severity }) => severity));
  return severities.includes("error") ? "error" : severities.includes("warning") ? "warning" : "";
}
