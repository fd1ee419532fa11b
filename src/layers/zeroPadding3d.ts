import { zeroPadding } from "./families/margin";

export const zeroPadding3d = zeroPadding({
  type: "ZeroPadding3D",
  rank: 3,
  docs: "Adds zeros around a volume.",
  preset: [
    [1, 1],
    [1, 1],
    [1, 1],
  ],
});
