/** The shapes that functions of `keras.ops` give. */
import { isList, type Literal } from "../../../model/literal";
import { isUnknown, mapDim, product, type Dim, type Shape } from "../../../model/shape";
import { unknown } from "../../../python/value";
import { metAxes } from "../../../layers/operate/axes";
import { broadcastAll, multiplied } from "./operators";
import { isShape, type KnownShape } from "./tensor";

/** One call: the shapes of its tensors, and its other arguments. */
export interface OperationCall {
  readonly shapes: readonly KnownShape[];
  readonly literal: (name: string) => Literal | undefined;
}

type Rule = (call: OperationCall) => KnownShape;

/** Anew each time: it stands for what comes about at one place of one file. */
const notFollowed = (): KnownShape => unknown("the shape of this is not followed");

/** For functions of one tensor of known shape. */
const ofShape =
  (rule: (shape: Shape, call: OperationCall) => KnownShape | undefined): Rule =>
  (call) => {
    const [shape] = call.shapes;
    if (!shape) return notFollowed();
    return isShape(shape) ? (rule(shape, call) ?? notFollowed()) : shape;
  };

const same: Rule = ofShape((shape) => shape);
const broadcast: Rule = ({ shapes }) => broadcastAll(shapes);

const isAxis = (value: Literal | undefined): value is number => typeof value === "number" && Number.isInteger(value);

/** Axes counted from the front; undefined when they are not known. */
function axesOf(value: Literal | undefined, rank: number): readonly number[] | undefined {
  const list = value === undefined || value === null ? [...Array(rank).keys()] : isList(value) ? value : [value];
  return list.every(isAxis) ? list.map((axis) => (axis < 0 ? axis + rank : axis)) : undefined;
}

/** A matrix on its side, when that is asked for. */
function turned(shape: KnownShape | undefined, wanted: Literal | undefined): KnownShape {
  if (!shape || !isShape(shape)) return shape ?? notFollowed();
  if (wanted === undefined || wanted === null || wanted === false) return shape;
  return wanted === true ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : notFollowed();
}

const reduced: Rule = ofShape((shape, { literal }) => {
  const axes = axesOf(literal("axis"), shape.length);
  const kept = literal("keepdims") ?? false;
  if (!axes || typeof kept !== "boolean") return undefined;
  return kept ? shape.map((dim, i) => (axes.includes(i) ? 1 : dim)) : shape.filter((_, i) => !axes.includes(i));
});

/** The one axis of a function that works along one. */
const alongAxis = (
  preset: number,
  rule: (shape: Shape, axis: number, call: OperationCall) => Shape | undefined,
): Rule =>
  ofShape((shape, call) => {
    const given = call.literal("axis") ?? preset;
    return isAxis(given) ? rule(shape, given < 0 ? given + shape.length : given, call) : undefined;
  });

const sum = (dims: readonly Dim[]): Dim => {
  let total = 0;
  for (const dim of dims) {
    if (isUnknown(dim) || dim === null) return dim;
    total += dim;
  }
  return total;
};

const concatenated: Rule = ({ shapes, literal }) => {
  const known: Shape[] = [];
  for (const shape of shapes)
    if (isShape(shape)) known.push(shape);
    else return shape;
  const [first] = known;
  const given = literal("axis") ?? 0;
  if (!first || !isAxis(given) || known.some((shape) => shape.length !== first.length)) return notFollowed();
  const axis = given < 0 ? given + first.length : given;
  return first.map((dim, i) => (i === axis ? sum(known.map((shape) => shape[i]!)) : dim));
};

const stacked: Rule = ({ shapes, literal }) => {
  const [first] = shapes;
  const given = literal("axis") ?? literal("x2") ?? 0;
  if (!first || !isShape(first)) return first ?? notFollowed();
  if (!isAxis(given)) return notFollowed();
  const axis = given < 0 ? given + first.length + 1 : given;
  return [...first.slice(0, axis), shapes.length, ...first.slice(axis)];
};

