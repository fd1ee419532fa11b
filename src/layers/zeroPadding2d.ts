import { mapDim } from "../model/shape";
import { pad2d } from "../ops/pad2d";
import { dataFormat, fromChannelsLast, imageShape, layoutTraits, shapeOf, toChannelsLast } from "./families/spatial";
import { defineLayer, noWeights, ShapeError } from "./layer";
import { margins } from "./param";

export const zeroPadding2d = defineLayer({
  type: "ZeroPadding2D",
  docs: "Adds rows and columns of zeros around an image.",
  params: {
    padding: margins("One number for all sides, (rows, columns), or ((top, bottom), (left, right)).", [1, 1]),
    data_format: dataFormat(),
  },
  arity: "one",
  traits: ({ data_format }) => ["rearranges", "keeps-channels", "passes-scale", ...layoutTraits(data_format)],
  shape([x], { padding: [[top, bottom], [left, right]], data_format }) {
    const image = imageShape(x, data_format);
    if (image instanceof ShapeError) return image;
    const height = mapDim(image.height, (n) => n + top + bottom);
    return shapeOf({ ...image, height, width: mapDim(image.width, (n) => n + left + right) }, data_format);
  },
  weights: noWeights,
  lower([x], { padding: [[top, bottom], [left, right]], data_format }) {
    return fromChannelsLast(pad2d(toChannelsLast(x, data_format), [top, bottom, left, right]), data_format);
  },
});
