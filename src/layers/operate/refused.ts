/** Functions of `keras.ops` that the engine does not have, for which a reason can be said: by Keras's class. */
import { Unsupported } from "../layer";
import { acrossSamples } from "./operation";

const all = (reason: Unsupported, names: string): [string, Unsupported][] =>
  names.split(" ").map((name) => [name, reason]);

export const refused: ReadonlyMap<string, Unsupported> = new Map([
  ...all(
    new Unsupported("it calls a function of the file's own: write what that does as a layer or as operations"),
    "AssociativeScan Cond CustomGradient ForiLoop Jvp Map Scan Switch Vectorize VectorizedMap WhileLoop",
  ),
  ...all(new Unsupported("how many numbers it gives is known only at run time"), "Bincount Histogram Nonzero Unique"),
  ...all(
    new Unsupported("it works on whole numbers bit by bit, and the engine has floats"),
    [
      "BitwiseAnd BitwiseInvert BitwiseLeftShift BitwiseNot BitwiseOr BitwiseRightShift BitwiseXor Gcd Lcm LeftShift",
      "Nextafter RightShift Signbit",
    ].join(" "),
  ),
  ...all(
    new Unsupported("it takes a matrix apart in a way that the engine does not have"),
    "Eig Eigh Lstsq LuFactor MatrixPower MatrixRank Pinv Qr Svd",
  ),
  ...all(
    acrossSamples,
    "Allclose Append Corrcoef Correlate Diag Diagflat Flipud Kron Outer Psnr Ravel UnravelIndex Vander Vdot Vsplit Vstack",
  ),
  ...all(
    new Unsupported("it puts the numbers of some samples at the places of others"),
    "Scatter ScatterUpdate SegmentMax SegmentMin SegmentProd SegmentSum",
  ),
  ...all(
    new Unsupported("it has complex numbers in one tensor, and the engine has real ones"),
    "Polar View ViewAsComplex ViewAsReal",
  ),
]);
