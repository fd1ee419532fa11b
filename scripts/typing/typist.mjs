// One process that reads (`reader`) or judges (`editor`) a text after every key, as the one that it was before or as one that nobody has
// seen (`alone`): started by `scripts/typing.mjs`.
import { loadReader } from "../reader/load.mjs";

const [part, kind] = process.argv.slice(2);
const isAlone = kind === "alone";
const { formats, hints, paint } = await loadReader(`typing-${part}-${kind}.cjs`);
const [format] = formats;
let asked = 0;
let last = {};

const work = {
  // Another name is another file: nothing is remembered of it.
  reader: ({ name, text }) => format.read({ name: isAlone ? `${name}-${asked++}.py` : `${name}.py`, text }),
  editor({ name, text, reading }) {
    const before = !isAlone && last.name === name ? { picture: last.picture, changes: [] } : undefined;
    last = { name, picture: paint(text, reading, { hints }, before) };
  },
}[part];

/** Of the thread that answers, where Node can tell it: what others compile meanwhile keeps nobody waiting. */
const spent = (begin) => (process.threadCpuUsage ? process.threadCpuUsage(begin) : process.cpuUsage(begin));

process.on("message", (question) => {
  const begin = spent();
  const answer = work(question);
  const { user, system } = spent(begin);
  process.send({ ms: (user + system) / 1000, answer });
});
process.send("ready");
