/** The list of keys, as a dialog. */
import type { GraphTexts } from "../../src/protocol/graphTexts";
import { textButton } from "../base/button";
import { element } from "../base/dom";

export function keysHelp(texts: GraphTexts): HTMLDialogElement {
  const rows: readonly (readonly [keys: readonly string[], does: string])[] = [
    [["↑", "↓", "←", "→"], texts.keyArrows],
    [["Home", "End"], texts.keyEnds],
    [["Enter"], texts.keyEnter],
    [["Space"], texts.keySpace],
    [["/"], texts.keyFind],
    [["0"], texts.keyFit],
    [["+", "−"], texts.keyZoom],
    [["Esc"], texts.keyEscape],
  ];
  const dialog = element("dialog", { class: "keys", "aria-label": texts.keys }, [
    element("h2", {}, [texts.keys]),
    element(
      "dl",
      {},
      rows.flatMap(([keys, does]) => [
        element(
          "dt",
          {},
          keys.map((key) => element("kbd", {}, [key])),
        ),
        element("dd", {}, [does]),
      ]),
    ),
    textButton(texts.closeFind, () => dialog.close()),
  ]);
  return dialog;
}
