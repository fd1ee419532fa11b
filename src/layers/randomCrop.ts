import { seed } from "./families/augmentation";
import { croppedToMiddle, sizedShape } from "./families/sized";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { defineLayer, noWeights, Unsupported } from "./layer";
import { size } from "./param";

export const randomCrop = defineLayer({
  type: "RandomCrop",
  docs: "Cuts a piece of `height` × `width` out of images, at a random place while training and in the middle otherwise.",
  params: {
    height: size("Height of the piece."),
    width: size("Width of the piece."),
    seed,
    data_format: dataFormat(),
  },
  arity: "one",
  traits: () => ["random"],
  shape: ([x], config) => sizedShape(x, config),
  weights: noWeights,
  lower([x], { height, width, data_format }, _, step) {
    if (step.training) return new Unsupported("cutting at random places is not in the engine");
    return fromChannelsLast(
      croppedToMiddle(toChannelsLast(x, data_format), height as number, width as number),
      data_format,
    );
  },
});
