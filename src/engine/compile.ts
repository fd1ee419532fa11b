/** From a plan to a program: kernel calls with addresses, as the threads walk them. */
import { isLeaf, sizeOf, type Value } from "../ops/op";
import type { Plan } from "../train/plan";
import type { Buffer, Ref } from "./call";
import { emitters, updateEmitters } from "./emit";
import { NUMBERS, type Emission } from "./emit/emitter";
import * as kernels from "./kernels.generated";
import { layOut, type Lifetime } from "./memory";
import { schedule } from "./schedule";
import { isTogether, together, type Instruction, type Unit } from "./together";

/** A program that can be placed anywhere: addresses are relative to the regions that the caller chooses. */
export interface Program {
  /** Instructions and tables, to be copied to `base`, once all regions are known. */
  encode(regions: Regions): Uint32Array;
  /** Room that the words take. */
  readonly bytes: number;
  /** Room for everything that is computed on the way. */
  readonly arenaBytes: number;
  /** Room that each thread needs for itself. */
  readonly scratchBytes: number;
  /** Where inputs are written before a step and outputs read after it: offsets into the arena. */
  readonly inputs: ReadonlyMap<string, Place>;
  readonly outputs: ReadonlyMap<string, Place>;
  /** No call is worth a second thread. */
  readonly alone: boolean;
  /** Where a program stands, in bytes, in which all threads meet and do nothing else. */
  readonly meeting: number;
  /** For profiles. */
  readonly calls: readonly PlacedCall[];
}

export interface PlacedCall {
  readonly kernel: string;
  /** Where it stands in the program, in bytes. */
  readonly at: number;
  readonly items: number;
  /** Whether threads share its items; they meet when all are done. */
  readonly shared: boolean;
  /** Its whole numbers by name. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Size of all memory that it is given. */
  readonly bytes: number;
}

export interface Place {
  readonly offset: number;
  readonly bytes: number;
}

/** Where things lie in memory. */
export interface Regions {
  readonly program: number;
  readonly arena: number;
  /** Address of every weight, slot and scalar, by name. */
  readonly persistent: ReadonlyMap<string, number>;
}

export interface CompileOptions {
  /** Inputs that come as bytes, with the factor that makes numbers of them. */
  readonly byteInputs?: ReadonlyMap<string, number>;
  /** Items that a thread claims at a time, for tests that want every split; else the emitters choose. */
  readonly grain?: number;
  /** From how many bytes on calls go together, for tests that want them all to or none. */
  readonly worthwhileBytes?: number;
}

/** Words before an instruction's arguments; kernels/program.ts reads them. */
const HEADER = 6;
/** Opcode of the header of calls that go together. */
const TOGETHER = 0xffffffff;
/** An instruction without items that all threads meet behind, and the end. */
const meetingWords = [kernels.clear(0).opcode, HEADER + 1, 0, 0, 0, 1, 0, 0];

export function compile(plan: Plan, options: CompileOptions = {}): Program {
  const builder = new Builder(plan, options);
  for (const value of plan.inputs) builder.feed(value, options.byteInputs?.get(value.attrs["name"] as string));
  for (const step of schedule(plan)) {
    if (step.kind === "value") builder.compute(step.value);
    else updateEmitters[step.update.op.name]!(step.update, builder.emission);
  }
  return builder.finish();
}

class Builder {
  private readonly buffers = new Map<Value, Ref>();
  private readonly instructions: Instruction[] = [];
  private readonly tables: number[] = [];
  private readonly inputs = new Map<string, Buffer>();
  private readonly usesLeft: Map<Value, number>;
  private readonly kept: ReadonlySet<Value>;
  private scratchBytes = 0;

  /** Memory that has a fixed address outside the arena; the name says which. */
  private readonly persistent = new Map<string, Buffer>();
  private readonly tableBuffer: Buffer = { bytes: 0, name: "tables" };

  readonly emission: Emission = {
    of: (value) => this.of(value),
    temporary: (name, bytes) => ({ buffer: { bytes, name }, offset: 0 }),
    table: (words) => {
      const offset = this.tables.length * 4;
      for (const word of words) this.tables.push(word);
      return { buffer: this.tableBuffer, offset };
    },
    call: (call, items, grain, scratchBytes = 0, images = 0) => {
      if (items === 0) return;
      this.scratchBytes = Math.max(this.scratchBytes, scratchBytes);
      this.instructions.push({ call, items, grain: Math.min(this.options.grain ?? grain, items), images });
    },
  };

  constructor(
    private readonly plan: Plan,
    private readonly options: CompileOptions,
  ) {
    this.kept = new Set(plan.outputs.values());
    this.usesLeft = countUses(plan);
  }

  feed(value: Value, bytesScale: number | undefined): void {
    const name = value.attrs["name"] as string;
    const count = sizeOf(value.shape);
    const buffer: Buffer = { bytes: count * 4, name };
    this.buffers.set(value, { buffer, offset: 0 });
    if (bytesScale === undefined) {
      this.inputs.set(name, buffer);
      return;
    }
    const staging: Buffer = { bytes: count, name: `${name} as bytes` };
    this.inputs.set(name, staging);
    this.emission.call(
      kernels.floatsOfBytes({ buffer, offset: 0 }, { buffer: staging, offset: 0 }, bytesScale),
      count,
      NUMBERS,
    );
  }

