/** `tqdm`: shows how far a loop is, and gives what it is given. */
import { builtins } from "../../../python/builtins";
import { builtin } from "../../../python/members";
import { none, type External } from "../../../python/value";
import { open } from "./open";

const shown = builtin("tqdm", (args) => args.pick(0, "iterable") ?? none);
const counted = builtins.get("range")!;
const more = { tqdm: shown, trange: counted, tqdm_notebook: shown, tnrange: counted };
const inner: External = open("tqdm", more);

export const tqdm: External = open("tqdm", {
  ...more,
  auto: inner,
  notebook: inner,
  autonotebook: inner,
});
