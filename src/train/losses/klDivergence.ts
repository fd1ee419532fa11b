import { divide, multiply } from "../../ops/binary";
import { sumColumns } from "../../ops/reduce";
import { unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { EPSILON } from "./probability";

export const klDivergence = defineLoss({
  name: "KLDivergence",
  functions: ["kl_divergence", "kld", "KLD", "kullback_leibler_divergence"],
  docs: "For distributions: `Σ y · log(y / p)`.",
  params: {},
  targets: "one-hot",
  lower(target, { value }) {
    const [y, p] = [unary("clip", target, EPSILON, 1), unary("clip", value, EPSILON, 1)];
    return sumColumns(multiply(y, unary("log", divide(y, p))));
  },
});