/** Sizes of which one may be −1, for what is left. */
function reshaped(shape: Shape, wanted: Literal | undefined): Shape | undefined {
  if (wanted === undefined || !isList(wanted)) return undefined;
  const dims = wanted.map((size): Dim => {
    if (typeof size === "number") return size;
    return size === null ? null : { unknown: "this size is not known" };
  });
  const free = dims.indexOf(-1);
  if (free < 0) return dims;
  const others = dims.filter((_, i) => i !== free);
  const [all, rest] = [product(shape), product(others)];
  if (typeof all === "number" && typeof rest === "number") return dims.map((dim, i) => (i === free ? all / rest : dim));
  // The batch stays what it is when only it is free on both sides.
  const [inner, outer] = [product(shape.slice(1)), product(dims.slice(1).filter((dim) => dim !== -1))];
  const settled = free > 0 && dims[0] === null && typeof inner === "number" && typeof outer === "number";
  return dims.map((dim, i) => (i === free ? (settled ? inner / outer : null) : dim));
}

/** Images with blocks of pixels laid into the channels, or back. */
function inBlocks(shape: Shape, size: Literal | undefined, back: boolean): Shape | undefined {
  const [batch, height, width, channels] = shape;
  if (shape.length !== 4 || !isAxis(size)) return undefined;
  const change = (dim: Dim, factor: number): Dim => mapDim(dim, (known) => known * factor);
  const [side, depth] = back ? [size, 1 / size ** 2] : [1 / size, size ** 2];
  return [batch!, change(height!, side), change(width!, side), change(channels!, depth)];
}

/** Images cut into pieces, each laid out in the last axis. */
function patches(
  shape: Shape,
  size: Literal | undefined,
  strides: Literal | undefined,
  padding: Literal | undefined,
): Shape | undefined {
  const pair = (value: Literal | undefined): readonly number[] | undefined => {
    const list = value !== undefined && value !== null && isList(value) ? value : [value ?? null, value ?? null];
    // TensorFlow gives the batch and the channels a size of one.
    const inner = list.length === 4 ? list.slice(1, 3) : list;
    return inner.length === 2 && inner.every(isAxis) ? inner : undefined;
  };
  const sides = pair(size);
  const steps = strides === undefined || strides === null ? sides : pair(strides);
  const channels = shape[shape.length - 1];
  if (!sides || !steps || typeof channels !== "number" || shape.length < 3) return undefined;
  const same = typeof padding === "string" && padding.toLowerCase() === "same";
  const counts = [0, 1].map((i) =>
    mapDim(shape[shape.length - 3 + i]!, (side) =>
      same ? Math.ceil(side / steps[i]!) : Math.floor((side - sides[i]!) / steps[i]!) + 1,
    ),
  );
  return [...shape.slice(0, -3), ...counts, sides[0]! * sides[1]! * channels];
}

/** Where the tensor stands among the arguments: an array that is known is none. */
const firstSame: Rule = ({ shapes, literal }) => {
  // `searchsorted(bounds, x)`
  const place = literal("sorted_sequence") === undefined || shapes.length < 2 ? 0 : 1;
  return shapes[place] ?? notFollowed();
};

/** Images or sequences under a window. */
function windows(
  shape: Shape,
  { literal }: OperationCall,
  sizes: readonly Dim[],
  presetStrides: readonly number[],
  channels: Dim | undefined,
): Shape | undefined {
  const rank = shape.length - 2;
  const each = (name: string, preset: readonly number[]): readonly number[] | undefined => {
    const value = literal(name) ?? null;
    if (value === null) return preset;
    const list = isList(value) ? value : Array<Literal>(rank).fill(value);
    return list.length === rank && list.every(isAxis) ? list : undefined;
  };
  const [strides, dilation] = [each("strides", presetStrides), each("dilation_rate", Array<number>(rank).fill(1))];
  const padding = literal("padding") ?? "valid";
  const first = literal("data_format") === "channels_first";
  if (!strides || !dilation || (padding !== "valid" && padding !== "same")) return undefined;
  const places = (first ? shape.slice(2) : shape.slice(1, -1)).map((dim, i) => {
    const size = sizes[i];
    if (typeof size !== "number") return { unknown: "the size of the window is not known" };
    const reach = (size - 1) * dilation[i]! + 1;
    return mapDim(dim, (side) => Math.max(0, Math.ceil((padding === "same" ? side : side - reach + 1) / strides[i]!)));
  });
  const depth = channels ?? shape[first ? 1 : shape.length - 1]!;
  return first ? [shape[0]!, depth, ...places] : [shape[0]!, ...places, depth];
}

