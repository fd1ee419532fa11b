/** Bugs along sequences, in orders of data, in texts, in the bits of dropouts, in gradients that are fused, and in choices, splits and matrices. */
import { bug, fused, gradients, kernels } from "./bug.mjs";

const orders = (names) => ["test/data/randomState.test.ts", names];
const operations = (names) => ["test/layers/operate.test.ts", names];
const texts = (names) => ["test/layers/texts.test.ts", names];

export const inSequences = [
  bug(
    "an LSTM's memory flows back through the gate of its input",
    "src/kernels/lstm.ts",
    "v128.store(dc + i, f32x4.mul(d, f));",
    "v128.store(dc + i, f32x4.mul(d, a));",
    kernels("recurrent lstm"),
  ),
  bug(
    "what is wanted of an LSTM's memory forgotten for the last units",
    "src/kernels/lstm.ts",
    "load<f32>(dc + i) + load<f32>(wantedOfCell + i) + d * g",
    "load<f32>(dc + i) + d * g",
    kernels("recurrent lstm"),
  ),
  bug(
    "a GRU's reset gate left out on the way back through the kernel",
    "src/kernels/gru.ts",
    "if (after) times(scratch, part, scratch, part, again + 3 * at,",
    "if (after) times(scratch, part, scratch, part, out + 3 * at,",
    kernels("recurrent gru with reset after"),
  ),
  bug(
    "the last output's gradient given one step early",
    "src/kernels/recurrent.ts",
    "return step === steps ? dStates + own : nothing;",
    "return step === steps - 1 ? dStates + own : nothing;",
    kernels("recurrent"),
  ),
  bug(
    "samples behind the first 64 begin with the states of the first",
    "src/kernels/recurrent.ts",
    "memory.copy(trace + block, h + block,",
    "memory.copy(trace + block, h,",
    kernels("recurrent simple"),
  ),
  bug(
    "a long product begun anew for each stretch of its depth",
    "src/kernels/recurrent.ts",
    "const from = k > 0 ? to : start === zeros",
    "const from = start === zeros",
    kernels("recurrent simple"),
  ),
  bug(
    "the last step's output taken for the one before",
    "src/ops/recurrent.ts",
    'return t === steps && state === "h" ?',
    'return t === steps - 1 && state === "h" ?',
    gradients("recurrent"),
  ),
  bug(
    "numbers of a random state mixed from the wrong place",
    "src/data/recipe/randomState.ts",
    "words[(i + MIDDLE) % WORDS]!",
    "words[(i + MIDDLE + 1) % WORDS]!",
    orders(""),
  ),
  bug(
    "a shuffle in which nothing may stay where it is",
    "src/data/recipe/randomState.ts",
    "const j = this.upTo(i);",
    "const j = this.upTo(i - 1);",
    orders(""),
  ),
  bug(
    "eight neighbours kept or dropped four by four",
    "src/kernels/dropout.ts",
    "i32x4(4, 5, 6, 7)",
    "i32x4(0, 1, 2, 3)",
    kernels("dropout"),
  ),
  bug(
    "bits of a mask read beyond their words",
    "src/kernels/dropout.ts",
    "const end = min(last, (eight | 31) + 1)",
    "const end = min(last, (eight | 63) + 1)",
    kernels("dropout"),
  ),
  bug(
    "words that are not known count as padding",
    "src/layers/families/vectorize.ts",
    'config.output_mode === "int" ? 1 : 0;',
    'config.output_mode === "int" ? 0 : 1;',
    texts("TextVectorization"),
  ),
  bug(
    "a word as rare as the texts without it",
    "src/layers/families/vectorize.ts",
    "Math.log(1 + count / (1 + holders))",
    "Math.log(1 + count / holders)",
    texts("TextVectorization"),
  ),
  bug(
    "one of two gradients that come together lost",
    "src/kernels/normalizeSums.ts",
    "q = f32x4.add(q, v128.load(b + i, 16));",
    "",
    kernels("normalization of"),
  ),
  bug(
    "sums of a gradient taken before its relu",
    "src/train/fuseGradients.ts",
    'withSums(value.inputs["dy"]!, true)',
    'withSums(value.inputs["dy"]!, false)',
    fused("."),
  ),
  bug(
    "a second gradient forgotten where they come together",
    "src/train/fuseGradients.ts",
    "...(b && { b: of(b)! })",
    "...(b && !v && { b: of(b)! })",
    fused("."),
  ),
  bug(
    "what is not chosen let through",
    "src/kernels/binary.ts",
    "v128.and(a, f32x4.ne(b,",
    "v128.and(a, f32x4.eq(b,",
    kernels("gate"),
  ),
  bug(
    "rows that changed places forgotten in a determinant",
    "src/layers/operate/solving.ts",
    "signs.push(affine(slice(chosen, 2, k, 1), 2, -1));",
    "signs.push(affine(slice(chosen, 2, k, 1), 0, 1));",
    operations("ops.det"),
  ),
  bug(
    "a part of a split that begins too late",
    "src/layers/operate/parts.ts",
    "const bounds = [0, ...places, size];",
    "const bounds = [1, ...places, size];",
    operations("ops.split"),
  ),
];
