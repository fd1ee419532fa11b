/** The graph's panel when there is a model: toolbar, drawing, find field and details, and what they do to each other. */
import { fill } from "../../src/base/fill";
import type { GraphPicture, Note } from "../../src/protocol/graphView";
import { cut, plain } from "../base/cut";
import { element, setText } from "../base/dom";
import { onThemeChange } from "../base/theme";
import type { Descriptions } from "./describe";
import { Details } from "./details";
import { findNodes } from "./find";
import { FindBar } from "./findBar";
import { keysHelp } from "./keysHelp";
import { layOut, type Layout } from "./layout";
import { foldKey, foldsOf, layerKey, makeScene, type Fold, type Item, type Scene } from "./scene";
import type { GraphState } from "./state";
import { Toolbar } from "./toolbar";
import { GraphSurface } from "./view";
import { moveOf, walk } from "./walk";

export interface PanelActions {
  reveal(node: string): void;
  /** Answers with the reason when the edit was refused. */
  apply(fix: string): Promise<string | undefined>;
  prove(note: string): void;
  compare(): void;
  showModel(index: number): void;
  keep(state: GraphState): void;
}

/** A longer model is first shown with its repeated blocks folded. */
const LONG_MODEL = 60;
const STATUS_MS = 6_000;
const KEEP_MS = 250;

export class GraphPanel {
  readonly element: HTMLElement;
  private readonly toolbar: Toolbar;
  private readonly surface: GraphSurface;
  private readonly findBar: FindBar;
  private readonly details: Details;
  private readonly keys: HTMLDialogElement;
  private readonly notice = element("p", { class: "notice", role: "status", hidden: true });
  private readonly status = element("p", { class: "status", role: "status" });
  private readonly noteById = new Map<string, Note>();
  private picture!: GraphPicture;
  private folds: readonly Fold[] = [];
  private foldChoices: Record<string, boolean> = {};
  private ghosts = true;
  private scene!: Scene;
  private layout!: Layout;
  private selected: string | undefined;
  private statusTimer = 0;
  private keepTimer = 0;
  private placed = false;
  private applying = false;
  /** A button of the mouse is down. */
  private pointing = false;

  constructor(
    private readonly describe: Descriptions,
    private readonly actions: PanelActions,
    private restored: GraphState | undefined,
  ) {
    this.surface = new GraphSurface({
      choose: (item) => this.choose(item),
      focus: (item) => this.select(item.key, { reveal: false }),
      fold: (fold) => this.toggleFold(fold),
      zoomed: () => {
        this.updateToolbar();
        this.keepSoon();
      },
    });
    this.toolbar = new Toolbar(describe, {
      showModel: (index) => actions.showModel(index),
      find: () => this.findBar.open(),
      toggleGhosts: () => this.toggleGhosts(),
      toggleFolds: () => this.toggleFolds(),
      compare: () => actions.compare(),
      zoomIn: () => this.surface.scaleBy(1.25),
      zoomOut: () => this.surface.scaleBy(0.8),
      fit: () => this.surface.fit(),
      keys: () => this.keys.showModal(),
    });
    this.findBar = new FindBar(describe.texts, {
      search: (query) => this.search(query),
      go: (node) => this.go(node),
      close: () => this.select(this.selected, { focus: true }),
    });
    this.details = new Details(describe, {
      reveal: (node) => actions.reveal(node),
      apply: (fix, title) => void this.apply(fix, title),
      prove: (note) => actions.prove(note),
      close: () => this.select(undefined, { focus: true }),
    });
    this.keys = keysHelp(describe.texts);
    const stage = element("main", { class: "stage" }, [this.surface.element, this.findBar.element, this.status]);
    this.element = element("div", { class: "panel" }, [
      this.toolbar.element,
      this.notice,
      stage,
      this.details.element,
      this.keys,
    ]);
    this.surface.element.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("keydown", (event) => this.onAnyKey(event));
    for (const [event, pointing] of [
      ["pointerdown", true],
      ["pointerup", false],
      ["pointercancel", false],
    ] as const)
      document.addEventListener(event, () => (this.pointing = pointing), { capture: true });
    // who comes by a key finds the keys working at once; who comes by a click has said where the focus goes
    window.addEventListener("focus", () => {
      setTimeout(() => {
        if (this.placed && this.hasFocus) this.select(this.selected, { focus: true, reveal: false });
      });
    });
    new ResizeObserver(() => this.onResize()).observe(stage);
    onThemeChange(() => this.surface.redraw());
  }