const rules: Record<string, Rule> = {};
const give = (rule: Rule, names: string): void => {
  for (const name of names.split(" ")) rules[name] = rule;
};

give(
  same,
  "abs absolute arccos arccosh arcsin arcsinh arctan arctanh cast ceil celu clip cos cosh cumprod cumsum elu erf exp expm1 flip floor gelu " +
    "glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh identity isfinite isinf isnan leaky_relu linear log log10 log1p log2 " +
    "local_response_normalization log_sigmoid log_softmax logical_not mish negative normalize ones_like reciprocal relu relu6 rint roll round rsqrt saturate_cast " +
    "selu sigmoid sign silu sin sinh soft_shrink softmax softplus softsign sort argsort sqrt square squareplus stop_gradient swish tan tanh " +
    "deg2rad rad2deg fabs trunc tril triu cbrt exp2 erfc rgb_to_hsv hsv_to_rgb fliplr " +
    "band_part full_like empty_like sinc slice_update clip_by_norm convert_to_tensor convert_to_numpy copy tanh_shrink threshold zeros_like nan_to_num exponential sparse_plus sparse_sigmoid sparsemax " +
    "isposinf isneginf conj conjugate real imag isreal angle nancumsum nancumprod inv cholesky cholesky_inverse gaussian_blur",
);
give(
  firstSame,
  "searchsorted digitize isin batch_normalization layer_normalization rms_normalization dot_product_attention binary_crossentropy",
);
give(
  broadcast,
  "add subtract multiply divide true_divide floor_divide mod power maximum minimum equal not_equal less less_equal greater greater_equal " +
    "logical_and logical_or logical_xor cross isclose where arctan2 divide_no_nan fmax fmin fmod heaviside hypot ldexp logaddexp logaddexp2",
);
give(
  reduced,
  "mean sum max min amax amin prod std var any all logsumexp argmax argmin norm median average count_nonzero ptp quantile percentile " +
    "nansum nanmean nanvar nanstd nanmax nanmin nanprod",
);
rules["matmul"] = ({ shapes: [a, b], literal }) =>
  multiplied([turned(a, literal("transpose_a")), turned(b, literal("transpose_b"))]);
/** Axes of the first that meet axes of the second: the last so many, or those that are named. */
rules["tensordot"] = ({ shapes: [a, b], literal }) => {
  if (!a || !b || !isShape(a) || !isShape(b)) return a && !isShape(a) ? a : (b ?? notFollowed());
  const met = metAxes(literal("axes") ?? 2, a.length, b.length);
  if (!met) return notFollowed();
  return [...a.filter((_, i) => !met[0].includes(i)), ...b.filter((_, i) => !met[1].includes(i))];
};
rules["bias_add"] = ofShape((shape) => shape);
rules["batch_dot"] = ({ shapes: [a, b], literal }) => {
  if (!a || !b || !isShape(a) || !isShape(b)) return notFollowed();
  const given = literal("axes") ?? (a.length === 2 && b.length === 2 ? 1 : [a.length - 1, Math.max(1, b.length - 2)]);
  const axes = axesOf(isList(given) ? given : [given, given], 0);
  if (axes?.length !== 2) return notFollowed();
  const [first, second] = axes.map((axis, i) => (axis < 0 ? axis + [a, b][i]!.length : axis));
  const rest = [...a.slice(1).filter((_, i) => i + 1 !== first), ...b.slice(1).filter((_, i) => i + 1 !== second)];
  return [a[0] ?? null, ...(rest.length > 0 ? rest : [1])];
};
rules["trapezoid"] = alongAxis(-1, (shape, axis) => shape.filter((_, i) => i !== axis));
rules["det"] =
  rules["logdet"] =
  rules["slogdet"] =
    ofShape((shape) => (shape.length > 2 ? shape.slice(0, -2) : undefined));
