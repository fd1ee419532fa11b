/**
 * Python's pickles as plain data, for the few old data sets that come in them (CIFAR's batches, NumPy's arrays of lists). A pickle is a
 * small program for a stack (Lib/pickletools.py describes it). Here nothing that it names is ever looked up or called: a class or function is kept as its
 * name, and what would be made by calling it as that name with its arguments and its state.
 */
import { ByteReader } from "./bytes";
import { decodeNumbers, elementTypes, type ElementType, type NumberArray } from "./numbers";
import { Trouble } from "./trouble";

/** Something that Python would have made by a call. */
export interface Called {
  readonly called: string;
  readonly args: Pickled;
  state?: Pickled;
}
export type Pickled =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Pickled[]
  | Map<Pickled, Pickled>
  | Called
  | { readonly name: string };

const MARK = Symbol("mark");
type Item = Pickled | typeof MARK;

const MOST_STEPS = 200_000_000;

const damaged = (why: string): Trouble => new Trouble(`The pickle cannot be read: ${why}.`);

export function readPickle(bytes: Uint8Array): Pickled {
  return new Unpickler(bytes).run();
}

class Unpickler {
  private readonly reader: ByteReader;
  private readonly stack: Item[] = [];
  private readonly memo = new Map<number, Pickled>();

  constructor(private readonly bytes: Uint8Array) {
    this.reader = new ByteReader(bytes, "little-endian");
  }

  run(): Pickled {
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const code = String.fromCharCode(this.reader.u8());
      if (code === ".") return this.pop();
      this.step(code);
    }
    throw damaged("it is too long");
  }

  private step(code: string): void {
    const { reader, stack } = this;
    switch (code) {
      case "\x80":
        reader.skip(1);
        return;
      case "\x95":
        reader.skip(8);
        return;
      case "(":
        stack.push(MARK);
        return;
      case "0":
        this.pop();
        return;
      case "1":
        this.toMark();
        return;
      case "2":
        stack.push(this.top());
        return;
      case "N":
        stack.push(null);
        return;
      case "\x88":
      case "\x89":
        stack.push(code === "\x88");
        return;
      case "I":
      case "L": {
        const text = this.line().replace(/L$/, "");
        stack.push(code === "I" && /^0[01]$/.test(text) ? text === "01" : Number(text));
        return;
      }
      case "F":
        stack.push(Number(this.line()));
        return;
      case "J":
        stack.push(reader.u32() | 0);
        return;
      case "K":
        stack.push(reader.u8());
        return;
      case "M":
        stack.push(reader.u16());
        return;
      case "\x8a":
        stack.push(wholeFrom(reader.take(reader.u8())));
        return;
      case "G": {
        const eight = reader.take(8);
        stack.push(new DataView(eight.buffer, eight.byteOffset, 8).getFloat64(0));
        return;
      }
      case "S":
        stack.push(quoted(this.line()));
        return;
      // Python 2's texts are bytes: they may be numbers of an array.
      case "T":
        stack.push(reader.take(reader.u32()));
        return;
      case "U":
        stack.push(reader.take(reader.u8()));
        return;
      case "B":
        stack.push(reader.take(reader.u32()));
        return;
      case "C":
        stack.push(reader.take(reader.u8()));
        return;
      case "\x8e":
      case "\x96":
        stack.push(reader.take(this.long()));
        return;
      case "V":
        stack.push(this.line());
        return;
      case "X":
        stack.push(utf8(reader.take(reader.u32())));
        return;
      case "\x8c":
        stack.push(utf8(reader.take(reader.u8())));
        return;
      case "\x8d":
        stack.push(utf8(reader.take(this.long())));
        return;
      case "]":
      case ")":
        stack.push([]);
        return;
      case "l":
      case "t":
        stack.push(this.toMark());
        return;
      case "\x85":
      case "\x86":
      case "\x87": {
        const count = code.charCodeAt(0) - 0x84;
        if (stack.length < count) throw damaged("its stack is empty");
        stack.push(stack.splice(-count).map(plain));
        return;
      }
      case "}":
        stack.push(new Map());
        return;
      case "d":
        stack.push(this.filled(new Map(), this.toMark()));
        return;
      case "a": {
        const item = this.pop();
        this.list().push(item);
        return;
      }
      case "e": {
        const items = this.toMark();
        const list = this.list();
        for (const item of items) list.push(item);
        return;
      }
      case "s": {
        const value = this.pop();
        this.filled(this.dictionary(), [this.pop(), value]);
        return;
      }
      case "u": {
        const items = this.toMark();
        this.filled(this.dictionary(), items);
        return;
      }
      case "c": {
        const module = this.line();
        stack.push({ name: `${module}.${this.line()}` });
        return;
      }
      case "\x93": {
        const [name, module] = [this.pop(), this.pop()];
        if (typeof name !== "string" || typeof module !== "string") throw damaged("a name is no text");
        stack.push({ name: `${module}.${name}` });
        return;
      }
      case "R":
      case "\x81": {
        const args = this.pop();
        const callee = this.pop();
        if (!isName(callee)) throw damaged("it calls what has no name");
        stack.push({ called: callee.name, args });
        return;
      }
      case "b": {
        const state = this.pop();
        const made = this.top();
        if (isCalled(made)) made.state = state;
        return;
      }
      case "p":
        this.memo.set(Number(this.line()), this.top());
        return;
      case "q":
        this.memo.set(reader.u8(), this.top());
        return;
      case "r":
        this.memo.set(reader.u32(), this.top());
        return;
      case "\x94":
        this.memo.set(this.memo.size, this.top());
        return;
      case "g":
        stack.push(this.remembered(Number(this.line())));
        return;
      case "h":
        stack.push(this.remembered(reader.u8()));
        return;
      case "j":
        stack.push(this.remembered(reader.u32()));
        return;
      default:
        throw damaged(`the code 0x${code.charCodeAt(0).toString(16)} is not of plain data`);
    }
  }

  private pop(): Pickled {
    if (this.stack.length === 0) throw damaged("its stack is empty");
    return plain(this.stack.pop()!);
  }

  private top(): Pickled {
    const item = this.stack.at(-1);
    if (item === undefined) throw damaged("its stack is empty");
    return plain(item);
  }

  private toMark(): Pickled[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) throw damaged("a mark is missing");
    const items = this.stack.splice(at).slice(1);
    return items as Pickled[];
  }

  private list(): Pickled[] {
    const list = this.top();
    if (!Array.isArray(list)) throw damaged("it adds to what is no list");
    return list;
  }

  private dictionary(): Map<Pickled, Pickled> {
    const dictionary = this.top();
    if (!(dictionary instanceof Map)) throw damaged("it adds to what is no dictionary");
    return dictionary;
  }

  private filled(into: Map<Pickled, Pickled>, items: readonly Pickled[]): Map<Pickled, Pickled> {
    for (let i = 0; i + 1 < items.length; i += 2) into.set(asKey(items[i]!), items[i + 1]!);
    return into;
  }

  private remembered(place: number): Pickled {
    const found = this.memo.get(place);
    if (found === undefined) throw damaged("it refers to what is not there");
    return found;
  }

  private line(): string {
    const end = this.bytes.indexOf(10, this.reader.position);
    if (end < 0) throw damaged("a line does not end");
    const text = utf8(this.reader.take(end - this.reader.position));
    this.reader.skip(1);
    return text;
  }

  private long(): number {
    const low = this.reader.u32();
    const high = this.reader.u32();
    return high * 2 ** 32 + low;
  }
}

