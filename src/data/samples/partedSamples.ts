/** Samples with several inputs or targets that lie in arrays: in a row they stand one after the other. */
import type { Indices, InputBuffer, Samples } from "../dataset";
import type { Rows } from "./arraySamples";
import type { TargetMap } from "./mappedTargets";

export function partedSamples(inputs: readonly Rows<InputBuffer>[], targets: readonly Rows<Float32Array>[]): Samples {
  const [first] = [...inputs, ...targets];
  return {
    count: first!.data.length / first!.size,
    fill(indices, inputBuffer, targetBuffer) {
      interleave(inputs, indices, inputBuffer);
      interleave(targets, indices, targetBuffer);
    },
  };
}

const widthOf = (parts: readonly { readonly size: number }[]): number => parts.reduce((sum, { size }) => sum + size, 0);

function interleave(parts: readonly Rows<InputBuffer>[], indices: Indices, out: InputBuffer): void {
  const width = widthOf(parts);
  let start = 0;
  for (const { data, size } of parts) {
    for (let row = 0; row < indices.length; row++) {
      const from = indices[row]! * size;
      out.set(data.subarray(from, from + size), row * width + start);
    }
    start += size;
  }
}

/** The same samples, with some of their targets written in another form. */
export function mapParts(
  samples: Samples,
  parts: readonly { readonly size: number; readonly map: TargetMap | undefined }[],
): Samples {
  const [from, to] = [widthOf(parts), widthOf(parts.map(({ size, map }) => map ?? { size }))];
  return {
    ...samples,
    fill(indices, inputs, targets) {
      const given = new Float32Array(indices.length * from);
      const finish = (): void => {
        targets.fill(0, 0, indices.length * to);
        for (let row = 0; row < indices.length; row++) {
          let [read, write] = [row * from, row * to];
          for (const { size, map } of parts) {
            if (map) map.write(given[read]!, targets, write);
            else targets.set(given.subarray(read, read + size), write);
            read += size;
            write += map?.size ?? size;
          }
        }
      };
      const filling = samples.fill(indices, inputs, given);
      if (!filling) finish();
      return filling?.then(finish);
    },
  };
}
