/** Where a step's time goes: each kernel's share, and how near it comes to what the machine can do. */
import type { PlacedCall } from "./compile";
import type { Session } from "./session";

export interface KernelTime {
  readonly kernel: string;
  readonly calls: number;
  /** Milliseconds of all its calls in a step, on one thread. */
  readonly ms: number;
  /** The same on all threads: what is missing to as many times the speed is waiting, for another thread, for memory or at the meeting behind each call. */
  readonly togetherMs: number;
  /** How many of its calls are shared. */
  readonly shared: number;
  /** Multiplications and additions that its products need, without those of transforms; 0 for kernels that only move and add. */
  readonly operations: number;
  /** Memory that its calls are given; each byte is counted once a call. */
  readonly bytes: number;
}

/**
 * The least of several steps for each call, largest first: what other programs' work adds to it is least too. Inputs must be written before each step,
 * because their memory is used again.
 */
export function profileKernels(session: Session, plan: string, steps: number, feed: () => void): readonly KernelTime[] {
  const leastOf = (together: boolean): readonly number[] => {
    const runs = Array.from({ length: steps }, () => {
      feed();
      return session.profile(plan, together);
    });
    return runs[0]!.map((_, i) => Math.min(...runs.map((run) => run[i]!)));
  };
  const alone = leastOf(false);
  const together = session.threads > 1 ? leastOf(true) : alone;
  const times = new Map<string, KernelTime>();
  session.calls(plan).forEach((call, i) => {
    const before = times.get(call.kernel);
    times.set(call.kernel, {
      kernel: call.kernel,
      calls: (before?.calls ?? 0) + 1,
      ms: (before?.ms ?? 0) + alone[i]!,
      togetherMs: (before?.togetherMs ?? 0) + together[i]!,
      shared: (before?.shared ?? 0) + (call.shared ? 1 : 0),
      operations: (before?.operations ?? 0) + operationsOf(call),
      bytes: (before?.bytes ?? 0) + call.bytes,
    });
  });
  return [...times.values()].sort((a, b) => b.ms - a.ms);
}

/** Two for each multiply-add. */
function operationsOf({ kernel, items, numbers }: PlacedCall): number {
  const get = (name: string): number => numbers.get(name)!;
  const product = (...names: readonly string[]): number => names.reduce((all, name) => all * get(name), 2);
  switch (kernel) {
    case "matmul":
    case "matmulOfColumns":
      return product("rows", "columns", "depth");
    case "convolve": {
      const images = items / Math.ceil(get("yHeight") / get("blockRows"));
      return images * product("yHeight", "yWidth", "columns", "runCount", "length");
    }
    case "convolveKernelGradient":
      return product("images", "yHeight", "yWidth", "columns", "tapCount");
    case "winogradConvolve":
    case "winogradConvolveFew":
    case "winogradKernelGradient":
    case "winogradKernelGradientFew": {
      const tiles = get("images") * Math.ceil(get("yHeight") / 4) * Math.ceil(get("yWidth") / 4);
      return 36 * tiles * product("channels", "filters");
    }
    case "simpleRecurrent":
    case "simpleRecurrentGradient":
    case "lstm":
    case "lstmGradient":
    case "gru":
    case "gruGradient": {
      const gates = kernel.startsWith("simple") ? 1 : kernel.startsWith("lstm") ? 4 : 3;
      return items * gates * product("steps", "units", "units");
    }
    default:
      return 0;
  }
}