rules["solve"] = rules["solve_triangular"] = ({ shapes: [, right] }) => right ?? notFollowed();
/** Images with so many rows and columns put around, or taken away. */
const framed = (what: "padding" | "cropping"): Rule =>
  ofShape((shape, { literal }) => {
    const side = (dim: Dim, names: readonly [string, string, string]): Dim => {
      const [before, behind, whole] = names.map((name, i) => literal(i < 2 ? `${name}_${what}` : name));
      if (isAxis(whole)) return whole;
      if (!isAxis(before) || !isAxis(behind)) return { unknown: "how much is put around this is not known" };
      return mapDim(dim, (known) => known + (what === "padding" ? 1 : -1) * (before + behind));
    };
    if (shape.length !== 4 || (literal("data_format") ?? "channels_last") !== "channels_last") return undefined;
    const [batch, height, width, channels] = shape as [Dim, Dim, Dim, Dim];
    return [
      batch,
      side(height, ["top", "bottom", "target_height"]),
      side(width, ["left", "right", "target_width"]),
      channels,
    ];
  });
rules["pad_images"] = framed("padding");
rules["crop_images"] = framed("cropping");
rules["moments"] = (call) => reduced({ ...call, literal: (name) => call.literal(name === "axis" ? "axes" : name) });
rules["fft"] = rules["fft2"] = rules["ifft2"] = same;
rules["rfft"] = ofShape((shape, { literal }) => {
  const length = literal("fft_length") ?? null;
  const last = shape[shape.length - 1] ?? null;
  if (length !== null && !isAxis(length)) return undefined;
  return [...shape.slice(0, -1), mapDim(length ?? last, (size) => Math.floor(size / 2) + 1)];
});
rules["take_along_axis"] = ({ shapes: [, indices] }) => indices ?? notFollowed();
rules["diff"] = alongAxis(-1, (shape, axis, { literal }) => {
  const times = literal("n") ?? 1;
  return isAxis(times) ? shape.map((dim, i) => (i === axis ? mapDim(dim, (size) => size - times) : dim)) : undefined;
});
rules["moveaxis"] = ofShape((shape, { literal }) => {
  const [from, to] = [literal("source"), literal("destination")].map((given) =>
    given === undefined || given === null ? undefined : axesOf(given, shape.length),
  );
  if (from?.length !== to?.length || !from || !to) return undefined;
  const rest = shape.filter((_, axis) => !from.includes(axis));
  return shape.map((_, place) => {
    const moved = to.indexOf(place);
    return moved < 0 ? rest.shift()! : shape[from[moved]!]!;
  });
});
rules["rgb_to_grayscale"] = ofShape((shape, { literal }) =>
  (literal("data_format") ?? "channels_last") === "channels_last" ? [...shape.slice(0, -1), 1] : undefined,
);
rules["hstack"] = (call) => concatenated({ ...call, literal: (name) => (name === "axis" ? 1 : call.literal(name)) });
rules["concatenate"] = concatenated;
rules["stack"] = stacked;
rules["expand_dims"] = ofShape((shape, { literal }) => {
  const axis = literal("axis");
  if (!isAxis(axis)) return undefined;
  const at = axis < 0 ? axis + shape.length + 1 : axis;
  return [...shape.slice(0, at), 1, ...shape.slice(at)];
});
rules["squeeze"] = ofShape((shape, { literal }) => {
  const given = literal("axis");
  if (given === undefined || given === null) return shape.filter((dim) => dim !== 1);
  const axes = axesOf(given, shape.length);
  return axes && shape.filter((_, i) => !axes.includes(i));
});
rules["reshape"] = ofShape((shape, { literal }) => reshaped(shape, literal("newshape")));
rules["transpose"] = ofShape((shape, { literal }) => {
  const given = literal("axes");
  if (given === undefined || given === null) return [...shape].reverse();
  const axes = axesOf(given, shape.length);
  return axes?.map((axis) => shape[axis]!);
});
rules["swapaxes"] = ofShape((shape, { literal }) => {
  const axes = axesOf([literal("axis1") ?? null, literal("axis2") ?? null], shape.length);
  const [a, b] = axes ?? [];
  return a === undefined || b === undefined
    ? undefined
    : shape.map((dim, i) => (i === a ? shape[b]! : i === b ? shape[a]! : dim));
});
rules["repeat"] = alongAxis(0, (shape, axis, { literal }) => {
  const times = literal("repeats");
  return isAxis(times) ? shape.map((dim, i) => (i === axis && typeof dim === "number" ? dim * times : dim)) : undefined;
});
rules["tile"] = ofShape((shape, { literal }) => {
  const times = literal("repeats");
  // as often as there are samples
  const isCount = (one: Literal): one is number | null => one === null || isAxis(one);
  if (!times || !isList(times) || times.length !== shape.length || !times.every(isCount)) return undefined;
  return shape.map((dim, i) => {
    const count = times[i] ?? null;
    return typeof dim !== "number" ? dim : count === null ? null : dim * count;
  });
});
rules["one_hot"] = ofShape((shape, { literal }) => {
  const classes = literal("num_classes");
  return isAxis(classes) && (literal("axis") ?? -1) === -1 ? [...shape, classes] : undefined;
});
rules["space_to_depth"] = ofShape((shape, { literal }) => inBlocks(shape, literal("block_size"), false));
rules["depth_to_space"] = ofShape((shape, { literal }) => inBlocks(shape, literal("block_size"), true));
/** Some of the places along an axis. */
const taken =
  (preset: number | null): Rule =>
  ({ shapes: [x, indices], literal }) => {
    if (!x || !indices) return notFollowed();
    if (!isShape(x)) return x;
    if (!isShape(indices)) return indices;
    const given = literal("axis") ?? preset;
    if (given === null) return indices;
    if (!isAxis(given)) return notFollowed();
    const axis = given < 0 ? given + x.length : given;
    return [...x.slice(0, axis), ...indices, ...x.slice(axis + 1)];
  };
