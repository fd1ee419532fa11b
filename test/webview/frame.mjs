// Stands in for VS Code in a page of the gallery: gives the panel its API and plays the host of the scene.
import { scenes } from "./scenes";

const { searchParams } = new URL(globalThis.location.href);
const scene = searchParams.get("scene");
const payload = searchParams.get("payload") ?? "<img src=x onerror=alert(1)>";
const listeners = [];
const store = `state ${scene}`;
const post = (message) =>
  setTimeout(
    () =>
      globalThis.dispatchEvent(new globalThis.MessageEvent("message", { data: globalThis.structuredClone(message) })),
    0,
  );

globalThis.seen = { calls: [], violations: [], errors: [] };
globalThis.post = post;
globalThis.document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  globalThis.seen.violations.push(`${violatedDirective} ${blockedURI}`),
);
globalThis.addEventListener("error", ({ message }) => globalThis.seen.errors.push(message));
globalThis.addEventListener("unhandledrejection", ({ reason }) => globalThis.seen.errors.push(String(reason)));

globalThis.acquireVsCodeApi = () => {
  delete globalThis.acquireVsCodeApi;
  return {
    postMessage: (message) => {
      const copy = globalThis.structuredClone(message);
      setTimeout(() => listeners.forEach((listener) => listener(copy)), 0);
    },
    getState: () => JSON.parse(globalThis.sessionStorage.getItem(store) ?? "null") ?? undefined,
    setState: (state) => globalThis.sessionStorage.setItem(store, JSON.stringify(state)),
  };
};

const port = { post, onMessage: (listener) => listeners.push(listener) };
scenes[scene].play(port, (...call) => globalThis.seen.calls.push(call), payload);
