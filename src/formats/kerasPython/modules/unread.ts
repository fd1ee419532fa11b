/** Libraries that read what is not read here: what they give is unknown, and it is said what to do instead. */
import { unread } from "../../../model/unread";
import { builtin } from "../../../python/members";
import type { Run } from "../../../python/modules/module";
import { pathText } from "../../../python/modules/paths";
import { everlasting } from "../../../python/footprint";
import { none, text, tuple, unknown, type External } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { rememberDownload } from "../arrays/place";
import { Lost, step } from "../arrays/trace";
import { arrayOf } from "../numpy/making";
import { open, outside } from "./open";

/** Something of a library that is not read, and everything in it. */
export const unreadBy = (what: string, reason: string): External =>
  everlasting({
    kind: "external",
    what,
    attribute: (name) => unreadBy(`${what}.${name}`, reason),
    call: (_, { span }) => unknown(reason, span),
  });

/** `urlretrieve(url, "file.csv")`: where the file will lie, and where it comes from. */
const urlretrieve = builtin("urllib.request.urlretrieve", (args, { span }, machine) => {
  const [url, file] = [pathText(args.pick(0, "url")), pathText(args.pick(1, "filename"))];
  if (url === undefined || file === undefined) return unknown(unread.network, span);
  rememberDownload(machine, file, url);
  return tuple([text(file, span), unknown(unread.network, span)], span);
});

/** `zscore(x)`: each column with a mean of zero and a deviation of one. */
const zscore: Run = (args, site, machine) => {
  const array = arrayOf(machine, args.pick(0, "a") ?? none, site);
  if (!(array instanceof ArrayValue))
    return array.kind === "unknown" ? array : unknown("this is not followed", site.span);
  const more = ["ddof", "nan_policy", "axis"].find((name) => args.named.has(name)) ?? args.positional[1];
  const over = { axis: [0], keepdims: true };
  const { trace } = array;
  const scaled = step("divide", [step("subtract", [trace, step("mean", [trace], over)]), step("std", [trace], over)]);
  return array.with(
    array.shape,
    site,
    more ? new Lost("this way of taking z scores is not followed", site.span) : scaled,
  );
};

export const unreadModules: Readonly<Record<string, External>> = {
  pickle: unreadBy("pickle", unread.pickle),
  cPickle: unreadBy("cPickle", unread.pickle),
  joblib: unreadBy("joblib", unread.pickle),
  h5py: unreadBy("h5py", unread.hdf5),
  scipy: open(
    "scipy",
    {
      io: unreadBy("scipy.io", unread.matlab),
      stats: open("scipy.stats", { zscore: builtin("scipy.stats.zscore", zscore) }, (name) =>
        outside(`scipy.stats.${name}`),
      ),
    },
    (name) => outside(`scipy.${name}`),
  ),
  sqlite3: unreadBy("sqlite3", unread.database),
  sqlalchemy: unreadBy("sqlalchemy", unread.database),
  openpyxl: unreadBy("openpyxl", unread.excel),
  requests: unreadBy("requests", unread.network),
  urllib: open(
    "urllib",
    { request: open("urllib.request", { urlretrieve }, (name) => unreadBy(`urllib.request.${name}`, unread.network)) },
    (name) => outside(`urllib.${name}`),
  ),
  ...Object.fromEntries(["cv2", "PIL", "imageio", "skimage"].map((name) => [name, unreadBy(name, unread.pictures)])),
};

/** Readers of pandas that are not followed. */
export const unreadTables: Readonly<Record<string, External>> = Object.fromEntries(
  Object.entries({
    read_excel: unread.excel,
    ExcelFile: unread.excel,
    read_sql: unread.database,
    read_sql_query: unread.database,
    read_sql_table: unread.database,
    read_pickle: unread.pickle,
    read_hdf: unread.hdf5,
    read_parquet: unread.table,
    read_feather: unread.table,
    read_json: unread.table,
  }).map(([name, reason]) => [name, unreadBy(`pd.${name}`, reason)]),
);
