/** Draws what stands between and beside the cards: edges, the shapes on them, and brackets around repeats. */
import { select, type Selection } from "d3-selection";
import type { Box, Bracket } from "./layout";
import type { Route } from "./routes";
import type { Fold } from "./scene";

type Group = Selection<SVGGElement, unknown, null, undefined>;

const keyOf = ({ from, to }: Route): string => JSON.stringify([from, to]);

export function drawLinks(target: Group, routes: readonly Route[]): void {
  target
    .selectAll<SVGGElement, Route>("g.link")
    .data(routes, keyOf)
    .join((enter) => {
      const group = enter.append("g").attr("class", "link");
      group.append("path").attr("class", "line");
      group.append("path").attr("class", "arrow");
      return group;
    })
    .each((route, index, groups) => {
      const group = select(groups[index]!);
      const [x, y] = route.end;
      group.select(".line").attr("d", route.path);
      group.select(".arrow").attr("d", `M${x},${y}l-4,-7h8z`);
    });
}

export function drawLabels(target: Group, routes: readonly Route[]): void {
  target
    .selectAll<SVGGElement, Route>("g.label")
    .data(
      routes.filter(({ label }) => label),
      keyOf,
    )
    .join((enter) => {
      const group = enter.append("g").attr("class", "label");
      group.append("rect").attr("rx", 3);
      group.append("text");
      return group;
    })
    .each((route, index, groups) => {
      const { left, top, width, height, text } = route.label!;
      const group = select(groups[index]!);
      group.select("rect").attr("x", left).attr("y", top).attr("width", width).attr("height", height);
      group
        .select("text")
        .attr("x", left + width / 2)
        .attr("y", top + 12)
        .text(text);
    });
}

export interface BracketActions {
  readonly title: (fold: Fold) => string;
  readonly fold: (fold: Fold) => void;
}

export const bracketBox = ({ left, top, bottom }: Bracket): Box => ({
  left: left - 20,
  top,
  width: 30,
  height: bottom - top,
});

export function drawBrackets(target: Group, brackets: readonly Bracket[], actions: BracketActions): void {
  target
    .selectAll<SVGGElement, Bracket>("g.bracket")
    .data(brackets, ({ fold }) => fold.id)
    .join((enter) => {
      const group = enter
        .append("g")
        .attr("class", "bracket")
        .on("click", (_, { fold }) => actions.fold(fold));
      group.append("title");
      group.append("rect").attr("class", "hit");
      group.append("path").attr("class", "line");
      group.append("rect").attr("class", "tab");
      group.append("text");
      return group;
    })
    .each((bracket, index, groups) => {
      const { fold, left, top, bottom, ticks } = bracket;
      const group = select(groups[index]!);
      const x = left + 0.5;
      const ends = `M${x + 6},${top + 0.5}H${x}V${bottom + 0.5}h6`;
      const hit = bracketBox(bracket);
      group.select("title").text(actions.title(fold));
      group.select(".hit").attr("x", hit.left).attr("y", top).attr("width", hit.width).attr("height", hit.height);
      group.select(".line").attr("d", ends + ticks.map((at) => `M${x},${at + 0.5}h6`).join(""));
      const middle = top + 27;
      const times = `${fold.repeat.times}×`;
      const width = 14 + 7 * times.length;
      group
        .select(".tab")
        .attr("x", x - Math.round(width / 2))
        .attr("y", middle - 10)
        .attr("width", width)
        .attr("height", 20)
        .attr("rx", 10);
      group
        .select("text")
        .attr("x", x)
        .attr("y", middle + 4)
        .text(times);
    });
}
