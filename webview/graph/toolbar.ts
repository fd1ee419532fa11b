/** The line above the graph: which model, its totals, and what can be done with the view. */
import type { GraphPicture } from "../../src/protocol/graphView";
import { iconButton, updateButton } from "../base/button";
import { cut } from "../base/cut";
import { element, setAttributes, setText } from "../base/dom";
import { icons, type IconName } from "../base/iconPaths";
import type { Descriptions } from "./describe";

export interface ToolbarActions {
  showModel(index: number): void;
  find(): void;
  toggleGhosts(): void;
  toggleFolds(): void;
  compare(): void;
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  keys(): void;
}

export interface ToolbarState {
  readonly picture: GraphPicture;
  readonly ghosts: boolean;
  readonly folds: number;
  readonly allFolded: boolean;
  readonly scale: number;
}

export class Toolbar {
  readonly element: HTMLElement;
  private readonly title = element("h1");
  private readonly choice: HTMLSelectElement;
  private readonly file = element("span", { class: "file" });
  private readonly totals = element("p", { class: "totals" });
  private readonly ghosts: HTMLButtonElement;
  private readonly folds: HTMLButtonElement;
  private readonly scale = element("output", { class: "scale" });
  private models = "";

  constructor(
    private readonly describe: Descriptions,
    actions: ToolbarActions,
  ) {
    const { texts } = describe;
    this.choice = element("select", { "aria-label": texts.chooseModel }, [], {
      change: () => actions.showModel(this.choice.selectedIndex),
    });
    this.ghosts = iconButton("ghost", texts.suggestions, () => actions.toggleGhosts(), { pressed: true });
    this.folds = iconButton("fold", texts.foldAll, () => actions.toggleFolds());
    const group = (...children: readonly HTMLElement[]): HTMLElement => element("div", { class: "group" }, children);
    this.element = element("header", { class: "toolbar" }, [
      element("div", { class: "which" }, [
        element("div", { class: "model" }, [this.title, this.choice, this.file]),
        this.totals,
      ]),
      element("div", { class: "tools" }, [
        group(
          iconButton("find", texts.find, () => actions.find(), { title: `${texts.find} (/)` }),
          this.ghosts,
          this.folds,
          iconButton("flask", texts.compare, () => actions.compare()),
        ),
        group(
          iconButton("minus", texts.zoomOut, () => actions.zoomOut(), { title: `${texts.zoomOut} (-)` }),
          this.scale,
          iconButton("plus", texts.zoomIn, () => actions.zoomIn(), { title: `${texts.zoomIn} (+)` }),
          iconButton("fit", texts.fit, () => actions.fit(), { title: `${texts.fit} (0)` }),
        ),
        iconButton("keys", texts.keys, () => actions.keys(), { title: `${texts.keys} (?)` }),
      ]),
    ]);
  }

  update({ picture, ghosts, folds, allFolded, scale }: ToolbarState): void {
    const { texts } = this.describe;
    const several = picture.models.length > 1;
    setText(this.title, cut(picture.models[picture.shown] ?? ""));
    setText(this.file, cut(picture.file));
    const models = JSON.stringify(picture.models);
    if (models !== this.models) {
      this.models = models;
      this.choice.replaceChildren(...picture.models.map((name) => element("option", {}, [cut(name)])));
    }
    this.choice.selectedIndex = picture.shown;
    this.choice.hidden = !several;
    this.title.classList.toggle("unseen", several);
    const totals = this.describe.totals(picture);
    if (this.totals.title !== totals.join(" · ")) {
      this.totals.title = totals.join(" · ");
      this.totals.replaceChildren(...totals.map((part) => element("span", {}, [part])));
    }

    this.ghosts.hidden = picture.ghosts.length === 0;
    updateButton(this.ghosts, { pressed: ghosts });
    this.folds.hidden = folds === 0;
    const label = allFolded ? texts.unfoldAll : texts.foldAll;
    setAttributes(this.folds, { "aria-label": label, title: label });
    const sign: IconName = allFolded ? "unfold" : "fold";
    this.folds.querySelector("path")?.setAttribute("d", icons[sign]);
    setText(this.scale, `${Math.round(scale * 100)} %`);
  }
}
