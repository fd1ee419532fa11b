/** Every operation of recipes. Adding one is an entry in one of these lists. */
import { arrayFiles } from "./arrayFiles";
import { elementwise } from "./elementwise";
import { fold } from "./folding";
import { images } from "./images";
import { joining } from "./joining";
import { jsonFiles } from "./jsonFile";
import { kerasDatasets } from "./kerasDatasets";
import { labelling } from "./labelling";
import { making } from "./making";
import { mapping } from "./mapping";
import type { Operation } from "./operation";
import { ordering } from "./ordering";
import { reducing } from "./reducing";
import { scalingOperations } from "./scaling";
import { selecting } from "./selecting";
import { sequences } from "./sequences";
import { shaping } from "./shaping";
import { sklearn } from "./sklearn";
import { split } from "./splitting";
import { tableFiles } from "./tableFile";
import { tables } from "./tables";
import { textFolders } from "./textFolder";
import { windows } from "./windows";
import { wordOperations } from "./words";

export const operations: ReadonlyMap<string, Operation> = new Map(
  [
    ...making,
    ...elementwise,
    ...reducing,
    ...shaping,
    ...ordering,
    ...selecting,
    ...joining,
    ...labelling,
    ...scalingOperations,
    split,
    fold,
    ...sequences,
    ...arrayFiles,
    ...tableFiles,
    ...jsonFiles,
    ...tables,
    ...kerasDatasets,
    ...sklearn,
    ...images,
    ...mapping,
    ...textFolders,
    ...wordOperations,
    ...windows,
  ].map((operation) => [operation.name, operation]),
);
