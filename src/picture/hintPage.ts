/** A hint's own page, as Markdown: what it finds, why, how sure that is, and an example before and after. */
import { fill } from "../base/fill";
import { isChinese, textOf, type Evidence, type Hint } from "../hints/hint";
import { ignoreComment } from "../hints/ignore";
import type { Severity } from "../model/problem";
import { inWords, type BeforeAfter } from "./beforeAfter";
import { english, type Translate } from "./text";

/** The graphs of the first example, before and after. */
export interface HintPicture {
  readonly stills: BeforeAfter;
  /** SVG. */
  readonly image: string;
}

/** The file of a page's picture, beside the page. */
export const pictureFile = (hint: string): string => `${hint}.svg`;

export function hintPageText(hint: Hint, language: string, t: Translate, picture?: HintPicture): string {
  const { title, docs } = textOf(hint, language);
  const evidence: Readonly<Record<Evidence, string>> = {
    theorem: t("It can be proved."),
    formula: t("It follows from a formula with the model's own numbers."),
    measured: t("It has been measured."),
    literature: t("It is what papers and experience say."),
  };
  const severity: Readonly<Record<Severity, string>> = {
    error: t("error"),
    warning: t("warning"),
    info: t("information"),
  };
  const python = (code: string): string => ["```python", code.trim(), "```"].join("\n");
  return [
    `# ${title}`,
    `\`${hint.id}\` · ${hint.refactoring ? t("a choice to be measured") : severity[hint.severity]} · ${evidence[hint.evidence]}`,
    ...(hint.onRequest
      ? [t("It is off until it is asked for: {0}.", `\`"batchwise.hints.rules": { "${hint.id}": "info" }\``)]
      : []),
    docs,
    ...(hint.evidence === "theorem" ? [`**${t("In numbers.")}** ${numbers(hint, language, t)}`] : []),
    ...(picture ? [`![${inWords(picture.stills, t).replaceAll(/[[\]\\]/g, "\\$&")}](${pictureFile(hint.id)})`] : []),
    ...hint.examples.flatMap(({ bad, good }) => [`## ${t("Before")}`, python(bad), `## ${t("After")}`, python(good)]),
    `## ${t("To ignore it")}`,
    t("On one line, with a comment; for all files, with the setting {0}.", "`batchwise.hints.rules`"),
    python(`layers.Dense(64)  ${ignoreComment(hint.id)}`),
  ].join("\n\n");
}

/** How a theorem can be seen with numbers, or why not. */
const numbers = ({ unproven }: Hint, language: string, t: Translate): string =>
  unproven
    ? unproven[isChinese(language) ? "zh" : "en"]
    : t(
        "{0}, and the pointer resting on the hint, check it on your own model: random samples and weights, and the largest difference.",
        "`batchwise check --prove`",
      );

/** The pages as files, for the command line and for reading outside the editor: `ID.md`, `ID.zh-cn.md`, and `ID.svg` for both. */
export const hintPageFiles = (
  hints: readonly Hint[],
  chinese: Readonly<Record<string, string>>,
  pictures: ReadonlyMap<string, HintPicture>,
): ReadonlyMap<string, string> =>
  new Map(
    hints.flatMap((hint): [string, string][] => {
      const picture = pictures.get(hint.id);
      const inChinese: Translate = (text, ...args) => fill(chinese[text] ?? text, ...args);
      return [
        [`${hint.id}.md`, `${hintPageText(hint, "en", english, picture)}\n`],
        [`${hint.id}.zh-cn.md`, `${hintPageText(hint, "zh-cn", inChinese, picture)}\n`],
        ...(picture ? [[pictureFile(hint.id), picture.image] as [string, string]] : []),
      ];
    }),
  );
