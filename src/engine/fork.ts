/**
 * Our own programs as processes of their own: a trap, a crash or an endless loop in one of them is a sentence here and nothing
 * worse. (A worker thread gives no such protection: when V8 runs out of memory it takes the whole process along.)
 */
import { execFile, fork } from "node:child_process";
import type { Port } from "../protocol/channel";
import type { Child } from "../protocol/child";

/** Characters of its error output that are kept, to tell why it ended. */
const KEPT_OUTPUT = 8_000;

/** Starts a program; `flags` are for Node and V8 and must be accepted ones. */
export function forkProgram(file: string, flags: readonly string[] = []): Child {
  const child = fork(file, {
    // Never the parent's own: VS Code starts its extension host with some that Node refuses.
    execArgv: [...flags],
    serialization: "advanced",
    env: environment(),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let output = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output = (output + text).slice(-KEPT_OUTPUT);
  });

  const closers: ((reason: string) => void)[] = [];
  let closed: string | undefined;
  const close = (reason: string): void => {
    if (closed !== undefined) return;
    closed = reason;
    for (const closer of closers) closer(reason);
  };
  child.on("error", (error) => close(`it could not be started: ${error.message}`));
  // The last of its output may come after its end. ("close" would wait for that, but never comes after a disconnect from this side.)
  child.on("exit", (status, signal) => {
    const tell = (): void => close(reasonOf(status, signal, output));
    if (child.stderr?.readableEnded ?? true) tell();
    else child.stderr?.once("close", tell);
  });

  return {
    port: {
      // A message to a process that has just ended is lost, and its end is told by onClose.
      post(message) {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => void child.on("message", listener),
      onClose: (listener) => {
        if (closed === undefined) closers.push(listener);
        else listener(closed);
      },
    },
    output: () => output,
    release() {
      if (child.connected) child.disconnect();
      child.unref();
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

/** The other end, inside a program that was forked. It is closed when the parent ends or lets go. */
export function portToParent(): Port {
  return {
    post(message) {
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
    },
    onMessage: (listener) => void process.on("message", listener),
    onClose: (listener) => void process.once("disconnect", () => listener("the program that started it has ended")),
  };
}

/** Those of the flags that the Node here knows; one that it does not know would end the program before it begins. */
export async function acceptedFlags(flags: readonly string[]): Promise<readonly string[]> {
  const accepted = await Promise.all(flags.map(isAccepted));
  return flags.filter((_, i) => accepted[i]);
}

const answers = new Map<string, Promise<boolean>>();

/** Asked once: it takes the start of a process to know. */
function isAccepted(flag: string): Promise<boolean> {
  const known = answers.get(flag);
  if (known) return known;
  const answer = new Promise<boolean>((resolve) => {
    execFile(process.execPath, [flag, "--eval", "0"], { env: environment() }, (error) => resolve(error === null));
  });
  answers.set(flag, answer);
  return answer;
}

/** In a desktop VS Code the executable is Electron, which is Node only when told so. A debugger's options are not for our programs. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: undefined, ELECTRON_RUN_AS_NODE: "1", ELECTRON_NO_ASAR: "1" };
}

/** Why a process ended, as the second half of a sentence. */
function reasonOf(status: number | null, signal: NodeJS.Signals | null, output: string): string {
  if (/heap out of memory|invalid size error|Cannot allocate memory/i.test(output)) return "it ran out of memory";
  if (signal === "SIGKILL") return "it was ended from outside (the system does that when memory runs out)";
  if (signal) return `it crashed (${signal})`;
  return status === 0 ? "it ended" : `it crashed (status ${status})`;
}

/** Runs a program to its end and gives what it prints, whatever its status; where it prints nothing, it fails with what it says. */
export const runProgram = (file: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { env: environment(), maxBuffer: 2 ** 24 };
    execFile(process.execPath, [file, ...args], options, (error, printed, said) => {
      if (printed !== "" || !error) resolve(printed);
      else reject(new Error(said.trim().replace(/^batchwise: /, "") || error.message));
    });
  });
