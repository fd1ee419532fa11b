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

export function aroundOf(module: Module): Around | undefined {
  const { text } = module;
  const code = /Strategy|gradient|norm/.test(text) ? withoutComments(module) : "";
  const replicas = Array.from(code.matchAll(STRATEGY), ([, devices]) => devices?.split(",").length ?? 2);
  const version = VERSION.exec(text)?.[1];
  const around: Around = {
    ...(PENALTY.test(code) && { penalizesGradients: true }),
    ...(replicas.length > 0 && Math.min(...replicas) > 1 && { replicas: Math.min(...replicas) }),
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
