import { spatialDropout } from "./families/spatialDropout";

export const spatialDropout1d = spatialDropout({ type: "SpatialDropout1D", rank: 1, what: "channels of a sequence" });
