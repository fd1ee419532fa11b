/**
 * Messages are checked where they come in, on both sides: a webview shows what strangers wrote, and a host acts on what a
 * webview says. What is too large, of no known kind or of another shape than promised is dropped and counted.
 */
import * as v from "valibot";
import type { Port } from "./channel";

// A call may have any arguments; the maps that name the calls say which.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyCalls<C> = { readonly [K in keyof C]: (...args: any[]) => unknown };
type Schema<T> = v.GenericSchema<unknown, T>;

/** What every message of one conversation looks like. */
export interface Checks<C extends AnyCalls<C>, E> {
  readonly calls: {
    readonly [K in keyof C]: {
      readonly args: Schema<Readonly<Parameters<C[K]>>>;
      readonly result: Schema<Awaited<ReturnType<C[K]>>>;
    };
  };
  readonly events: { readonly [K in keyof E]: Schema<E[K]> };
}

/** Numbers and characters that one message may hold. */
const LARGEST_ANSWER = 64_000_000;
const LARGEST_CALL = 10_000;

/** The asking side's port: events and answers pass when they are what was promised. */
export function checkedAnswers<C extends AnyCalls<C>, E>(port: Port, checks: Checks<C, E>, onDrop?: () => void): Port {
  const asked = new Map<unknown, string>();
  const envelope = v.variant("kind", [
    v.object({ kind: v.literal("event"), name: v.string(), data: v.unknown() }),
    v.object({ kind: v.literal("error"), id: v.number(), message: text }),
    v.object({ kind: v.literal("result"), id: v.number(), value: v.optional(v.unknown()) }),
  ]);

  /** What may be passed on; a wrong answer becomes an error, so that the asker is not left waiting. */
  function accept(raw: unknown): unknown {
    if (!isWithin(raw, LARGEST_ANSWER) || !v.is(envelope, raw)) return undefined;
    if (raw.kind === "event") {
      const schema = own(checks.events, raw.name);
      return schema && v.is(schema, raw.data) ? raw : undefined;
    }
    const name = asked.get(raw.id);
    if (name === undefined) return undefined;
    asked.delete(raw.id);
    if (raw.kind === "error" || v.is(own(checks.calls, name)!.result, raw.value)) return raw;
    onDrop?.();
    return { kind: "error", id: raw.id, message: `the answer to ${name} was not what was promised` };
  }

  return {
    onClose: (listener) => port.onClose?.(listener),
    post(message) {
      const call = message as { readonly id: number; readonly name: string };
      asked.set(call.id, call.name);
      port.post(message);
    },
    onMessage: (listener) =>
      port.onMessage((raw) => {
        const message = accept(raw);
        if (message === undefined) onDrop?.();
        else listener(message);
      }),
  };
}

/** The answering side's port: calls pass when they have a known name and fitting arguments. */
export function checkedCalls<C extends AnyCalls<C>, E>(port: Port, checks: Checks<C, E>, onDrop?: () => void): Port {
  const envelope = v.strictObject({
    kind: v.literal("call"),
    id: v.number(),
    name: v.string(),
    args: v.array(v.unknown()),
  });
  return {
    onClose: (listener) => port.onClose?.(listener),
    post: (message) => port.post(message),
    onMessage: (listener) =>
      port.onMessage((raw) => {
        const known = isWithin(raw, LARGEST_CALL) && v.is(envelope, raw) ? own(checks.calls, raw.name) : undefined;
        if (known && v.is(known.args, (raw as { readonly args: unknown }).args)) listener(raw);
        else onDrop?.();
      }),
  };
}

const own = <T extends object>(record: T, name: string): T[keyof T] | undefined =>
  Object.hasOwn(record, name) ? record[name as keyof T] : undefined;

/** Whether a message holds no more than so many values and characters; looks no further than that. */
export function isWithin(message: unknown, limit: number): boolean {
  const rest: unknown[] = [message];
  let size = 0;
  while (rest.length > 0) {
    const value = rest.pop();
    size += 1;
    if (typeof value === "string") size += value.length;
    else if (ArrayBuffer.isView(value)) size += value.byteLength / 4;
    else if (typeof value === "object" && value !== null) {
      const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
      if (size + parts.length > limit) return false;
      for (const part of parts) rest.push(part);
    }
    if (size > limit) return false;
  }
  return true;
}

/** Text from a file or a person, of a length that can be shown. */
export const text = v.pipe(v.string(), v.maxLength(65_536));
/** A name that one side gave and the other only hands back. */
export const id = v.pipe(v.string(), v.maxLength(1_024));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Answers nothing; some ports carry that as a missing value, some as null. */
// "void" is what a call that answers nothing is declared to return.
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
export const nothing = v.custom<void>((value) => value === undefined || value === null);
