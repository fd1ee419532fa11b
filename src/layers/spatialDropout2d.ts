import { spatialDropout } from "./families/spatialDropout";

export const spatialDropout2d = spatialDropout({ type: "SpatialDropout2D", rank: 2, what: "channels of an image" });
