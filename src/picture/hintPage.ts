/** A hint's own page, as Markdown: what it finds, why, how sure that is, and an example before and after. */
import type { Evidence, Hint } from "../hints/hint";
import { ignoreComment } from "../hints/ignore";
import type { Translate } from "./text";

export function hintPageText(hint: Hint, t: Translate): string {
  const evidence: Readonly<Record<Evidence, string>> = {
    theorem: t("It can be proved."),
    formula: t("It follows from a formula with the model's own numbers."),
    measured: t("It has been measured."),
    literature: t("It is what papers and experience say."),
  };
  const python = (code: string): string => ["```python", code.trim(), "```"].join("\n");
  return [
    `# ${hint.title}`,
    `\`${hint.id}\` · ${hint.refactoring ? t("a choice to be measured") : hint.severity} · ${evidence[hint.evidence]}`,
    hint.docs,
    ...hint.examples.flatMap(({ bad, good }) => [`## ${t("Before")}`, python(bad), `## ${t("After")}`, python(good)]),
    `## ${t("To ignore it")}`,
    t("On one line, with a comment; for all files, with the setting {0}.", "`batchwise.hints.rules`"),
    python(`layers.Dense(64)  ${ignoreComment(hint.id)}`),
  ].join("\n\n");
}
