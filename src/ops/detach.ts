import { defineOp, type Value } from "./op";

/** x, through which no gradient flows. */
const op = defineOp<"x">({
  name: "detach",
  viewOf: "x",
  shape: ({ x }) => x,
  reference: (y, { x }) => y.data.set(x.data),
  gradient: { x: "none" },
});

export const detach = (x: Value): Value => op({ x });
