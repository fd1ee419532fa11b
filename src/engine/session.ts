/** Plans in memory: weights that stay, programs that run on them, and the threads that run the programs. */
import { Trouble } from "../base/trouble";
import { sizeOf } from "../ops/op";
import type { Plan } from "../train/plan";
import { compile, type CompileOptions, type PlacedCall, type Program } from "./compile";
import { openPool, type Pool } from "./threads";

/** Below this the kernels keep their own constants. */
const BASE = 4096;
const PAGE = 65536;
const ALIGNMENT = 64;
/** WebAssembly's 32-bit addresses end here; a page is left out, so that no end overflows. */
export const LARGEST_MEMORY = 2 ** 32 - PAGE;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** Numbers that a run sets before a step. */
export const scalarNames = [
  "step",
  "learning_rate",
  "rate",
  "rate2",
  "rate3",
  "rate4",
  "average_keep",
  "overwrite_keep",
] as const;
export type ScalarName = (typeof scalarNames)[number];

/** Plans compiled together, and the memory that they need. */
export interface Compiled {
  readonly plans: ReadonlyMap<string, { readonly plan: Plan; readonly program: Program; readonly at: number }>;
  /** Address of every weight, slot and scalar. */
  readonly persistent: ReadonlyMap<string, { readonly at: number; readonly count: number }>;
  readonly control: number;
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly arena: number;
  readonly memoryBytes: number;
}

/** Compiles plans that share weights, and lays their memory out; allocates nothing. */
export function compilePlans(
  plans: Readonly<Record<string, Plan>>,
  threads: number,
  options?: CompileOptions,
): Compiled {
  let top = BASE;
  const take = (bytes: number): number => {
    const at = top;
    top += aligned(bytes + ALIGNMENT);
    return at;
  };
  const control = take(64);
  const persistent = new Map<string, { at: number; count: number }>();
  for (const name of scalarNames) persistent.set(name, { at: take(4), count: 1 });
  for (const plan of Object.values(plans))
    for (const { name, value } of [...plan.weights, ...plan.slots]) {
      const count = sizeOf(value.shape);
      const known = persistent.get(name);
      if (known && known.count !== count) throw batchesDiffer(name.slice(0, name.lastIndexOf("/")));
      if (!known) persistent.set(name, { at: take(count * 4), count });
    }
  for (const plan of Object.values(plans))
    for (const { name, numbers } of plan.tables ?? [])
      if (!persistent.has(name)) persistent.set(name, { at: take(numbers.byteLength), count: numbers.length });
  const compiled = Object.entries(plans).map(([name, plan]) => {
    const program = compile(plan, options);
    return [name, { plan, program, at: take(program.bytes) }] as const;
  });
  const programs = compiled.map(([, { program }]) => program);
  const scratchBytes = Math.max(...programs.map((program) => program.scratchBytes));
  const scratch = take(scratchBytes * threads);
  const arena = take(Math.max(...programs.map((program) => program.arenaBytes)));
  return { plans: new Map(compiled), persistent, control, scratch, scratchBytes, arena, memoryBytes: top };
}

/** Only what a stateful layer keeps depends on the size of the batch. */
const batchesDiffer = (layer: string): Trouble =>
  new Trouble(
    `“${layer}” keeps a state for each sample of a batch (stateful), so all batches must have one size: choose a batch size that divides the number of training samples, and that of validation samples.`,
  );

/** A model ready to run. */
export class Session {
  private readonly memory: WebAssembly.Memory;
  private readonly pool: Pool;

  private constructor(
    private compiled: Compiled,
    kernels: WebAssembly.Module,
    threads: number,
    threadFile?: string,
  ) {
    const pages = Math.ceil(compiled.memoryBytes / PAGE) + 1;
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const { control, scratch, scratchBytes } = compiled;
    const words = new Uint32Array(this.memory.buffer, control, 8);
    words[4] = scratch;
    words[5] = scratchBytes;
    this.load(compiled);
    this.pool = openPool(this.memory, kernels, threads, control, threadFile);
  }

