/** What there is to read about the selected layer, below the graph: problems and hints in full, and their fixes. */
import { fill } from "../../src/base/fill";
import type { Note, PictureNode } from "../../src/protocol/graphView";
import { iconButton, textButton } from "../base/button";
import { cut, plain } from "../base/cut";
import { element } from "../base/dom";
import { icon } from "../base/icons";
import type { Descriptions } from "./describe";
import type { Item } from "./scene";

export interface DetailsActions {
  reveal(node: string): void;
  apply(fix: string, title: string): void;
  prove(note: string): void;
  close(): void;
}

export class Details {
  readonly element = element("section", { class: "details", hidden: true });
  private shown: Item | undefined;

  constructor(
    private readonly describe: Descriptions,
    private readonly actions: DetailsActions,
  ) {
    this.element.setAttribute("aria-label", describe.texts.details);
  }

  /**
   * Nothing is shown for no item, and for one about which there is no more to say than its card does. True when the focus was
   * on something that is gone now.
   */
  show(item: Item | undefined, noteOf: (id: string) => Note | undefined): boolean {
    if (item === this.shown) return false;
    this.shown = item;
    const focused = this.element.contains(document.activeElement);
    const content = item && this.content(item, noteOf);
    this.element.hidden = !content;
    this.element.replaceChildren(...(content ?? []));
    return focused;
  }

  private content(item: Item, noteOf: (id: string) => Note | undefined): HTMLElement[] | undefined {
    const { texts } = this.describe;
    const close = iconButton("close", texts.closeDetails, () => this.actions.close());
    if (item.kind === "ghost") {
      const { id, type, does, kind, hint } = item.ghost;
      const note = noteOf(hint);
      return [
        element("header", {}, [
          icon(kind),
          element("h2", {}, [fill(texts.suggested, cut(type))]),
          textButton(cut(does), () => this.actions.apply(id, does), { look: "primary" }),
          this.prove(note),
          close,
        ]),
        element(
          "ul",
          {},
          note ? [this.note({ id: note.id, severity: note.severity, code: note.code, message: note.message })] : [],
        ),
      ];
    }
    if (item.kind === "fold") return undefined;
    const { node } = item;
    const notes = [...node.problems, ...node.hints];
    if (notes.length === 0 && typeof node.params === "number") return undefined;
    return [
      element("header", {}, [
        icon(node.kind),
        element("h2", {}, [cut(node.type), element("span", { class: "name" }, [cut(node.name)])]),
        textButton(texts.goToSource, () => this.actions.reveal(node.id)),
        close,
      ]),
      element("ul", {}, [...notes.map((note) => this.note(note)), ...this.whyUnknown(node)]),
    ];
  }

  private note(note: Note): HTMLElement {
    const { id, severity, message, fix } = note;
    return element("li", { class: severity }, [
      icon(severity),
      element("p", {}, [
        element("span", { class: "unseen" }, [`${this.describe.texts[severity]}: `]),
        ...withCode(message),
      ]),
      fix !== undefined && textButton(cut(fix), () => this.actions.apply(id, fix)),
      this.prove(note),
    ]);
  }

  private prove(note: Note | undefined): HTMLElement | false {
    if (note?.canProve !== true) return false;
    const { texts } = this.describe;
    return textButton(texts.prove, () => this.actions.prove(note.id), { title: texts.proveHint, sign: "flask" });
  }

  private whyUnknown({ params, problems }: PictureNode): HTMLElement[] {
    if (typeof params === "number" || problems.length > 0) return [];
    const { unknownParams } = this.describe.texts;
    return [element("li", {}, [icon("unknown"), element("p", {}, [`${unknownParams}: ${plain(params.unknown)}`])])];
  }
}

/** What stands between backticks is code. */
const withCode = (message: string): (Node | string)[] =>
  plain(message)
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? element("code", {}, [part]) : part));
