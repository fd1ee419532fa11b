import { zeroPadding } from "./families/margin";

export const zeroPadding1d = zeroPadding({
  type: "ZeroPadding1D",
  rank: 1,
  docs: "Adds zeros around a sequence.",
  preset: 1,
});