  /** Allocates the memory and starts the threads. Slots get their first numbers and tables theirs; weights are 0 until they are written. */
  static open(compiled: Compiled, kernels: WebAssembly.Module, threads: number, threadFile?: string): Session {
    const session = new Session(compiled, kernels, threads, threadFile);
    for (const { plan } of compiled.plans.values()) {
      for (const { name, initial } of plan.slots) if (initial !== 0) session.numbers(name).fill(initial);
      for (const { name, numbers } of plan.tables ?? []) session.numbers(name).set(numbers);
    }
    return session;
  }

  /** Puts programs into the memory: those that it was made for, or the same ones with other constants. */
  load(compiled: Compiled): void {
    this.compiled = compiled;
    const { arena, persistent } = compiled;
    const addresses = new Map([...persistent].map(([name, { at }]) => [name, at]));
    for (const { program, at } of compiled.plans.values()) {
      const code = program.encode({ program: at, arena, persistent: addresses });
      new Uint32Array(this.memory.buffer, at, code.length).set(code);
    }
  }

  get threads(): number {
    return this.pool.threads;
  }

  /** The numbers of a weight or slot, where they lie: reading and writing them changes the model. */
  numbers(name: string): Float32Array {
    const { at, count } = this.compiled.persistent.get(name)!;
    return new Float32Array(this.memory.buffer, at, count);
  }

  /** Names of all weights, slots and tables, in the order in which they were planned. */
  names(): readonly string[] {
    return [...this.compiled.persistent.keys()].filter((name) => !(scalarNames as readonly string[]).includes(name));
  }

  /** Sets numbers by their names in `scalarNames`. */
  set(values: Readonly<Partial<Record<ScalarName, number>>>): void {
    for (const [name, value] of Object.entries(values)) this.numbers(name)[0] = value;
  }

  /** Where an input is to be written before a step: numbers, or bytes for inputs that come as such. */
  input(plan: string, name: string): Float32Array {
    const { program } = this.compiled.plans.get(plan)!;
    const { offset, bytes } = program.inputs.get(name)!;
    return new Float32Array(this.memory.buffer, this.compiled.arena + offset, bytes / 4);
  }

  inputBytes(plan: string, name: string): Uint8Array {
    const { program } = this.compiled.plans.get(plan)!;
    const { offset, bytes } = program.inputs.get(name)!;
    return new Uint8Array(this.memory.buffer, this.compiled.arena + offset, bytes);
  }

  /** One step. */
  run(plan: string): void {
    const { program, at } = this.compiled.plans.get(plan)!;
    this.pool.run(at, program.alone);
  }

  /** The calls of a step, in their order. */
  calls(plan: string): readonly PlacedCall[] {
    return this.compiled.plans.get(plan)!.program.calls;
  }

  /** One step call by call: what each took, in milliseconds. With `together` on all threads, where a call is shared at all, else on this one alone. */
  profile(plan: string, together = false): readonly number[] {
    const { program, at } = this.compiled.plans.get(plan)!;
    const words = new Uint32Array(this.memory.buffer);
    return program.calls.map((call) => {
      const from = (at + call.at) / 4;
      const next = from + words[from + 1]!;
      const after = words[next]!;
      words[next] = 0; // the program ends behind this call
      const began = performance.now();
      this.pool.run(from * 4, !(together && call.shared));
      const ms = performance.now() - began;
      // the other threads have seen the end when they come to another program
      if (together) this.pool.run(at + program.meeting, false);
      words[next] = after;
      return ms;
    });
  }

  /** An output of the last step of this plan; only until the next step. */
  output(plan: string, name: string): Float32Array {
    const { program } = this.compiled.plans.get(plan)!;
    const { offset, bytes } = program.outputs.get(name)!;
    return new Float32Array(this.memory.buffer, this.compiled.arena + offset, bytes / 4);
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
