import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { float } from "./param";

export const randomGrayscale = augmentation({
  type: "RandomGrayscale",
  docs: "Takes the colour out of random images.",
  params: {
    factor: float("Share of the images.", { min: 0, max: 1, default: 0.5 }),
    data_format: dataFormat(),
    seed,
  },
});