  compute(value: Value): void {
    const { op, inputs, attrs } = value;
    const source = op.viewOf === undefined ? undefined : inputs[op.viewOf as string];
    if (source) {
      const shapes = Object.fromEntries(Object.entries(inputs).map(([name, one]) => [name, one.shape]));
      const ref = this.of(source);
      this.buffers.set(value, { buffer: ref.buffer, offset: ref.offset + 4 * (op.viewOffset?.(shapes, attrs) ?? 0) });
    } else {
      const emitter = emitters[op.name];
      if (!emitter) throw new Error(`the engine has no ${op.name}`);
      this.buffers.set(value, this.placeFor(value));
      emitter(value, this.emission);
    }
    for (const input of new Set(Object.values(inputs))) this.usesLeft.set(input, this.usesLeft.get(input)! - 1);
  }

  /** The memory of an input that nobody needs any more, or new memory. */
  private placeFor(value: Value): Ref {
    const name = value.op.inPlace as string | undefined;
    const reused = name === undefined ? undefined : value.inputs[name];
    if (reused && this.isFree(reused)) {
      const others = Object.entries(value.inputs).filter(([other]) => other !== name);
      const ref = this.of(reused);
      if (!others.some(([, other]) => this.of(other).buffer === ref.buffer)) {
        ref.buffer.bytes = Math.max(ref.buffer.bytes, ref.offset + sizeOf(value.shape) * 4);
        return ref;
      }
    }
    return { buffer: { bytes: sizeOf(value.shape) * 4, name: value.op.name }, offset: 0 };
  }

  /** True when this is the last use of a value, of what it is a view of, and of every other view of that. */
  private isFree(value: Value): boolean {
    if (isLeaf(value)) return false;
    const { buffer } = this.of(value);
    for (const [other, ref] of this.buffers)
      if (
        ref.buffer === buffer &&
        (isLeaf(other) || this.kept.has(other) || this.usesLeft.get(other)! > (other === value ? 1 : 0))
      )
        return false;
    return true;
  }

  private of(value: Value): Ref {
    const known = this.buffers.get(value);
    if (known) return known;
    let ref: Ref;
    if (isLeaf(value, "constant")) ref = this.constant(value);
    else if (isLeaf(value, "weight") || isLeaf(value, "scalar"))
      ref = { buffer: this.persistentBuffer(value), offset: 0 };
    else throw new Error(`${value.op.name} is used before it is computed`);
    this.buffers.set(value, ref);
    return ref;
  }

  private persistentBuffer(value: Value): Buffer {
    const name = value.attrs["name"] as string;
    const buffer = this.persistent.get(name) ?? { bytes: sizeOf(value.shape) * 4, name };
    this.persistent.set(name, buffer);
    return buffer;
  }

  /** Short lists of numbers stand in the program; the same number many times is written by a call. */
  private constant(value: Value): Ref {
    const values = value.attrs["values"] as readonly number[];
    const count = sizeOf(value.shape);
    const bits = (list: readonly number[]): number[] => [...new Uint32Array(new Float32Array(list).buffer)];
    if (values.length === count) return this.emission.table(bits(values));
    const one = this.emission.table(bits(values.slice(0, 1)));
    if (count <= 64) return this.emission.table(bits(Array<number>(count).fill(values[0]!)));
    const ref: Ref = { buffer: { bytes: count * 4, name: "constant" }, offset: 0 };
    this.emission.call(kernels.fill(ref, one), count, NUMBERS);
    return ref;
  }

  finish(): Program {
    const { tables } = this;
    for (const [value, { buffer, offset }] of this.buffers)
      if (buffer !== this.tableBuffer && offset + sizeOf(value.shape) * 4 > buffer.bytes)
        throw new Error(`the memory of ${buffer.name} is too small for ${value.op.name}`);
    const units = together(this.instructions, this.options.worthwhileBytes);
    const outputs = new Map([...this.plan.outputs].map(([name, value]) => [name, this.of(value)]));
    const fixed = new Set<Buffer>([...this.persistent.values(), this.tableBuffer]);
    const layout = layOut(
      lifetimes(
        units,
        [...this.inputs.values()],
        [...outputs.values()].map(({ buffer }) => buffer),
        fixed,
      ),
    );
    const meeting = units.reduce((sum, unit) => sum + wordsOf(unit), 1);
    const words = meeting + meetingWords.length;
    const alone = !units.some(isShared);
    const place = (ref: Ref, bytes: number): Place => ({ offset: layout.offsets.get(ref.buffer)! + ref.offset, bytes });
    return {
      bytes: (words + tables.length) * 4 + 64,
      arenaBytes: layout.bytes,
      scratchBytes: Math.ceil((this.scratchBytes + 64) / 64) * 64,
      inputs: new Map([...this.inputs].map(([name, buffer]) => [name, place({ buffer, offset: 0 }, buffer.bytes)])),
      outputs: new Map(
        [...this.plan.outputs].map(([name, value]) => [name, place(outputs.get(name)!, sizeOf(value.shape) * 4)]),
      ),
      alone,
      meeting: 4 * meeting,
      calls: placed(units),
      encode: ({ program, arena, persistent }) => {
        const addressOf = ({ buffer, offset }: Ref): number => {
          if (buffer === this.tableBuffer) return program + words * 4 + offset;
          const inArena = layout.offsets.get(buffer);
          return (inArena === undefined ? persistent.get(buffer.name)! : arena + inArena) + offset;
        };
        return encode(units, tables, addressOf);
      },
    };
  }
}

