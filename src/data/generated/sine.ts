import { mixKeys } from "../../base/random";
import { bell, drawPoints, sine as sineOf } from "./points";
import type { Generated } from "./generated";

/** y = sin 2πx and some noise: the smallest regression that a straight line does not solve. */
export const sine: Generated = {
  name: "sine",
  title: "One wave of a sine, to be predicted from its place",
  usual: { samples: 1000, seed: 1, noise: 1, classes: 1 },
  classes: { least: 1, most: 1 },
  make: ({ seed, noise }) => ({
    input: { shape: [1], type: "float32", scale: 1, image: false },
    target: { kind: "values", shape: [1] },
    samples: (first, count) =>
      drawPoints({ key: mixKeys(seed, 3), first, count, inputSize: 1, labelled: false }, (stream, _, into) => {
        const x = stream.uniform() - 0.5;
        into[0] = 2 * x;
        return sineOf(x) + 0.1 * noise * bell(stream);
      }),
  }),
};
