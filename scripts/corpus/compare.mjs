/** A model of ours beside the rows that Keras prints. */

/** Keras 2 prints operations under other names, and earlier versions of layers under those of later ones. */
const operationTypes = /^(?:TFOpLambda|TensorFlowOpLayer|SlicingOpLambda|Lambda)$/;
const sameModel = new Set(["Functional", "Sequential", "Model"]);

function sameType(theirs, node, cut) {
  const ours = node.type;
  // Some tables are too narrow for it.
  if (!theirs) return true;
  if (theirs.endsWith("…")) return ours.startsWith(theirs.slice(0, -1)) || node.operation === true;
  if (cut) return ours.startsWith(theirs) || node.operation === true;
  if (theirs === ours || theirs === `Unified${ours}`) return true;
  if (sameModel.has(theirs) && sameModel.has(ours)) return true;
  return node.operation === true && operationTypes.test(theirs);
}

const known = (count) => (typeof count === "number" ? count : undefined);
const dims = (shape) => shape?.map((dim) => (dim === null || typeof dim === "number" ? dim : "?"));

/** Whether two shapes are the same; undefined when that cannot be told. */
function sameShape(theirs, ours, inner) {
  if (!Array.isArray(theirs) || theirs.some((dim) => typeof dim !== "number" && dim !== null)) {
    const first = Array.isArray(theirs) ? theirs[0] : undefined;
    return Array.isArray(first) ? sameShape(first, ours, inner) : "neutral";
  }
  if (!ours) return undefined;
  if (theirs.length !== ours.length) return false;
  // The first is the size of a batch, which some print.
  // Keras 2 prints a model in a model with the sizes that it has by itself.
  const pairs = theirs
    .map((dim, i) => [dim, ours[i]])
    .slice(1)
    .filter(([dim]) => dim !== null || !inner);
  if (pairs.some(([a, b]) => b !== "?" && a !== b)) return false;
  return pairs.some(([, b]) => b === "?") ? undefined : true;
}

/** What is right, wrong and not told. */
export function compare(entry, graph, infer) {
  const analysis = infer(graph);
  const byName = new Map();
  for (const facts of analysis.nodes) byName.set(facts.node.name, facts);
  const inputsShown = entry.layers.some(({ type }) => /^InputL/.test(type));
  const ours = [...byName.values()]
    .filter(({ node }) => node.unlisted !== true && (inputsShown || node.type !== "InputLayer"))
    .map(rowOf);
  const rows = entry.layers;
  const totals = { total: known(analysis.params), trainable: known(analysis.trainableParams) };
  const lines = Array.from(
    { length: Math.max(rows.length, ours.length) },
    (_, i) => `${i}: ${showTheirs(rows[i])}   |   ${showOurs(ours[i])}`,
  );
  const found = { wrong: [], unknown: [] };
  const open = ours.find(({ why }) => why !== undefined);
  // What is not understood may stand for any number of layers, and in another place.
  const uncertain = ours.some(({ node }) => node.opaque !== undefined && node.type === "?");
  if (rows.length !== ours.length) {
    if (open) found.unknown.push(open.why);
    else found.wrong.push(`${ours.length} rows instead of ${rows.length}`);
  } else if (uncertain) found.unknown.push(open.why);
  else for (const [i, row] of rows.entries()) compareRow(row, ours[i], found);
  for (const what of ["total", "trainable"]) {
    const [our, their] = [totals[what], entry[`${what}_params`]];
    if (our === undefined) found.unknown.push(`no ${what} number of parameters`);
    else if (their !== null && their !== undefined && our !== their)
      found.wrong.push(`another ${what} number of parameters`);
    lines.push(`${what} ${their} | ${our}`);
  }
  const verdict = found.wrong.length > 0 ? "wrong" : found.unknown.length > 0 ? "unknown" : "exact";
  const likeness =
    (verdict === "exact" ? 1000 : 0) +
    rows.filter((row, i) => ours[i] && agrees(row, ours[i])).length -
    Math.abs(rows.length - ours.length);
  return { verdict, reasons: verdict === "wrong" ? found.wrong : found.unknown, lines, likeness };
}

const rowOf = ({ node, shape, params, trainableParams }) => ({
  node,
  shape: dims(shape),
  params: known(params),
  trainable: known(trainableParams),
  why: whyOf(node, shape, params),
});

const agrees = (row, our) =>
  sameType(row.type, our.node, row.type_truncated) &&
  row.params === our.params &&
  sameShape(row.output_shape, our.shape, our.node.inner) !== false;

function compareRow(row, our, { wrong, unknown }) {
  if (!sameType(row.type, our.node, row.type_truncated)) {
    if (our.node.opaque === undefined) wrong.push(`${our.node.type} instead of ${row.type}`);
    else unknown.push(our.why ?? our.node.opaque);
  }
  const shape = sameShape(row.output_shape, our.shape, our.node.inner);
  if (shape === false) wrong.push(`${our.node.type} has another shape`);
  else if (shape === undefined) unknown.push(our.why ?? "no shape");
  if (our.params === undefined) unknown.push(our.why ?? "no number of parameters");
  else if (row.params !== null && our.params !== row.params)
    wrong.push(`${our.node.type} has another number of parameters`);
}

const showTheirs = (row) => (row ? `${row.name} ${row.type} ${JSON.stringify(row.output_shape)} ${row.params}` : "-");
const showOurs = (row) => (row ? `${row.node.name} ${row.node.type} ${JSON.stringify(row.shape)} ${row.params}` : "-");

/** Why a row is not complete, without names that differ from file to file. */
function whyOf(node, shape, params) {
  const complete = shape?.every((dim) => dim === null || typeof dim === "number") && typeof params === "number";
  if (complete) return undefined;
  const reason = typeof params !== "number" ? params.unknown : undefined;
  const unclear = shape?.find((dim) => typeof dim === "object" && dim !== null)?.unknown;
  return reason ?? unclear ?? `the shape of ${node.type} is not known`;
}
