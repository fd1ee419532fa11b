/** The methods of builtin types. */
import { bool, int, type External, type Value } from "../value";
import { dictMethods } from "./dict";
import { listMethods, tupleMethods } from "./list";
import type { Method, Methods } from "./method";
import { setMethods } from "./set";
import { textMethods } from "./text";

const tables: Readonly<Partial<Record<Value["kind"], Methods<never>>>> = {
  text: textMethods,
  list: listMethods,
  tuple: tupleMethods,
  dict: dictMethods,
  set: setMethods,
  int: {
    bit_length: (receiver: Value, _, { span }) =>
      int(receiver.kind === "int" ? receiver.value.toString(2).replace("-", "").length : 0, span),
  },
  float: {
    is_integer: (receiver: Value, _, { span }) =>
      bool(receiver.kind === "float" && Number.isInteger(receiver.value), span),
  },
};

/** A method of a builtin value, with the value in it; undefined when there is no such method. */
export function methodOf(receiver: Value, name: string): Value | undefined {
  const table = tables[receiver.kind];
  const method = table && Object.hasOwn(table, name) ? (table[name] as unknown as Method<Value>) : undefined;
  if (method)
    return {
      kind: "external",
      what: `${receiver.kind}.${name}`,
      call: (args, site, machine) => method(receiver, args, site, machine),
    } satisfies External;
  if (receiver.kind === "int" || receiver.kind === "bool") {
    if (name === "real" || name === "numerator") return receiver;
    if (name === "imag") return int(0);
  }
  if (receiver.kind === "float" && name === "real") return receiver;
  if (receiver.kind === "range" && ["start", "stop", "step"].includes(name))
    return int(name === "start" ? receiver.first : name === "stop" ? receiver.end : receiver.step);
  return undefined;
}
