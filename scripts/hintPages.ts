/** The pages of all hints with their pictures, as files: the build writes them. */
import { kerasPython } from "../src/formats/kerasPython";
import { hints } from "../src/hints";
import { beforeAndAfter } from "../src/picture/beforeAfter";
import { hintPageFiles, type HintPicture } from "../src/picture/hintPage";
import { createParser } from "../src/python/parser";
import type { ParserFiles } from "../src/python/tree";
import { stillImage } from "../webview/graph/still";

export async function hintPages(
  parser: ParserFiles,
  chinese: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  const format = kerasPython(await createParser(parser));
  const read = (text: string) => ({ text, reading: format.read({ name: "model.py", text }) });
  const pictures = new Map(
    hints.flatMap((hint): [string, HintPicture][] => {
      const [example] = hint.examples;
      const stills = example && beforeAndAfter(hint, read(example.bad), read(example.good));
      return stills ? [[hint.id, { stills, image: stillImage(stills.before, stills.after) }]] : [];
    }),
  );
  return hintPageFiles(hints, chinese, pictures);
}
