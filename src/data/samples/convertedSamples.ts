/** Images brought to another size or other colours, each time that they are wanted. */
import { convert } from "../images/resize";
import type { Dataset, Input, InputBuffer, Samples } from "../dataset";

type ImageShape = readonly [rows: number, columns: number, channels: number];

/** The same images as `shape`: from 1, 3 or 4 channels to 1 or 3. */
export function convertImages(data: Dataset, shape: ImageShape): Dataset {
  const from = data.input;
  const converted = (samples: Samples): Samples => convertSamples(samples, from, shape);
  const remark = `Images of ${from.shape.join("×")} are brought to ${shape.join("×")}.`;
  return {
    ...data,
    input: { ...from, shape },
    train: converted(data.train),
    ...(data.validation && { validation: converted(data.validation) }),
    ...(data.test && { test: converted(data.test) }),
    warnings: () => [...data.warnings(), remark],
  };
}

function convertSamples(
  samples: Samples,
  { shape: from, type }: Input,
  [rows, columns, channels]: ImageShape,
): Samples {
  const [height = 1, width = 1, own = 1] = from;
  const [fromSize, toSize] = [height * width * own, rows * columns * channels];
  const numbers = (length: number): InputBuffer =>
    type === "uint8" ? new Uint8Array(length) : new Float32Array(length);
  return {
    ...samples,
    fill(indices, inputs, targets) {
      const originals = numbers(indices.length * fromSize);
      const finish = (): void => {
        // Bytes stay whole numbers wherever they are written.
        const row = numbers(toSize);
        for (let i = 0; i < indices.length; i++) {
          const data = originals.subarray(i * fromSize, (i + 1) * fromSize);
          convert({ height, width, data, stride: own, channels: own }, { height: rows, width: columns }, channels, row);
          inputs.set(row, i * toSize);
        }
      };
      const filling = samples.fill(indices, originals, targets);
      if (!filling) finish();
      return filling?.then(finish);
    },
  };
}
