import { defineOp, type Value } from "./op";

/** y [rows, size] = the places of each row's numbers, the smallest number first; equal ones in their order, and what is no number last. */
const op = defineOp<"x">({
  name: "argsort",
  shape: ({ x }) => x,
  reference(y, { x }) {
    const size = x.shape[1]!;
    for (let begin = 0; begin < x.data.length; begin += size) {
      const row = x.data.subarray(begin, begin + size);
      const places = Array.from(row, (_, place) => place);
      places.sort((a, b) => {
        const [first, second] = [row[a]!, row[b]!];
        if (Number.isNaN(first) || Number.isNaN(second))
          return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
        return first - second;
      });
      y.data.set(places, begin);
    }
  },
  gradient: { x: "none" },
});

/** x [rows, size]. */
export const argsort = (x: Value): Value => op({ x });
