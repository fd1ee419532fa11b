import { lastDim } from "../model/shape";
import { greater } from "../ops/binary";
import { oneHot } from "../ops/crossEntropy";
import { constant, sizeOf } from "../ops/op";
import { sumTo } from "../ops/broadcast";
import { reshape } from "../ops/reshape";
import { encodedShape } from "./families/categories";
import { defineLayer, noWeights } from "./layer";
import { bool, choice, size } from "./param";

export const categoryEncoding = defineLayer({
  type: "CategoryEncoding",
  docs: "Turns whole numbers into rows with a 1 for each number that is there, or with how often it is.",
  params: {
    num_tokens: size("How many numbers there are."),
    output_mode: choice(
      "`one_hot`: a row for each number. `multi_hot`: one row for all of a sample. `count`: how often each is there.",
      ["multi_hot", "one_hot", "count"],
      "multi_hot",
    ),
    sparse: bool("How Keras keeps the rows; it changes nothing here.", false, false),
  },
  arity: "one",
  traits: () => [],
  shape: ([x], { num_tokens, output_mode }) => encodedShape(x, output_mode, num_tokens),
  weights: noWeights,
  lower([x], { num_tokens, output_mode }) {
    const depth = num_tokens as number;
    const rows = oneHot(reshape(x, [sizeOf(x.shape)]), depth);
    if (output_mode === "one_hot") return reshape(rows, encodedShape(x.shape, output_mode, depth) as readonly number[]);
    const each = lastDim(x.shape) as number;
    const samples = sizeOf(x.shape) / each;
    const counts = reshape(sumTo(reshape(rows, [samples, each, depth]), [samples, 1, depth]), [
      ...x.shape.slice(0, -1),
      depth,
    ]);
    return output_mode === "count" ? counts : greater(counts, constant(0, counts.shape));
  },
});
