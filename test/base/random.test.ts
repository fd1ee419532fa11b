import { expect, test } from "vitest";
import { RandomStream } from "../../src/base/random";

test.each([Float32Array, Float64Array])("a stream fills a %o with the numbers that it gives one by one", (Kind) => {
  const [filling, single] = [new RandomStream(7), new RandomStream(7)];
  for (const count of [0, 1, 100]) {
    const values = new Kind(count);
    filling.fillUniform(values, -0.3, 2);
    expect(values).toEqual(new Kind(Array.from(values, () => -0.3 + (2 - -0.3) * single.uniform())));
  }
  expect(filling.bits()).toBe(single.bits());
});
