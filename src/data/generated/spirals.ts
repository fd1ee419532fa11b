import { mixKeys } from "../../base/random";
import { bell, cosine, drawPoints, sine } from "./points";
import type { Generated } from "./generated";

/** Two or three arms around a centre: no straight line tells them apart. */
export const spirals: Generated = {
  name: "spirals",
  title: "Points on two or three spiral arms",
  usual: { samples: 1000, seed: 1, noise: 1, classes: 2 },
  classes: { least: 2, most: 3 },
  make: ({ seed, noise, classes }) => ({
    input: { shape: [2], type: "float32", scale: 1, image: false },
    target: { kind: "classes", names: ["first arm", "second arm", "third arm"].slice(0, classes) },
    samples: (first, count) =>
      drawPoints({ key: mixKeys(seed, 1), first, count, inputSize: 2, labelled: true }, (stream, index, into) => {
        const label = index % classes;
        const radius = 0.1 + 0.9 * stream.uniform();
        const turns = 1.25 * radius + label / classes;
        into[0] = radius * cosine(turns) + 0.02 * noise * bell(stream);
        into[1] = radius * sine(turns) + 0.02 * noise * bell(stream);
        return label;
      }),
  }),
};
