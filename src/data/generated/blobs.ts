import { mixKeys } from "../../base/random";
import { bell, cosine, drawPoints, sine } from "./points";
import type { Generated } from "./generated";

/** Round clouds of points whose centres stand on a circle. */
export const blobs: Generated = {
  name: "blobs",
  title: "Clouds of points, one for each class",
  usual: { samples: 1000, seed: 1, noise: 1, classes: 3 },
  classes: { least: 2, most: 10 },
  make: ({ seed, noise, classes }) => ({
    input: { shape: [2], type: "float32", scale: 1, image: false },
    target: { kind: "classes", names: Array.from({ length: classes }, (_, i) => `cloud ${i + 1}`) },
    samples: (first, count) =>
      drawPoints({ key: mixKeys(seed, 2), first, count, inputSize: 2, labelled: true }, (stream, index, into) => {
        const label = index % classes;
        into[0] = cosine(label / classes) + 0.25 * noise * bell(stream);
        into[1] = sine(label / classes) + 0.25 * noise * bell(stream);
        return label;
      }),
  }),
};
