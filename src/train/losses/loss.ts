import type { TargetForm } from "../../data/dataset";
import type { Value } from "../../ops/op";
import type { ConfigOf, Params } from "../../layers/param";
import { reduction } from "./reduction";

/** A prediction in the form that its loss can use best. */
export interface Prediction {
  /** [rows, last axis], where a row is a sample, or a place of one. */
  readonly value: Value;
  /** What the last sigmoid or softmax was applied to, when the prediction comes straight from one. */
  readonly logits?: { readonly value: Value; readonly activation: "sigmoid" | "softmax" };
}

/** Targets as the loss takes them: as many columns as the prediction, one class number for each row, or a list for each sample. */
export type TargetKind = "columns" | "class" | "list";
export const targetKind = (form: TargetForm): TargetKind =>
  form === "index" ? "class" : form === "sequence" ? "list" : "columns";

export interface Loss<P extends Params = Params> {
  /** Keras's class name. */
  readonly name: string;
  /** Names of the function that computes the same (`"mse"`). */
  readonly functions: readonly string[];
  readonly docs: string;
  readonly params: P;
  /** How data are to give their targets. */
  readonly targets: TargetForm;
  /** One number for each row; the target is [rows, last axis], [rows] for class numbers, or [batch, longest] for lists. */
  lower(target: Value, prediction: Prediction, config: ConfigOf<P>): Value;
  /** 1 for each row that counts, where some do not. */
  counts?(target: Value, config: ConfigOf<P>): Value | undefined;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyLoss = Loss<any>;

/** Adds what all losses have. */
export const defineLoss = <P extends Params>(loss: Loss<P>): Loss<P & typeof reduction> => ({
  ...loss,
  params: { ...loss.params, ...reduction },
});
