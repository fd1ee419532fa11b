/** The reading process: files of strangers are read here, where a mistake or an endless loop harms nobody. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeData } from "./data";
import { diskFiles } from "./engine/files";
import { portToParent } from "./engine/fork";
import { neighbour } from "./engine/neighbours";
import { tableColumns } from "./engine/tableColumns";
import { formats } from "./formats";
import { Refusal } from "./formats/format";
import { server } from "./protocol/channel";
import type { ReaderCalls, ReaderEvents } from "./protocol/reader";
import { createParser } from "./python/parser";

const beside = (name: string): Uint8Array => readFileSync(join(__dirname, name));

const port = portToParent();
// no question waits longer than the first for the parser
const known = createParser({
  engine: beside("tree-sitter.wasm"),
  grammar: beside("tree-sitter-python.wasm"),
}).then((python) => formats({ python, neighbour, tableColumns }));

server<ReaderCalls, ReaderEvents>(port, {
  async read(source) {
    const format = (await known).find((one) => one.matches(source));
    return format?.read(source) ?? { models: [], problems: [] };
  },
  async edit(source, model, edits) {
    const format = (await known).find((one) => one.matches(source));
    const answer = format?.edit(source, model, edits) ?? new Refusal("This is not a model file.");
    return answer instanceof Refusal ? { refused: answer.reason } : answer;
  },
  async columns(table) {
    const { columns = [] } = await describeData({ source: table, scale: false }, { files: diskFiles });
    return columns.map(({ name }) => name);
  },
});
port.onClose?.(() => process.exit(0));
