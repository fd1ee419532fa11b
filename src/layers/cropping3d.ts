import { cropping } from "./families/margin";

export const cropping3d = cropping({
  type: "Cropping3D",
  rank: 3,
  docs: "Takes planes, rows and columns off the sides of a volume.",
  preset: [
    [1, 1],
    [1, 1],
    [1, 1],
  ],
});
