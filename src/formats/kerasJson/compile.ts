/** What a model file says about training: `compile_config`, or `training_config` in older ones. */
import { isList, type Literal } from "../../model/literal";
import type { TrainingSettings } from "../../model/training";
import { member, membersOf, spanOf, type Json } from "./tree";
import { literalOf } from "./values";

export function readTraining(json: Json): TrainingSettings | undefined {
  const config = member(json, "compile_config") ?? member(json, "training_config");
  if (config?.type !== "object" || [...membersOf(config)].length === 0) return undefined;
  const value = (name: string): Literal => {
    const found = member(config, name);
    return found ? literalOf(found) : null;
  };
  const weighted = value("weighted_metrics");
  return {
    compile: {
      optimizer: member(config, "optimizer") ? value("optimizer") : value("optimizer_config"),
      loss: value("loss"),
      lossWeights: value("loss_weights"),
      metrics: listOf(value("metrics")),
      ...(weighted !== null && { weightedMetrics: listOf(weighted) }),
      span: spanOf(config),
    },
    fits: [],
  };
}

/** One metric, some in a list, or some for each output by its name. */
const listOf = (value: Literal): readonly Literal[] => (value === null ? [] : isList(value) ? value : [value]);
