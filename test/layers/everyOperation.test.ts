// Every function of `keras.ops`: its shape is told while it is typed and it trains, or it stands here with the reason.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { classOf } from "../../src/formats/kerasPython/tensors/operations";
import { hasShapeRule } from "../../src/formats/kerasPython/tensors/operationRules";
import { operations } from "../../src/layers/operate";

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, "../fixtures", name), "utf8");
/** As keras_api.json has them. */
const names = fixture("keras/operationNames.txt").trim().split("\n");
const last = (name: string): string => name.split(".").at(-1)!;
const { cases } = JSON.parse(fixture("operations.json")) as { readonly cases: readonly { readonly line: string }[] };

const words = (reason: string, list: string): Record<string, string> =>
  Object.fromEntries(list.split(" ").map((name) => [name, reason]));

/** What does not train, with the reason. */
const untrained: Readonly<Record<string, string>> = {
  ...words(
    "calls a function of the user's own; what that does is followed where it is written as a layer",
    "associative_scan cond custom_gradient fori_loop jvp map scan switch vectorize vectorized_map while_loop",
  ),
  ...words("asks for what is known before the run, and gives no tensor", "dtype is_tensor ndim shape size"),
  ...words(
    "makes an array of numbers that are known: it is made before the first step (engine/knownArrays.ts)",
    [
      "arange array bartlett blackman convert_to_numpy convert_to_tensor empty eye full geomspace hamming",
      "hanning kaiser linspace logspace meshgrid ones tri zeros",
    ].join(" "),
  ),
  ...words(
    "gives as many numbers as its values say, so its shape is known only at run time",
    "argpartition bincount histogram nonzero unique",
  ),
  ...words(
    "works on whole numbers bit by bit, and the engine has floats",
    [
      "bitwise_and bitwise_invert bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor gcd lcm left_shift",
      "nextafter right_shift signbit",
    ].join(" "),
  ),
  ...words(
    "an algorithm on matrices that the engine does not have",
    [
      "cholesky cholesky_inverse det eig eigh inv logdet lstsq lu_factor matrix_power matrix_rank pinv qr slogdet solve",
      "solve_triangular svd",
    ].join(" "),
  ),
  ...words(
    "flattens or compares the whole batch, and samples stay apart here",
    [
      "allclose append corrcoef correlate diag diagflat flipud kron outer ravel trapezoid unravel_index vander vdot vsplit vstack",
    ].join(" "),
  ),
  ...words(
    "puts the numbers of some samples at the places of others",
    "scatter scatter_update segment_max segment_min segment_prod segment_sum",
  ),
  ...words(
    "stands for a layer or a loss, which trains",
    "ctc_loss image.affine_transform image.elastic_transform image.gaussian_blur image.perspective_transform",
  ),
  ...words(
    "complex numbers as one tensor, which the engine does not have",
    ["conj conjugate imag polar real view_as_complex view_as_real view isreal angle"].join(" "),
  ),
  ...words(
    "passes over numbers that are none, which a training stops at",
    [
      "nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar isneginf isposinf",
    ].join(" "),
  ),
  ...words(
    "seldom in model files",
    [
      "ldexp array_split column_stack dsplit erfinv extract_sequences fold gammainc hsplit i0",
      "image.crop_images image.extract_patches_3d image.map_coordinates image.pad_images image.reconstruct_patches",
      "image.scale_and_translate image.sobel_edges image.ssim irfft istft ctc_decode psnr rearrange saturate_cast",
      "stft tensordot unfold identity",
    ].join(" "),
  ),
};
/** What trains though its shape is told by other ways than a rule, or only by the engine. */
const withoutRule: Readonly<Record<string, string>> = {
  get_item: "an index, whose shape follows from it (tensors/operators.ts)",
  split: "several tensors, whose shapes are told where they are made",
  unstack: "several tensors, whose shapes are told where they are made",
};

const trains = (name: string): boolean => operations.has(classOf(last(name)));

describe("every function of keras.ops", () => {
  test("trains, or it is said why not", () => {
    expect(names.length).toBeGreaterThan(350);
    expect(names.filter((name) => !trains(name) && !Object.hasOwn(untrained, name))).toEqual([]);
  });
  test("that trains has a shape while it is typed", () => {
    const lacking = names.filter((name) => trains(name) && !hasShapeRule(last(name)));
    expect(lacking).toEqual(Object.keys(withoutRule));
  });
  test("that is said not to train does not, and is one of Keras's", () => {
    expect(Object.keys(untrained).filter((name) => trains(name) || !names.includes(name))).toEqual([]);
  });
  test("that trains is compared with Keras, or is an activation", () => {
    const compared = cases.map(({ line }) => line).join("\n");
    const activations = new Set(fixture("keras/activationNames.txt").trim().split("\n"));
    const operators: Readonly<Record<string, string>> = {
      add: "x + 1",
      subtract: "1 - x",
      multiply: "x * 2.5",
      divide: "2 /",
      negative: "-x",
      absolute: "abs(x)",
      abs: "abs(x)",
      get_item: "x[:, -1]",
      greater: "x > 0.1",
    };
    const isCompared = (name: string): boolean =>
      compared.includes(`ops.${name}(`) || activations.has(last(name)) || compared.includes(operators[name] ?? "\0");
    expect(names.filter((name) => trains(name) && !isCompared(name))).toEqual([]);
  });
});
