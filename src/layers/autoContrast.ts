import { augmentation } from "./families/augmentation";
import { floats } from "./param";

export const autoContrast = augmentation({
  type: "AutoContrast",
  docs: "Stretches each channel so that its values fill the range.",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
  },
});
