/** What a run was made of: model, data, threads and seed, and what happened while the data was read. */
import { fill } from "../../src/base/fill";
import type { RunFacts } from "../../src/protocol/trainingView";
import { cut, plain } from "../base/cut";
import { element } from "../base/dom";
import { icon } from "../base/icons";
import type { Formats } from "./formats";

export class About {
  readonly element = element("section", { class: "below", hidden: true });
  private made = "";

  constructor(private readonly formats: Formats) {}

  show(facts: RunFacts | undefined): void {
    this.element.hidden = !facts;
    const key = JSON.stringify(facts);
    if (!facts || key === this.made) return;
    this.made = key;
    const { texts } = this.formats;
    const rows: readonly (readonly [string, string])[] = [
      [texts.model, cut(facts.model)],
      [texts.params, this.formats.count(facts.params)],
      [texts.data, cut(facts.data)],
      ...(facts.inputs === undefined ? [] : [[texts.inputs, cut(facts.inputs)] as const]),
      ...(facts.targets === undefined ? [] : [[texts.targets, cut(facts.targets)] as const]),
      [texts.samples, fill(texts.samplesOf, this.formats.count(facts.train), this.formats.count(facts.validation))],
      [texts.threads, this.formats.count(facts.threads)],
      [texts.seed, String(facts.seed)],
      ...(facts.stopEarly === undefined
        ? []
        : [[texts.stopsEarly, fill(texts.stopsAfter, this.formats.epochs(facts.stopEarly))] as const]),
    ];
    this.element.replaceChildren(
      element("h2", {}, [texts.about]),
      element(
        "dl",
        { class: "facts" },
        rows.flatMap(([name, value]) => [element("dt", {}, [name]), element("dd", {}, [value])]),
      ),
      ...(facts.warnings.length > 0
        ? [
            element("h3", {}, [texts.notices]),
            element(
              "ul",
              { class: "notices" },
              facts.warnings.map((warning) => element("li", {}, [icon("warning"), element("p", {}, [plain(warning)])])),
            ),
          ]
        : []),
    );
  }
}
