/** One typed conversation between two sides that share no memory: a worker, a child process, a webview, a test. */

/** Anything with a way to post messages and a way to hear them. */
export interface Port {
  readonly post: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** The other side is gone for good. */
  readonly onClose?: (listener: (reason: string) => void) => void;
}

// A call may have any arguments; the maps that name the calls say which.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Calls<C> = { readonly [K in keyof C]: (...args: any[]) => unknown };

type Message =
  | { readonly kind: "call"; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "error"; readonly id: number; readonly message: string }
  | { readonly kind: "event"; readonly name: string; readonly data: unknown };

const isMessage = (raw: unknown): raw is Message =>
  typeof raw === "object" &&
  raw !== null &&
  "kind" in raw &&
  ["call", "result", "error", "event"].includes(raw.kind as string);

/** The calling side: `call` asks and waits, `on` listens. */
export interface Client<C extends Calls<C>, E> {
  call<K extends keyof C & string>(name: K, ...args: Parameters<C[K]>): Promise<Awaited<ReturnType<C[K]>>>;
  on<K extends keyof E & string>(name: K, listener: (data: E[K]) => void): void;
  /** The other side is gone; every waiting call has been rejected with the reason. */
  onClose(listener: (reason: string) => void): void;
}

export function client<C extends Calls<C>, E>(port: Port): Client<C, E> {
  const waiting = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
  >();
  const listeners = new Map<string, ((data: unknown) => void)[]>();
  const closers: ((reason: string) => void)[] = [];
  let nextId = 0;
  let closed: string | undefined;

  port.onMessage((raw) => {
    if (!isMessage(raw) || raw.kind === "call") return;
    if (raw.kind === "event") {
      for (const listener of listeners.get(raw.name) ?? []) listener(raw.data);
      return;
    }
    const asker = waiting.get(raw.id);
    waiting.delete(raw.id);
    if (raw.kind === "result") asker?.resolve(raw.value);
    else asker?.reject(new Error(raw.message));
  });
  port.onClose?.((reason) => {
    closed = reason;
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
    for (const closer of closers) closer(reason);
  });

  return {
    call(name, ...args) {
      if (closed !== undefined) return Promise.reject(new Error(closed));
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        port.post({ kind: "call", id, name, args } satisfies Message);
      });
    },
    on(name, listener) {
      listeners.set(name, [...(listeners.get(name) ?? []), listener as (data: unknown) => void]);
    },
    onClose: (listener) => closers.push(listener),
  };
}

export type Handlers<C extends Calls<C>> = {
  readonly [K in keyof C]: (...args: Parameters<C[K]>) => ReturnType<C[K]> | Promise<Awaited<ReturnType<C[K]>>>;
};

/** The answering side: one handler for each call, and `emit` for events. A handler's error reaches the asker. */
export interface Server<E> {
  emit<K extends keyof E & string>(name: K, data: E[K]): void;
}

export function server<C extends Calls<C>, E>(port: Port, handlers: Handlers<C>): Server<E> {
  const answer = async (message: Message & { readonly kind: "call" }): Promise<void> => {
    try {
      if (!Object.hasOwn(handlers, message.name)) throw new Error(`there is no call ${message.name}`);
      const handler = handlers[message.name as keyof C] as (...args: readonly unknown[]) => unknown;
      port.post({ kind: "result", id: message.id, value: await handler(...message.args) } satisfies Message);
    } catch (error) {
      port.post({
        kind: "error",
        id: message.id,
        message: error instanceof Error ? error.message : String(error),
      } satisfies Message);
    }
  };
  port.onMessage((raw) => {
    if (isMessage(raw) && raw.kind === "call") void answer(raw);
  });
  return {
    emit: (name, data) => port.post({ kind: "event", name, data } satisfies Message),
  };
}
