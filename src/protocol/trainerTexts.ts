/**
 * What the training process says of a run, in English, with places for what it is about. The host says it in the user's language: the
 * process itself knows none. Texts that end without a full stop are ends of a message or whole ones.
 */
import type { Translate } from "../base/fill";

export const trainerTexts = [
  "Reading data",
  "Planning",
  "Measuring the speed",

  "The loss became NaN (not a number) in epoch {0}, step {1}.",
  "The loss became infinite in epoch {0}, step {1}.",
  "Weights became NaN or infinite in epoch {0}, step {1}.",
  "There was no checkpoint yet.",
  "The last checkpoint, {0}, is from before and untouched.",
  "The inputs of this step hold values that are not numbers; remove or replace them in the data.",
  "The targets of this step hold values that are not numbers; remove or replace them in the data.",
  "The learning rate ({0}) is probably too high; try a tenth of it, or scale the inputs.",
  "The learning rate ({0}) is probably too high; try a tenth of it, or clipnorm=1 in the optimizer.",
  "The learning rate ({0}) is probably too high; try a tenth of it.",
  "The inputs reach {0}: scale them, for example with a Normalization layer.",
  "A recurrent layer multiplies along the sequence: clipnorm=1 in the optimizer keeps its gradients small.",
  "The first that is no number is what {0} “{1}” gives.",
  "The first that is no number is the gradient of {0}.",
  "What the model gives is so large that the loss of it is infinite, or the loss takes a logarithm of zero.",
  "What the model gives are numbers, and the loss of them is none: a logarithm of zero or of a negative number, or targets outside of what the loss takes. See whether the last activation and the targets fit the loss.",

  "Training needs {0} of memory, and {1} can be had.",
  "Not even a batch of one would fit: use smaller images or fewer units.",
  "What would fit: a batch size of {0}, or images of {1} with a batch size of {2}.",
  "What would fit: images of {0} with a batch size of {1}.",
  "What would fit: a batch size of {0}.",
  "Only {0} of {1} threads could be started: ask for fewer threads.",

  "{0} “{1}” cannot be trained yet: Batchwise has no {2} in its engine",
  "{0} “{1}” cannot be trained yet: it is an operation on tensors, not a layer, and {2}",
  "{0} “{1}” cannot be trained yet: the {2} of its weight {3} is not known: {4}",
  "{0} “{1}” cannot be trained yet: {2}",
  "{0} of {1} “{2}” is not known without running the file",
  "Keras takes an input of 3 axes for one image; give images a channel axis, with Reshape",
  "it needs 3 channels, and its images have {0}",
  "the size of {0} of {1} “{2}” is not known without running the file: {3}",
  "{0} “{1}” takes numbers, and its data are texts: put a layer before it that makes numbers of them, such as StringLookup or TextVectorization",
  "it gives words, and the engine works on numbers",
  "it takes words, and its data are numbers",
  "it takes texts, and its data are numbers",
  "its vocabulary is not known",
  "it takes one text for each sample",
  "its idf_weights are not known",
  "it takes one value of each input for each sample",
  "its salt is not a whole number, or two of them",
  "its mask_value is no number, and its data are numbers",
  "lists of different lengths (ragged=True) are not in the engine",
  "its standardize or split is a function of the file's own",
  "its vocabulary is in a file; write it as a list",
  "it works across the samples of a batch",
  "what is assigned to {0} is not of its shape",
  "the engine has no operation {0}",
  "it calls a function of the file's own: write what that does as a layer or as operations",
  "how many numbers it gives is known only at run time",
  "it works on whole numbers bit by bit, and the engine has floats",
  "it takes a matrix apart in a way that the engine does not have",
  "it puts the numbers of some samples at the places of others",
  "it has complex numbers in one tensor, and the engine has real ones",
  "its {0} is known only when the file is run",
  "{0} is not known to the engine",
  "“{0}” keeps a state for each sample of a batch (stateful), so all batches must have one size: choose a batch size that divides the number of training samples, and that of validation samples.",
  "No output of the model has a loss, and no layer has a penalty: there is nothing to train. Give compile a loss.",
  "Batchwise has no loss “{0}”; it has {1}",
  "Batchwise has no metric “{0}”; it has {1}",
  "Batchwise has no optimizer “{0}”; it has {1}",

  "{0} has not become better for 1 epoch; the best was {1} in epoch {2}, whose weights are taken.",
  "{0} has not become better for 1 epoch; the best was {1} in epoch {2}.",
  "{0} has not become better for {1} epochs; the best was {2} in epoch {3}, whose weights are taken.",
  "{0} has not become better for {1} epochs; the best was {2} in epoch {3}.",
  "A callback had ended this run before; ask for more than {0} epochs to go on with it.",
  "Epoch {0}: {1} has not become better; the learning rate goes from {2} to {3}.",
  "The callback {0} is left out: {1}.",
  "The model file has an EarlyStopping of its own, which decides when this training ends.",
  "class_weight is left out: {0}.",
  "Samples count by their weights, from {0} to {1}.",
  "The run goes on from the checkpoint before, {0}.",
  "This run is being written by another process (pid {0}).",
  "Another process has just begun to write to this run.",
] as const;

const special = /[.*+?^${}()|[\]\\]/g;

interface Pattern {
  readonly text: string;
  readonly found: RegExp;
}

/** A place at the beginning takes one word: before it stand the file and its line. */
const patterns: readonly Pattern[] = trainerTexts.map((text) => {
  const parts = text.split(/\{\d\}/);
  const source = parts
    .map((part) => part.replace(special, "\\$&"))
    .reduce((made, part, i) => `${made}${i === 1 && parts[0] === "" ? "(\\S+)" : "(.+?)"}${part}`);
  return { text, found: new RegExp(text.endsWith(".") ? source : `${source}$`, "g") };
});

/** A message of the training process with all of it that is known said by `t`; the rest stays as it is. */
export const saidIn = (message: string, t: Translate): string =>
  patterns.reduce(
    (said, { text, found }) =>
      said.replace(found, (_, ...groups: readonly (string | number)[]) => {
        const places = groups.slice(0, -2).map(String);
        return t(text, ...places.map((place) => (place === message ? place : saidIn(place, t))));
      }),
    message,
  );
