/** The EarlyStopping that a user asks for outside of the model file. */
import type { KerasObject } from "../model/literal";

/** The callbacks of a file and that one, unless the file has one of its own. */
export const withStopEarly = (
  callbacks: readonly KerasObject[],
  patience: number | undefined,
  isValidated: boolean,
): readonly KerasObject[] =>
  patience === undefined || hasStopEarly(callbacks)
    ? callbacks
    : [
        ...callbacks,
        {
          class_name: "EarlyStopping",
          config: { monitor: isValidated ? "val_loss" : "loss", patience, restore_best_weights: true },
        },
      ];

export const hasStopEarly = (callbacks: readonly KerasObject[]): boolean =>
  callbacks.some(({ class_name }) => class_name === "EarlyStopping");