rules["take"] = taken(null);
rules["gather"] = taken(0);
rules["slice"] = ofShape((shape, { literal }) => {
  const sizes = literal("shape");
  if (!sizes || !isList(sizes) || sizes.length !== shape.length) return undefined;
  return sizes.map((size, i): Dim =>
    size === -1 ? { unknown: "what is left is not followed" } : typeof size === "number" ? size : (shape[i] ?? null),
  );
});
rules["extract_patches"] = ofShape((shape, { literal }) =>
  patches(shape, literal("size"), literal("strides"), literal("padding")),
);
rules["resize"] = ofShape((shape, { literal }) => {
  const size = literal("size");
  const [height, width] = size && isList(size) ? size : [];
  if (typeof height !== "number" || typeof width !== "number" || shape.length < 3) return undefined;
  return [...shape.slice(0, -3), height, width, shape[shape.length - 1]!];
});
rules["einsum"] = ({ shapes, literal }) => {
  const formula = literal("subscripts");
  return typeof formula === "string" ? summed(formula.replace(/\s/g, ""), shapes) : notFollowed();
};
/** Images cut or widened to a height and a width. */
const boxed = ofShape((shape, { literal }) => {
  const [height, width] = [literal("target_height"), literal("target_width")];
  if (!isAxis(height) || !isAxis(width) || shape.length < 3) return undefined;
  return [...shape.slice(0, -3), height, width, shape[shape.length - 1]!];
});
give(boxed, "crop_to_bounding_box pad_to_bounding_box resize_with_pad resize_with_crop_or_pad");
rules["select"] = ofShape((shape) => shape);
/** Along the last axis with a known row or matrix; of two tensors it would mix the samples. */
const metBy =
  (axis: 0 | 1): Rule =>
  ({ shapes: [x, other] }) => {
    if (!x || !other || !isShape(x) || !isShape(other)) return x && !isShape(x) ? x : notFollowed();
    if (other.length === 1) return x.slice(0, -1);
    return other.length === 2 ? [...x.slice(0, -1), other[1 - axis]!] : notFollowed();
  };
rules["dot"] = metBy(0);
rules["inner"] = metBy(1);
rules["cdist"] = ({ shapes: [a, b] }) =>
  a && b && isShape(a) && isShape(b) && a.length === 3 && b.length === 3 ? [a[0]!, a[1]!, b[1]!] : notFollowed();
