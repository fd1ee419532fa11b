import { spatialDropout } from "./families/spatialDropout";

export const spatialDropout3d = spatialDropout({ type: "SpatialDropout3D", rank: 3, what: "channels of a volume" });
