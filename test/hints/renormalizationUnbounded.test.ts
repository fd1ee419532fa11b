import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "renormalization-unbounded";
const normalized = (args: string): string =>
  sequentialText(
    "(8,)",
    "layers.Dense(4, use_bias=False)",
    `layers.BatchNormalization(${args})`,
    "layers.ReLU()",
    "layers.Dense(3)",
  );

speaks(rule, {
  "of renorm without bounds": [normalized("renorm=True"), "batch_normalization"],
});

quiet(rule, {
  "it is bounded": normalized('renorm=True, renorm_clipping={"rmax": 3.0, "rmin": 0.3, "dmax": 5.0}'),
  "there is no renorm": normalized(""),
  "whether there is is not known": `from somewhere import choose\n${normalized("renorm=choose()")}`,
});