rules["dstack"] = (call) => {
  const deep = call.shapes.map((shape) => (isShape(shape) && shape.length === 2 ? [...shape, 1] : shape));
  return concatenated({ ...call, shapes: deep, literal: (name) => (name === "axis" ? 2 : call.literal(name)) });
};
/** The axes of a diagonal taken away, with its length where that is known. */
const withoutDiagonal = (keepsIt: boolean): Rule =>
  ofShape((shape, { literal }) => {
    const axes = axesOf([literal("axis1") ?? 0, literal("axis2") ?? 1], shape.length);
    const offset = literal("offset") ?? 0;
    if (!axes || !isAxis(offset)) return undefined;
    const [rows, columns] = axes.map((axis) => shape[axis]!) as [Dim, Dim];
    const length =
      typeof rows === "number" && typeof columns === "number"
        ? Math.max(0, Math.min(rows + Math.min(0, offset), columns - Math.max(0, offset)))
        : null;
    return [...shape.filter((_, i) => !axes.includes(i)), ...(keepsIt ? [length] : [])];
  });
rules["diagonal"] = withoutDiagonal(true);
rules["trace"] = withoutDiagonal(false);
rules["rot90"] = ofShape((shape, { literal }) => {
  const [times, given] = [literal("k") ?? 1, literal("axes") ?? [0, 1]];
  const axes = axesOf(given, shape.length);
  if (!isAxis(times) || axes?.length !== 2) return undefined;
  const [from, to] = axes as [number, number];
  return times % 2 === 0 ? shape : shape.map((dim, i) => (i === from ? shape[to]! : i === to ? shape[from]! : dim));
});
rules["top_k"] = ofShape((shape, { literal }) => {
  const count = literal("k") ?? 1;
  return isAxis(count) && shape.length > 0 ? [...shape.slice(0, -1), count] : undefined;
});
rules["in_top_k"] = ofShape((shape) => shape.slice(0, 1));
rules["categorical_crossentropy"] = ofShape((shape) => shape.slice(0, -1));
rules["sparse_categorical_crossentropy"] = ({ shapes: [, output] }) =>
  output && isShape(output) ? output.slice(0, -1) : (output ?? notFollowed());
rules["multi_hot"] = ofShape((shape, { literal }) => {
  const classes = literal("num_classes");
  return isAxis(classes) && shape.length > 1 && (literal("axis") ?? -1) === -1
    ? [...shape.slice(0, -1), classes]
    : undefined;
});
const pooled = ofShape((shape, call) => {
  const size = call.literal("pool_size") ?? null;
  const sizes = isList(size) ? size : Array<Literal>(shape.length - 2).fill(size);
  return sizes.length === shape.length - 2 && sizes.every(isAxis)
    ? windows(shape, call, sizes, sizes, undefined)
    : undefined;
});
give(pooled, "max_pool average_pool");
const adapted = ofShape((shape, { literal }) => {
  const size = literal("output_size") ?? null;
  const sizes = isList(size) ? size : Array<Literal>(shape.length - 2).fill(size);
  if (sizes.length !== shape.length - 2 || !sizes.every(isAxis)) return undefined;
  return literal("data_format") === "channels_first"
    ? [...shape.slice(0, 2), ...sizes]
    : [shape[0]!, ...sizes, shape[shape.length - 1]!];
});
give(adapted, "adaptive_average_pool adaptive_max_pool");
const convolved =
  (channels: (shape: Shape, kernel: Shape, call: OperationCall) => Dim | undefined): Rule =>
  (call) => {
    const [shape, kernel] = call.shapes;
    if (!shape || !kernel || !isShape(shape) || !isShape(kernel) || kernel.length !== shape.length)
      return notFollowed();
    const ones = Array<number>(shape.length - 2).fill(1);
    return windows(shape, call, kernel.slice(0, -2), ones, channels(shape, kernel, call)) ?? notFollowed();
  };
