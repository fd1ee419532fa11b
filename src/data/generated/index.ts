/** Every generated data set. Adding one is a file and a line here. */
import { blobs } from "./blobs";
import type { Generated } from "./generated";
import { random } from "./random";
import { shapes } from "./shapes";
import { sine } from "./sine";
import { spirals } from "./spirals";

export const generatedSets: readonly Generated[] = [blobs, random, shapes, sine, spirals];
