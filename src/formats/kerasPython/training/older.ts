/** What Keras 2 knew and Keras 3 does not, in words of Keras 3. */
import { isKerasObject, type KerasObject, type Literal } from "../../../model/literal";
import type { CompileSettings, TrainingSettings } from "../../../model/training";

/** The rates that Keras 2 and 3 both begin with when none is given. */
const ownRates: Readonly<Record<string, number>> = { SGD: 0.01, Adam: 0.001, RMSprop: 0.001 };

/** An optimizer under the name in small letters that Keras 1 and 2 have for it too. */
export interface SmallLettered {
  readonly type: string;
  /** Its arguments in their order. */
  readonly order: readonly string[];
  /** Where it begins otherwise than in Keras 3. */
  readonly presets: Readonly<Record<string, Literal>>;
}
const smallLettered = (type: string, order: string, presets: SmallLettered["presets"] = {}): SmallLettered => ({
  type,
  order: `learning_rate ${order}`.split(" "),
  presets,
});
export const optimizersInSmallLetters: Readonly<Record<string, SmallLettered>> = {
  sgd: smallLettered("SGD", "momentum decay nesterov"),
  rmsprop: smallLettered("RMSprop", "rho epsilon decay"),
  adagrad: smallLettered("Adagrad", "epsilon decay", { learning_rate: 0.01, initial_accumulator_value: 0 }),
  adadelta: smallLettered("Adadelta", "rho epsilon decay", { learning_rate: 1 }),
  adam: smallLettered("Adam", "beta_1 beta_2 epsilon decay amsgrad"),
  adamax: smallLettered("Adamax", "beta_1 beta_2 epsilon decay", { learning_rate: 0.002 }),
  nadam: smallLettered("Nadam", "beta_1 beta_2 epsilon schedule_decay", { learning_rate: 0.002 }),
};

/** An optimizer of Keras 2: its `decay` divides the learning rate by `1 + decay · step`. */
export function optimizerOfOlder(optimizer: KerasObject): KerasObject {
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
  if (!isKerasObject(compile.optimizer)) return compile;
  const optimizer = optimizerOfOlder(compile.optimizer);
  return optimizer === compile.optimizer ? compile : { ...compile, optimizer };
};

/** The training of a file that is written for Keras 2. */
export const trainingOfOlder = (training: TrainingSettings): TrainingSettings =>
  training.compile ? { ...training, compile: compiled(training.compile) } : training;
