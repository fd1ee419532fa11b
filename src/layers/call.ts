/** Which of a call's tensors is what: the inputs of a layer, and what else it is given. */
import type { AnyLayer } from "./layer";

export interface Arranged<T> {
  /** What `shape`, `weights` and `lower` get, in order. */
  readonly inputs: readonly T[];
  /** The others, by the name of their argument. */
  readonly given: ReadonlyMap<string, readonly T[]>;
}

/** `roles` are the names under which the tensors are given, where they are. */
export function arrange<T>(
  { takes }: AnyLayer,
  tensors: readonly T[],
  roles: readonly (string | undefined)[],
): Arranged<T> {
  const given = new Map<string, T[]>();
  const inputs: T[] = [];
  const places = new Map<string, T>();
  const inOrder = takes ? [...takes.inputs, takes.also[0]!] : [];
  let position = 0;
  tensors.forEach((tensor, i) => {
    const role = roles[i] ?? inOrder[Math.min(position++, inOrder.length - 1)];
    if (role === undefined || (!takes && role !== "mask")) inputs.push(tensor);
    else if (takes?.inputs.includes(role)) places.set(role, tensor);
    else given.set(role, [...(given.get(role) ?? []), tensor]);
  });
  for (const name of takes?.inputs ?? []) if (places.has(name)) inputs.push(places.get(name)!);
  return { inputs, given };
}
