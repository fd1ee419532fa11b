import { cropping } from "./families/margin";

export const cropping2d = cropping({
  type: "Cropping2D",
  rank: 2,
  docs: "Takes rows and columns off the sides of an image.",
  preset: [
    [0, 0],
    [0, 0],
  ],
});
