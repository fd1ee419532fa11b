import { zeroPadding } from "./families/margin";

export const zeroPadding2d = zeroPadding({
  type: "ZeroPadding2D",
  rank: 2,
  docs: "Adds zeros around an image.",
  preset: [1, 1],
});