function plain(item: Item): Pickled {
  if (item === MARK) throw damaged("a mark stands where a value should");
  return item;
}

const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
/** Keys of dictionaries are texts, also where Python 2 had bytes. */
const asKey = (key: Pickled): Pickled => (key instanceof Uint8Array ? latin1(key) : key);
const isName = (value: Pickled): value is { readonly name: string } =>
  typeof value === "object" && value !== null && "name" in value;
export const isCalled = (value: Pickled | undefined): value is Called =>
  typeof value === "object" && value !== null && "called" in value;

function quoted(line: string): string {
  return line
    .replace(/^(['"])(.*)\1$/s, "$2")
    .replace(/\\x([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** Little-endian, two's complement. */
function wholeFrom(bytes: Uint8Array): number {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = value * 256n + BigInt(bytes[i]!);
  return Number(BigInt.asIntN(Math.max(8, bytes.length * 8), value));
}

/** An array of NumPy's: numbers, or a list of whatever else is in it. Undefined for anything that is none. */
export function pickledArray(value: Pickled | undefined): NumberArray | readonly Pickled[] | undefined {
  if (!isCalled(value) || !/(?:multiarray\._reconstruct|ndarray)$/.test(value.called)) return undefined;
  const { state } = value;
  if (!Array.isArray(state)) return undefined;
  // A version stands first, except in the oldest.
  const [shape, type, fortran, data] = state.length === 5 ? state.slice(1) : state;
  if (!Array.isArray(shape) || !isCalled(type) || !Array.isArray(type.args)) return undefined;
  const name = asText(type.args[0]);
  if (Array.isArray(data)) return data;
  const order = Array.isArray(type.state) ? asText(type.state[1]) : "<";
  const found = Object.entries(elementTypes).find(([, { descr }]) => descr === name);
  const bytes = isCalled(data) ? latinBytes(data) : data instanceof Uint8Array ? data : undefined;
  const sizes = shape.map(Number);
  const count = sizes.reduce((all, size) => all * size, 1);
  if (!found || !bytes || (fortran === true && sizes.length > 1))
    throw new Trouble(`A pickled array of the type ${name || "?"} is not read.`);
  const elementType = found[0] as ElementType;
  if (!(bytes.length === count * elementTypes[elementType].bytes))
    throw damaged(`an array of shape (${sizes.join(", ")}) has ${bytes.length} bytes`);
  return { type: elementType, shape: sizes, data: decodeNumbers(bytes, elementType, order !== ">") };
}

const asText = (value: Pickled | undefined): string =>
  value instanceof Uint8Array ? latin1(value) : typeof value === "string" ? value : "";

/** Python 3 writes bytes for Python 2 as a text and its encoding. */
function latinBytes({ called, args }: Called): Uint8Array | undefined {
  const [text] = Array.isArray(args) ? args : [];
  if (called !== "_codecs.encode" || typeof text !== "string") return undefined;
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
