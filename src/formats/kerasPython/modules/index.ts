/** What `import keras`, `from tensorflow.keras import layers` and the like bring, under whatever name. */
import { builtins } from "../../../python/builtins";
import { standardModule } from "../../../python/modules/index";
import type { External } from "../../../python/value";
import type { Keras } from "../keras";
import { numpy } from "../numpy/index";
import { pandas } from "../pandas/index";
import { kerasModule } from "./keras";
import { kerasHub } from "./kerasHub";
import { csv, json, openers } from "../arrays/textFiles";
import type { ColumnsOf } from "../arrays/columns";
import { sklearn } from "../arrays/sklearn";
import { member, open } from "./open";
import { tensorflow } from "./tensorflow";
import { tensorflowDatasets } from "./tensorflowDatasets";
import { tensorflowHub } from "./tensorflowHub";
import { tensorflowProbability } from "./tensorflowProbability";
import { tqdm } from "./tqdm";
import { unreadModules } from "./unread";

/** The modules of one reading, by their whole path. */
export function modulesFor(keras: Keras, columnsOf: ColumnsOf): (path: string) => External | undefined {
  const root = kerasModule(keras);
  const roots: Readonly<Record<string, External>> = {
    keras: root,
    tf_keras: root,
    tensorflow: tensorflow(root),
    tensorflow_datasets: tensorflowDatasets,
    tensorflow_hub: tensorflowHub(keras),
    tensorflow_probability: tensorflowProbability(keras),
    keras_hub: kerasHub(keras, "keras_hub"),
    keras_nlp: kerasHub(keras, "keras_nlp"),
    json,
    csv,
    ...openers,
    numpy,
    keras_preprocessing: member(root, "preprocessing")!,
    tqdm,
    sklearn,
    pandas: pandas(columnsOf),
    ...unreadModules,
    // What both versions of Python had under one name.
    builtins: open("builtins", Object.fromEntries(builtins)),
    // Python 3's own under the name that both versions had.
    six: open("six", { moves: open("six.moves", Object.fromEntries(builtins)) }),
  };
  return (path) => {
    const own = standardModule(path);
    if (own) return own;
    keras.imported.add(/^\w*/.exec(path)![0]);
    const [first = "", ...rest] = path
      .replace(/^tensorflow\.(?:python|compat\.v[12])\.keras/, "tensorflow.keras")
      .split(".");
    return rest.reduce<External | undefined>(
      (found, name) => found && member(found, name),
      Object.hasOwn(roots, first) ? roots[first] : undefined,
    );
  };
}