  show(picture: GraphPicture): void {
    const other = this.modelOf(this.picture) !== this.modelOf(picture);
    this.picture = picture;
    this.noteById.clear();
    for (const { problems, hints } of picture.nodes)
      for (const note of [...problems, ...hints]) this.noteById.set(note.id, note);
    this.folds = foldsOf(picture);
    if (other) this.startModel();
    this.notice.hidden = picture.notice === undefined;
    setText(this.notice, plain(picture.notice ?? ""));
    this.draw();
    if (other) this.place();
    this.findBar.refresh();
  }

  /** The cursor stands in this node. */
  selectNode(node: string | undefined): void {
    const key = node === undefined ? undefined : this.scene.itemOf.get(node);
    this.select(key, { focus: this.hasFocus });
  }

  /** The keys are meant for the graph: a card has the focus, or nothing has it in a panel that does. */
  private get hasFocus(): boolean {
    const { activeElement } = document;
    const isNowhere = document.hasFocus() && !this.pointing && activeElement === document.body;
    return isNowhere || this.surface.element.contains(activeElement);
  }

  private modelOf(picture: GraphPicture | undefined): string {
    return picture ? JSON.stringify([picture.file, picture.models[picture.shown]]) : "";
  }

  private startModel(): void {
    const { restored } = this;
    const same = restored?.model === this.modelOf(this.picture);
    this.foldChoices = same ? { ...restored.folds } : {};
    this.ghosts = same ? restored.ghosts : this.ghosts;
    this.selected = undefined;
    this.placed = false;
  }

  /** The first view of a model; waits until there is room to see it in. */
  private place(): void {
    if (this.placed || this.surface.element.clientWidth === 0 || !this.element.isConnected) return;
    this.placed = true;
    if (this.restored?.model === this.modelOf(this.picture)) this.surface.setZoom(this.restored.zoom);
    else this.surface.begin();
    this.restored = undefined;
  }

  private onResize(): void {
    this.place();
    this.surface.resized();
  }

  private isFolded(fold: Fold): boolean {
    return this.foldChoices[fold.id] ?? this.picture.nodes.length > LONG_MODEL;
  }

  private draw(): void {
    const { picture, folds, ghosts } = this;
    const before = (this.scene as Scene | undefined) && this.itemAt(this.selected);
    this.scene = makeScene(picture, { folds, folded: (fold) => this.isFolded(fold), ghosts });
    this.layout = layOut(this.scene);
    const model = picture.models[picture.shown] ?? picture.file;
    const label = [fill(this.describe.texts.graphOf, cut(model)), ...this.describe.totals(picture)].join(", ");
    const focus = this.hasFocus;
    this.surface.show(this.scene, this.layout, this.describe, label);
    this.select(this.stillThere(before), { reveal: false, focus });
    this.updateToolbar();
  }

  /** What was selected, or what stands in its place: after a ghost was made real, the layer behind it. */
  private stillThere(before: Item | undefined): string | undefined {
    if (!before || this.layout.boxes.has(before.key)) return before?.key;
    const node = before.kind === "ghost" ? before.ghost.to : before.kind === "layer" ? before.node.id : undefined;
    return node === undefined ? undefined : this.scene.itemOf.get(node);
  }

  private updateToolbar(): void {
    const { picture, ghosts, folds } = this;
    const allFolded = folds.every((fold) => this.isFolded(fold));
    this.toolbar.update({ picture, ghosts, folds: folds.length, allFolded, scale: this.surface.zoom.scale });
  }

  private itemAt(key: string | undefined): Item | undefined {
    return this.scene.items.find((item) => item.key === key);
  }

