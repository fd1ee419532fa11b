/** The names under which Keras finds initializers, regularizers and constraints, each with the class it makes. */

const snake = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();

/** Class name, snake-case name, and further aliases. */
function named(classes: readonly string[], aliases: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map([
    ...classes.flatMap((name) => [[name, name] as const, [snake(name), name] as const]),
    ...Object.entries(aliases),
  ]);
}

export const initializers = named(
  [
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "STFT",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
  ],
  {
    normal: "RandomNormal",
    one: "Ones",
    uniform: "RandomUniform",
    zero: "Zeros",
    IdentityInitializer: "Identity",
    OrthogonalInitializer: "Orthogonal",
    STFTInitializer: "STFT",
  },
);

export const regularizers = named(["L1", "L1L2", "L2", "OrthogonalRegularizer"], { l1_l2: "L1L2", l1l2: "L1L2" });

export const constraints = named(["MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"], {});
