/** Every callback. Adding one is a file and a line here. */
import { backupAndRestore } from "./backupAndRestore";
import type { AnyCallback } from "./callback";
import { csvLogger } from "./csvLogger";
import { earlyStopping } from "./earlyStopping";
import { learningRateScheduler } from "./learningRateScheduler";
import { modelCheckpoint } from "./modelCheckpoint";
import { reduceLrOnPlateau } from "./reduceLrOnPlateau";
import { swapEmaWeights } from "./swapEmaWeights";
import { terminateOnNan } from "./terminateOnNan";

export const callbacks: readonly AnyCallback[] = [
  backupAndRestore,
  csvLogger,
  earlyStopping,
  learningRateScheduler,
  modelCheckpoint,
  reduceLrOnPlateau,
  swapEmaWeights,
  terminateOnNan,
];

export const callbackByName: ReadonlyMap<string, AnyCallback> = new Map(callbacks.map((one) => [one.name, one]));
