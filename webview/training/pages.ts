/** What stands in place of the training panel when there is nothing to show, or no way to show it. */
import { fill } from "../../src/base/fill";
import type { TrainingTexts } from "../../src/protocol/trainingTexts";
import { textButton } from "../base/button";
import { element } from "../base/dom";
import { icon } from "../base/icons";

/** `below` stands under the button. */
export const emptyPage = (texts: TrainingTexts, train: () => void, below: HTMLElement): HTMLElement =>
  element("main", { class: "page" }, [
    icon("nothing"),
    element("h1", {}, [texts.emptyTitle]),
    element("p", {}, [texts.emptyText]),
    textButton(texts.trainModel, train, { look: "primary", sign: "play" }),
    below,
  ]);

export const failedPage = (message: string, texts: TrainingTexts): HTMLElement =>
  element("main", { class: "page" }, [
    icon("error"),
    element("h1", {}, [texts.failedTitle]),
    element("p", {}, [fill(texts.lost, message)]),
    element("p", { class: "about" }, [texts.failedAdvice]),
  ]);