  private select(key: string | undefined, options: { readonly focus?: boolean; readonly reveal?: boolean } = {}): void {
    this.selected = key;
    const lost = this.details.show(this.itemAt(key), (id) => this.noteById.get(id));
    this.surface.select(key, lost ? { ...options, focus: true } : options);
  }

  private choose(item: Item): void {
    this.select(item.key, { focus: true });
    if (item.kind === "layer") this.actions.reveal(item.node.id);
    else if (item.kind === "fold") this.toggleFold(item.fold);
    else void this.apply(item.ghost.id, item.ghost.does);
  }

  private async apply(fix: string, title: string): Promise<void> {
    // A second click on the same, before the first is answered.
    if (this.applying) return;
    this.applying = true;
    const refused = await this.actions.apply(fix);
    this.applying = false;
    const { texts } = this.describe;
    this.say(refused === undefined ? fill(texts.applied, cut(title)) : fill(texts.refused, plain(refused)));
  }

  private say(sentence: string): void {
    setText(this.status, sentence);
    clearTimeout(this.statusTimer);
    this.statusTimer = window.setTimeout(() => setText(this.status, ""), STATUS_MS);
  }

  private toggleFold(fold: Fold): void {
    const folded = this.isFolded(fold);
    this.foldChoices[fold.id] = !folded;
    this.draw();
    this.select(folded ? layerKey(fold.nodes[0]!.id) : foldKey(fold.id), { focus: true });
    this.keepSoon();
  }

  private toggleFolds(): void {
    const fold = !this.folds.every((one) => this.isFolded(one));
    for (const { id } of this.folds) this.foldChoices[id] = fold;
    this.draw();
    this.surface.begin();
    this.keepSoon();
  }

  private toggleGhosts(): void {
    this.ghosts = !this.ghosts;
    this.draw();
    this.keepSoon();
  }

  private search(query: string): readonly string[] {
    const found = findNodes(this.picture.nodes, query);
    this.surface.setMatches(new Set(found.map((node) => this.scene.itemOf.get(node)!)));
    return found;
  }

  /** Shows a node even when it is folded away. */
  private go(node: string): void {
    const hiding = this.folds.find((fold) => this.isFolded(fold) && fold.nodes.some(({ id }) => id === node));
    if (hiding) {
      this.foldChoices[hiding.id] = false;
      this.draw();
    }
    this.select(this.scene.itemOf.get(node));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const item = this.itemAt(this.selected) ?? this.scene.items[0];
    if (!item) return;
    const move = moveOf[event.key];
    if (move) this.select(walk(this.scene, this.layout, item.key, move), { focus: true });
    else if (event.key === "Enter") this.choose(item);
    else if (event.key === " ") this.foldAround(item);
    else if (event.key === "Escape") this.select(undefined, { focus: true });
    else return;
    event.preventDefault();
  }

  /** Keys that work wherever the focus is, but in a field. */
  private onAnyKey(event: KeyboardEvent): void {
    const typing = event.target instanceof Element && event.target.closest("input, select, dialog[open]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !this.element.isConnected) return;
    if (event.key === "/") this.findBar.open();
    else if (event.key === "0") this.surface.fit();
    else if (event.key === "+" || event.key === "=") this.surface.scaleBy(1.25);
    else if (event.key === "-") this.surface.scaleBy(0.8);
    else if (event.key === "?") this.keys.showModal();
    else return;
    event.preventDefault();
  }

  private foldAround(item: Item): void {
    const around =
      item.kind === "fold"
        ? item.fold
        : item.kind === "layer"
          ? this.folds.find(({ nodes }) => nodes.includes(item.node))
          : undefined;
    if (around) this.toggleFold(around);
  }

  private keepSoon(): void {
    clearTimeout(this.keepTimer);
    this.keepTimer = window.setTimeout(() => {
      if (!this.placed) return;
      this.actions.keep({
        version: 1,
        model: this.modelOf(this.picture),
        zoom: this.surface.zoom,
        folds: this.foldChoices,
        ghosts: this.ghosts,
      });
    }, KEEP_MS);
  }
}
