/** What a file says around its models, told by its words: nothing of it is followed. */
import type { Around } from "../../../model/graph";
import type { Module } from "../../../python/syntax";

/** Strategies that share each batch among devices. */
const STRATEGY =
  /\b(?:MirroredStrategy|MultiWorkerMirroredStrategy|TPUStrategy)\s*\(\s*(?:devices\s*=\s*)?(\[[^\]]*\])?/g;
/** A function of that name, or a length less 1 that is squared. */
const PENALTY =
  /\bdef\s+\w*gradient_penalty\w*\s*\(|\bsquare\(\s*\w*(?:norm|slope|length)\w*\s*-\s*1\b|\(\s*\w*(?:norm|slope|length)\w*\s*-\s*1(?:\.0*)?\s*\)\s*\*\*\s*2/;
/** In a comment, an order to install it, the script's own list of what it needs. */
const VERSION = /\bkeras\s*==\s*(\d+\.\d+(?:\.\d+)?)/i;

/** Modules and words that went with Keras 2. */
const OLDER =
  /\b(?:import|from)\s+tf_keras\b|\b(?:from|import)\s+tensorflow\.(?:python\.|contrib\.|compat\.v1\.)?keras\b|\btf\.(?:contrib\.|compat\.v1\.)?keras\b|\bfrom\s+tensorflow(?:\.contrib|\.compat\.v1)?\s+import\s+[^\n]*\bkeras\b|\bkeras\.(?:engine|legacy|layers\.(?:core|convolutional|normalization|advanced_activations|pooling|merge|recurrent|embeddings|noise|wrappers|local)|utils\.np_utils|utils\.generic_utils|utils\.vis_utils)\b|\bnp_utils\b|\b(?:nb_epoch|border_mode|dim_ordering|fit_generator|subsample|Convolution[123]D|output_dim|set_learning_phase|learning_phase|USE_LEGACY_KERAS|TF_USE_LEGACY_KERAS)\b/;
/** The package itself. */
const OWN = /^[ \t]*(?:import\s+keras\b|from\s+keras(?:\.\w+)*\s+import\b)/m;
/** A comment, or a name, that says that something was brought over. */
const BROUGHT =
  /\b(?:weights?|checkpoints?|state[ _]dict|parameters)\b[^\n]{0,30}\b(?:from|of|in)\s+(?:the\s+)?(?:original\s+)?py-?torch\b|\b(?:port(?:ed)?|convert(?:ed)?|translat(?:ed|ion)|re-?implement(?:ed|ation))\b[^\n]{0,30}\b(?:from|of)\b[^\n]{0,20}\bpy-?torch\b|\bpy-?torch\b[ _-](?:weights?|checkpoints?|state[ _]dict)\b|\b\w*(?:from|load|convert|port|copy|transfer)_(?:py)?torch\w*\s*[(=]|\b(?:py)?torch_(?:weights?|state_dict|checkpoint)\b/i;

const generationOf = (text: string, version: string | undefined): Around["generation"] =>
  OLDER.test(text) || (version !== undefined && Number.parseInt(version) < 3) ? 2 : OWN.test(text) ? 3 : undefined;

/** Whether a file is written for Keras 2. */
export const isOfOlder = ({ text }: Module): boolean => generationOf(text, VERSION.exec(text)?.[1]) === 2;

export function aroundOf(module: Module): Around | undefined {
  const { text } = module;
  const code = /Strategy|gradient|norm/.test(text) ? withoutComments(module) : "";
  const replicas = Array.from(code.matchAll(STRATEGY), ([, devices]) => devices?.split(",").length ?? 2);
  const version = VERSION.exec(text)?.[1];
  const generation = text.includes("BatchNormalization") ? generationOf(text, version) : undefined;
  const around: Around = {
    ...(PENALTY.test(code) && { penalizesGradients: true }),
    ...(replicas.length > 0 && Math.min(...replicas) > 1 && { replicas: Math.min(...replicas) }),
    ...(generation !== undefined && { generation }),
    ...(/torch/i.test(text) && BROUGHT.test(text) && { fromPytorch: true }),
    ...(version !== undefined && { kerasVersion: version }),
  };
  return Object.keys(around).length > 0 ? around : undefined;
}

/** Comments may tell of what is no longer done. */
function withoutComments({ text, comments }: Module): string {
  let [rest, at] = ["", 0];
  for (const { start, end } of comments) {
    rest += text.slice(at, start);
    at = end;
  }
  return rest + text.slice(at);
}
