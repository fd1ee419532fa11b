import { cropping } from "./families/margin";

export const cropping1d = cropping({
  type: "Cropping1D",
  rank: 1,
  docs: "Takes steps off both ends of a sequence.",
  preset: [1, 1],
});
