/** Bytes as floats, each time that they are wanted: for training data that stand beside floats. */
import type { Dataset, Samples } from "../dataset";
import { product } from "../../base/figures";

/** The same data as floats; floats are left as they are. */
export function asFloats(data: Dataset): Dataset {
  if (data.input.type === "float32" || data.parts) return data;
  const size = product(data.input.shape);
  const converted = (samples: Samples): Samples => ({
    ...samples,
    fill(indices, inputs, targets) {
      const bytes = new Uint8Array(indices.length * size);
      const filling = samples.fill(indices, bytes, targets);
      if (!filling) inputs.set(bytes);
      return filling?.then(() => {
        inputs.set(bytes);
      });
    },
  });
  return {
    ...data,
    input: { ...data.input, type: "float32" },
    train: converted(data.train),
    ...(data.validation && { validation: converted(data.validation) }),
    ...(data.test && { test: converted(data.test) }),
  };
}
