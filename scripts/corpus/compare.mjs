/** A model of ours beside the rows that Keras prints. */

/** Keras 2 prints operations under other names, and earlier versions of layers under those of later ones. */
const operationTypes = /^(?:TFOpLambda|TensorFlowOpLayer|SlicingOpLambda|Lambda)$/;
const sameModel = new Set(["Functional", "Sequential", "Model"]);

function sameType(theirs, node, cut) {
  const ours = node.type;
  if (cut) return ours.startsWith(theirs) || node.operation === true;
  if (theirs === ours) return true;
  if (sameModel.has(theirs) && sameModel.has(ours)) return true;
  return node.operation === true && operationTypes.test(theirs);
}

const known = (count) => (typeof count === "number" ? count : undefined);
const dims = (shape) => shape?.map((dim) => (dim === null || typeof dim === "number" ? dim : "?"));

/** Whether two shapes are the same; undefined when that cannot be told. */
function sameShape(theirs, ours) {
  if (!Array.isArray(theirs) || theirs.some((dim) => typeof dim !== "number" && dim !== null)) {
    const first = Array.isArray(theirs) ? theirs[0] : undefined;
    return Array.isArray(first) ? sameShape(first, ours) : "neutral";
  }
  if (!ours) return undefined;
  if (theirs.length !== ours.length) return false;
  // The first is the size of a batch, which some print.
  const pairs = theirs.map((dim, i) => [dim, ours[i]]).slice(1);
  if (pairs.some(([a, b]) => b !== "?" && a !== b)) return false;
  return pairs.some(([, b]) => b === "?") ? undefined : true;
}

export function compare(entry, graph, infer) {
  const analysis = infer(graph);
  const byName = new Map();
  for (const facts of analysis.nodes) byName.set(facts.node.name, facts);
  const listed = [...byName.values()];
  const inputsShown = entry.layers.some(({ type }) => type === "InputLayer");
  const ours = listed
    .filter(({ node }) => inputsShown || node.type !== "InputLayer")
    .map(({ node, shape, params }) => ({
      node,
      shape: dims(shape),
      params: known(params),
      why: whyOf(node, shape, params),
    }));
  const rows = entry.layers;
  const wrong = [];
  const unknown = [];
  const lines = [];
  if (rows.length !== ours.length) {
    const what = `${ours.length} rows instead of ${rows.length}`;
    const open = ours.find(({ why }) => why !== undefined);
    (open ? unknown : wrong).push(open ? open.why : what);
  }
  for (let i = 0; i < Math.max(rows.length, ours.length); i++) {
    const [row, our] = [rows[i], ours[i]];
    lines.push(
      `${i}: ${row ? `${row.name} ${row.type} ${JSON.stringify(row.output_shape)} ${row.params}` : "-"}   |   ${our ? `${our.node.name} ${our.node.type} ${JSON.stringify(our.shape)} ${our.params}` : "-"}`,
    );
    if (!row || !our || rows.length !== ours.length) continue;
    if (!sameType(row.type, our.node, row.type_truncated)) {
      wrong.push(our.node.opaque === undefined ? `${our.node.type} instead of ${row.type}` : undefined);
      unknown.push(our.why ?? "another type");
    }
    const shape = sameShape(row.output_shape, our.shape);
    if (shape === false) wrong.push(`${our.node.type} has another shape`);
    else if (shape === undefined) unknown.push(our.why ?? "no shape");
    if (our.params === undefined) unknown.push(our.why ?? "no number of parameters");
    else if (row.params !== null && our.params !== row.params)
      wrong.push(`${our.node.type} has another number of parameters`);
  }
  const totals = [
    [known(analysis.params), entry.total_params, "total"],
    [known(analysis.trainableParams), entry.trainable_params, "trainable"],
  ];
  for (const [our, their, what] of totals)
    if (our === undefined) unknown.push(`no ${what} number of parameters`);
    else if (their !== null && their !== undefined && our !== their) wrong.push(`another ${what} number of parameters`);
  lines.push(totals.map(([our, their, what]) => `${what} ${their} | ${our}`).join(", "));
  const real = wrong.filter((reason) => reason !== undefined);
  const verdict = real.length > 0 ? "wrong" : unknown.length > 0 ? "unknown" : "exact";
  return { verdict, reasons: verdict === "wrong" ? real : unknown, lines };
}

/** Why a row is not complete, without names that differ from file to file. */
function whyOf(node, shape, params) {
  const complete = shape?.every((dim) => dim === null || typeof dim === "number") && typeof params === "number";
  if (complete) return undefined;
  const reason = typeof params !== "number" ? params.unknown : undefined;
  const unclear = shape?.find((dim) => typeof dim === "object" && dim !== null)?.unknown;
  return reason ?? unclear ?? `the shape of ${node.type} is not known`;
}