rules["conv"] = convolved((_, kernel) => kernel[kernel.length - 1]);
rules["depthwise_conv"] = convolved((shape, kernel, { literal }) =>
  mapDim(shape[literal("data_format") === "channels_first" ? 1 : shape.length - 1]!, (own) => {
    const times = kernel[kernel.length - 1];
    return typeof times === "number" ? own * times : NaN;
  }),
);
rules["separable_conv"] = convolved((_, __, { shapes }) => {
  const last = shapes[2];
  return last && isShape(last) ? last[last.length - 1] : { unknown: "how many channels this has is not known" };
});
rules["conv_transpose"] = (call) => {
  const [shape, kernel] = call.shapes;
  if (!shape || !kernel || !isShape(shape) || !isShape(kernel) || kernel.length !== shape.length) return notFollowed();
  const { literal } = call;
  const each = (name: string): readonly Literal[] => {
    const value = literal(name) ?? 1;
    return isList(value) ? value : Array<Literal>(shape.length - 2).fill(value);
  };
  const [strides, dilation] = [each("strides"), each("dilation_rate")];
  const isPlain = (literal("output_padding") ?? null) === null && literal("data_format") !== "channels_first";
  if (!isPlain || !strides.every(isAxis) || !dilation.every(isAxis)) return notFollowed();
  const places = shape.slice(1, -1).map((dim, i): Dim => {
    const size = kernel[i];
    if (typeof size !== "number") return { unknown: "the size of the window is not known" };
    const [stride, reach] = [strides[i]!, (size - 1) * dilation[i]! + 1];
    return mapDim(dim, (side) =>
      literal("padding") === "same" ? side * stride : side * stride + Math.max(reach - stride, 0),
    );
  });
  return [shape[0]!, ...places, kernel[kernel.length - 2]!];
};
rules["pad"] = ofShape((shape, { literal }) => {
  const given = literal("pad_width");
  if (!given || !isList(given) || given.length !== shape.length) return undefined;
  return shape.map((dim, i): Dim => {
    const pair = given[i];
    const [before, after] = pair && isList(pair) ? pair : [];
    if (!isAxis(before) || !isAxis(after)) return { unknown: "how much is put around this is not known" };
    return mapDim(dim, (known) => known + before + after);
  });
});
rules["broadcast_to"] = ofShape((_, { literal }) => {
  const wanted = literal("shape");
  return wanted && isList(wanted) ? wanted.map((size): Dim => (typeof size === "number" ? size : null)) : undefined;
});

/** `einsum("bij,bjk->bik", x, y)`: sizes go where their letters go; dots stand for the axes in front. */
function summed(formula: string, shapes: readonly KnownShape[]): KnownShape {
  const [left = "", right] = formula.split("->");
  const terms = left.split(",");
  if (right === undefined || terms.length !== shapes.length) return notFollowed();
  const sizes = new Map<string, Dim>();
  let front: Shape = [];
  for (const [i, term] of terms.entries()) {
    const shape = shapes[i]!;
    if (!isShape(shape)) return shape;
    const letters = term.replace("...", "");
    const dots = shape.length - letters.length;
    if (dots < 0 || (dots > 0 && !term.includes("..."))) return notFollowed();
    const at = term.indexOf("...");
    if (dots > 0) front = shape.slice(at, at + dots);
    const others = at < 0 ? shape : [...shape.slice(0, at), ...shape.slice(at + dots)];
    for (const [place, letter] of Array.from(letters).entries()) {
      const earlier = sizes.get(letter);
      sizes.set(letter, typeof earlier === "number" ? earlier : others[place]!);
    }
  }
  const dims: Dim[] = [];
  for (const part of right.match(/\.\.\.|./g) ?? []) {
    if (part === "...") dims.push(...front);
    else if (sizes.has(part)) dims.push(sizes.get(part)!);
    else return notFollowed();
  }
  return dims;
}

/** The shape that a function gives; a function without a rule here gives one that is not known. */
export const shapeOfOperation = (name: string, call: OperationCall): KnownShape =>
  Object.hasOwn(rules, name) ? rules[name]!(call) : notFollowed();

/** Whether each number of the result comes from those at its place: then plain numbers give a plain number. */
export const isElementwise = (name: string): boolean => rules[name] === same || rules[name] === broadcast;

/** Whether the shape of what a function gives is known here. */
export const hasShapeRule = (name: string): boolean => Object.hasOwn(rules, name);
