/** Every operation of the engine with the way it becomes kernel calls. */
import * as along from "./along";
import * as batch from "./batch";
import * as classify from "./classify";
import * as conv2d from "./conv2d";
import * as ctc from "./ctc";
import * as elementwise from "./elementwise";
import type { Emitter, UpdateEmitter } from "./emitter";
import * as gather from "./gather";
import * as layout from "./layout";
import * as matmul from "./matmul";
import * as normalize from "./normalize";
import * as normalizeGradient from "./normalizeGradient";
import * as pool from "./pool";
import * as recurrent from "./recurrent";
import * as rows from "./rows";
import * as updates from "./updates";
import * as warp from "./warp";

/** Exported under the name of the operation. */
export const emitters: Readonly<Record<string, Emitter>> = {
  ...along,
  ...batch,
  ...classify,
  ...conv2d,
  ...ctc,
  ...elementwise,
  ...gather,
  ...layout,
  ...matmul,
  ...normalize,
  ...normalizeGradient,
  ...pool,
  ...recurrent,
  ...rows,
  ...warp,
};

export const updateEmitters: Readonly<Record<string, UpdateEmitter>> = { ...updates };
