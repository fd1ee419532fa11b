/** The way to the extension: messages, and a little state that outlives the page. */
import * as v from "valibot";
import type { Port } from "../../src/protocol/channel";

interface Api {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): Api;

export interface Host {
  readonly port: Port;
  /** What was kept, if it still has the shape of today; anything else is forgotten. */
  restore<T>(schema: v.GenericSchema<unknown, T>): T | undefined;
  keep(state: unknown): void;
}

/** May be called once in a page. */
export function connect(): Host {
  const api = acquireVsCodeApi();
  return {
    port: {
      post: (message) => api.postMessage(message),
      onMessage: (listener) => window.addEventListener("message", ({ data }) => listener(data)),
    },
    restore(schema) {
      const kept = v.safeParse(schema, api.getState());
      return kept.success ? kept.output : undefined;
    },
    keep: (state) => api.setState(state),
  };
}
