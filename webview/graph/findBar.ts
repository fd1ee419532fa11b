/** The field in which a layer is looked for, in the corner of the graph. */
import { fill } from "../../src/base/fill";
import type { GraphTexts } from "../../src/protocol/graphTexts";
import { iconButton } from "../base/button";
import { element, setText } from "../base/dom";

export interface FindActions {
  /** The words changed: gives what was found. */
  search(query: string): readonly string[];
  go(node: string): void;
  close(): void;
}

export class FindBar {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly count = element("output", { class: "count" });
  private found: readonly string[] = [];
  private at = 0;

  constructor(
    private readonly texts: GraphTexts,
    private readonly actions: FindActions,
  ) {
    this.input = element(
      "input",
      { type: "text", role: "searchbox", "aria-label": texts.find, placeholder: texts.findHint, spellcheck: "false" },
      [],
      { input: () => this.search() },
    );
    this.element = element(
      "div",
      { class: "finder", role: "search", hidden: true },
      [
        this.input,
        this.count,
        iconButton("up", texts.previousMatch, () => this.step(-1)),
        iconButton("down", texts.nextMatch, () => this.step(1)),
        iconButton("close", texts.closeFind, () => this.close()),
      ],
      {
        keydown: (event) => {
          if (event.key === "Escape") this.close();
          else if (event.key === "Enter" && event.target === this.input) this.step(event.shiftKey ? -1 : 1);
          else return;
          event.preventDefault();
          event.stopPropagation();
        },
      },
    );
  }

  open(): void {
    this.element.hidden = false;
    this.input.select();
    this.input.focus();
    if (this.input.value !== "") this.search();
  }

  /** The picture has changed: the same words may find others. */
  refresh(): void {
    if (this.element.hidden) return;
    this.found = this.actions.search(this.input.value);
    this.at = Math.min(this.at, Math.max(0, this.found.length - 1));
    this.say();
  }

  private search(): void {
    this.found = this.actions.search(this.input.value);
    this.at = 0;
    this.say();
    if (this.found[0] !== undefined) this.actions.go(this.found[0]);
  }

  private step(by: 1 | -1): void {
    if (this.found.length === 0) return;
    this.at = (this.at + by + this.found.length) % this.found.length;
    this.say();
    this.actions.go(this.found[this.at]!);
  }

  private say(): void {
    const some = this.found.length > 0;
    const said = some ? fill(this.texts.found, this.at + 1, this.found.length) : this.texts.notFound;
    setText(this.count, this.input.value.trim() === "" ? "" : said);
    this.element.classList.toggle("nothing", !some && this.input.value.trim() !== "");
  }

  private close(): void {
    this.element.hidden = true;
    this.actions.search("");
    this.actions.close();
  }
}
