/** The same numbers as in the charts, as a table. */
import { fill } from "../../src/base/fill";
import type { Line } from "../../src/protocol/curves";
import { cut } from "../base/cut";
import { element } from "../base/dom";
import type { ShownRun } from "./chartCards";
import type { Formats } from "./formats";
import { tabulate } from "./rows";

const MOST_ROWS = 2_000;

export function numberTable(runs: readonly ShownRun[], by: Line["by"], formats: Formats): HTMLElement {
  const { texts } = formats;
  const axis = by === "step" ? texts.step : texts.epoch;
  const { columns, rows } = tabulate(new Map(runs.map(({ id, series }) => [id, series])), by, MOST_ROWS);
  const nameOf = new Map(runs.map(({ id, name }) => [id, cut(name)]));
  const heading = ({ run, metric, part }: (typeof columns)[number]): string =>
    [...(runs.length > 1 ? [nameOf.get(run)!] : []), `${cut(metric)} (${texts[part]})`].join(" · ");
  const metrics = [...new Set(columns.map(({ metric }) => cut(metric)))].join(", ");
  return element("table", {}, [
    element("caption", { class: "unseen" }, [fill(texts.tableOf, metrics, axis)]),
    element("thead", {}, [
      element("tr", {}, [
        element("th", { scope: "col" }, [axis]),
        ...columns.map((column) => element("th", { scope: "col" }, [heading(column)])),
      ]),
    ]),
    element(
      "tbody",
      {},
      rows.map(({ at, values }) =>
        element("tr", {}, [
          element("th", { scope: "row" }, [formats.count(at)]),
          ...values.map((value) => element("td", {}, [value === undefined ? texts.none : formats.value(value)])),
        ]),
      ),
    ),
  ]);
}
