/** What stands in place of a graph when there is none: a way on, and never an empty page. */
import { fill } from "../../src/base/fill";
import type { GraphView, Reason } from "../../src/protocol/graphView";
import type { GraphTexts } from "../../src/protocol/graphTexts";
import { textButton } from "../base/button";
import { cut, plain } from "../base/cut";
import { element } from "../base/dom";
import { icon } from "../base/icons";

export function emptyPage(
  { file }: GraphView & { readonly kind: "empty" },
  texts: GraphTexts,
  openExample: () => void,
): HTMLElement {
  return element("main", { class: "page" }, [
    icon("model"),
    element("h1", {}, [texts.emptyTitle]),
    file !== undefined && element("p", { class: "about" }, [fill(texts.emptyFile, cut(file))]),
    element("p", {}, [texts.emptyText]),
    textButton(texts.openExample, openExample, { look: "primary" }),
  ]);
}

export function unreadPage(
  { file, reasons }: GraphView & { readonly kind: "unread" },
  texts: GraphTexts,
  reveal: (reason: string) => void,
): HTMLElement {
  const place = ({ id, line }: Reason): HTMLElement | false =>
    line !== undefined && textButton(fill(texts.line, line), () => reveal(id));
  return element("main", { class: "page unread" }, [
    icon("unknown"),
    element("h1", {}, [texts.unreadTitle]),
    element("p", {}, [fill(texts.unreadText, cut(file))]),
    element(
      "ul",
      {},
      reasons.map((reason) =>
        element("li", {}, [icon("warning"), element("p", {}, [plain(reason.message)]), place(reason)]),
      ),
    ),
    element("p", { class: "about" }, [texts.unreadAdvice]),
  ]);
}

/** The host does not answer as it should: the panel cannot go on. */
export const failedPage = (message: string, texts: GraphTexts): HTMLElement =>
  element("main", { class: "page" }, [
    icon("error"),
    element("h1", {}, [texts.failedTitle]),
    element("p", {}, [message]),
    element("p", { class: "about" }, [texts.failedText]),
  ]);