const instructionsOf = (unit: Unit): readonly Instruction[] => (isTogether(unit) ? unit.members : [unit]);
const isShared = (unit: Unit): boolean => isTogether(unit) || unit.items > unit.grain;

/** Those that go together have a header before them. */
const wordsOf = (unit: Unit): number =>
  instructionsOf(unit).reduce((sum, { call }) => sum + HEADER + call.args.length, isTogether(unit) ? HEADER : 0);

function placed(units: readonly Unit[]): readonly PlacedCall[] {
  let at = 0;
  return units.flatMap((unit) => {
    if (isTogether(unit)) at += HEADER;
    return instructionsOf(unit).map((instruction) => {
      const call = placedAt(4 * at, instruction);
      at += wordsOf(instruction);
      return call;
    });
  });
}

function placedAt(at: number, { call: { kernel, args }, items, grain }: Instruction): PlacedCall {
  const named = args.map((arg, i) => [kernels.parameterNames[kernel]![i]!, arg] as const);
  const buffers = new Set(args.flatMap((arg) => (typeof arg === "object" && "buffer" in arg ? [arg.buffer] : [])));
  return {
    kernel,
    at,
    items,
    shared: items > grain,
    numbers: new Map(named.flatMap(([name, arg]) => (typeof arg === "number" ? [[name, arg] as const] : []))),
    bytes: [...buffers].reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** How many operations and updates need each value. */
function countUses(plan: Plan): Map<Value, number> {
  const uses = new Map<Value, number>();
  const count = (value: Value, by: number): void => void uses.set(value, (uses.get(value) ?? 0) + by);
  for (const step of schedule(plan)) {
    if (step.kind === "value") {
      count(step.value, 0);
      for (const input of new Set(Object.values(step.value.inputs))) count(input, 1);
    } else for (const input of new Set(Object.values(step.update.inputs))) count(input, 1);
  }
  return uses;
}

/** Inputs live from the start, outputs to the end; everything else from its first to its last call. */
function lifetimes(
  units: readonly Unit[],
  inputs: readonly Buffer[],
  outputs: readonly Buffer[],
  fixed: ReadonlySet<Buffer>,
): readonly Lifetime[] {
  const first = new Map<Buffer, number>(inputs.map((buffer) => [buffer, 0]));
  const last = new Map<Buffer, number>(inputs.map((buffer) => [buffer, 0]));
  units.forEach((unit, i) => {
    for (const arg of instructionsOf(unit).flatMap(({ call }) => call.args))
      if (typeof arg === "object" && "buffer" in arg && !fixed.has(arg.buffer)) {
        if (!first.has(arg.buffer)) first.set(arg.buffer, i);
        last.set(arg.buffer, i);
      }
  });
  for (const buffer of outputs) {
    if (fixed.has(buffer)) continue;
    if (!first.has(buffer)) first.set(buffer, 0);
    last.set(buffer, units.length);
  }
  return [...first].map(([buffer, begin]) => ({ buffer, first: begin, last: last.get(buffer)! }));
}

/** The words that kernels/program.ts walks, and the tables after them. */
function encode(units: readonly Unit[], tables: readonly number[], addressOf: (ref: Ref) => number): Uint32Array {
  const bitsOfFloat = new DataView(new ArrayBuffer(4));
  const words: number[] = [];
  const add = ({ call, items, grain }: Instruction, meet: 0 | 1): void => {
    words.push(call.opcode, HEADER + call.args.length, items, grain, 0, meet);
    for (const arg of call.args) {
      if (typeof arg === "number") words.push(arg >>> 0);
      else if ("buffer" in arg) words.push(addressOf(arg));
      else {
        bitsOfFloat.setFloat32(0, arg.float);
        words.push(bitsOfFloat.getUint32(0));
      }
    }
  };
  units.forEach((unit, i) => {
    const next = units[i + 1];
    // threads meet after shared work, before shared work, and at the end
    const meet = isShared(unit) || next === undefined || isShared(next) ? 1 : 0;
    if (isTogether(unit)) words.push(TOGETHER, wordsOf(unit), unit.shares, 1, 0, meet);
    // by itself a call of those that go together is only run for a profile
    for (const instruction of instructionsOf(unit)) add(instruction, isTogether(unit) ? 1 : meet);
  });
  words.push(0, ...meetingWords, ...tables);
  return Uint32Array.from(words);
}
