/** What Keras 2 knew and Keras 3 does not, in words of Keras 3. */
import { isKerasObject, type Literal } from "../../../model/literal";
import type { CompileSettings, TrainingSettings } from "../../../model/training";

/** The rates that Keras 2 and 3 both begin with when none is given. */
const ownRates: Readonly<Record<string, number>> = { SGD: 0.01, Adam: 0.001, RMSprop: 0.001 };

/** An optimizer of Keras 2: its `decay` divides the learning rate by `1 + decay · step`. */
function optimizerOfOlder(optimizer: Literal): Literal {
  if (typeof optimizer !== "object" || optimizer === null || !isKerasObject(optimizer)) return optimizer;
  const { class_name, config } = optimizer;
  const { decay, ...rest } = config;
  if (decay === undefined) return optimizer;
  if (decay === 0 || decay === null) return { class_name, config: rest };
  const rate = rest["learning_rate"] ?? ownRates[class_name];
  // where it does not come to numbers, training says what it does not know
  if (typeof rate !== "number" || typeof decay !== "number") return optimizer;
  const schedule = { initial_learning_rate: rate, decay_steps: 1, decay_rate: decay };
  return {
    class_name,
    config: { ...rest, learning_rate: { class_name: "InverseTimeDecay", config: schedule } },
  };
}

const compiled = (compile: CompileSettings): CompileSettings => {
  const optimizer = optimizerOfOlder(compile.optimizer);
  return optimizer === compile.optimizer ? compile : { ...compile, optimizer };
};

/** The training of a file that is written for Keras 2. */
export const trainingOfOlder = (training: TrainingSettings): TrainingSettings =>
  training.compile ? { ...training, compile: compiled(training.compile) } : training;
