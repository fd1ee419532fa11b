// Walks a program: what every thread does during a step, without going back to JavaScript.
//
// A program is a list of instructions in memory, each a kernel with its arguments and the number of items it works on. Threads claim
// shares of the items from a counter, so that a thread that is held up does not hold up the others; results do not depend on who
// did what, because every item writes its own place. Where the next instruction needs this one whole, all threads meet.
//
// Words of an instruction: opcode, length in words, items, grain (items to claim at once), counter, meet (0: the next instruction does not wait; the
// first thread alone walks on), then the kernel's arguments. Opcode 0 ends the program.
// Opcode −1 begins instructions that go together: its items are shares, its length takes in all of them, and each share goes through one after the other.
// Words of the control block: arrivals, generation, start (changes when a program begins), program (0: threads leave), scratch base, scratch bytes,
// helping threads that are there (engine/threads.ts).

const SPINS: i32 = 20000;

/** Words before the arguments. */
export const HEADER: i32 = 6;

/** Returns when the word has changed. */
function wait(at: usize, seen: i32): void {
  for (let spin = 0; spin < SPINS; spin++) if (atomic.load<i32>(at) !== seen) return;
  while (atomic.load<i32>(at) === seen) atomic.wait<i32>(at, seen, -1);
}

/** Returns when all threads have come here. */
function meet(control: usize, threads: i32): void {
  const generation = atomic.load<i32>(control, 4);
  if (atomic.add<i32>(control, 1) === threads - 1) {
    atomic.store<i32>(control, 0);
    atomic.store<i32>(control, generation + 1, 4);
    atomic.notify(control + 4, -1);
  } else wait(control + 4, generation);
}

export type Dispatch = (opcode: i32, args: usize, scratch: usize, begin: i32, end: i32) => void;

const TOGETHER: i32 = -1;

/** Does items of an instruction, or shares of those that go together. */
function work(at: usize, next: usize, scratch: usize, begin: i32, end: i32, dispatch: Dispatch): void {
  const first = at + (<usize>HEADER << 2);
  const opcode = load<i32>(at);
  if (opcode !== TOGETHER) {
    dispatch(opcode, first, scratch, begin, end);
    return;
  }
  const shares = load<i32>(at, 8);
  for (let share = begin; share < end; share++)
    for (let member = first; member < next; member += <usize>load<i32>(member, 4) << 2) {
      const items = load<i32>(member, 8) / shares;
      dispatch(load<i32>(member), member + (<usize>HEADER << 2), scratch, share * items, (share + 1) * items);
    }
}

export function walk(program: usize, control: usize, thread: i32, threads: i32, dispatch: Dispatch): void {
  const scratch = load<usize>(control, 16) + <usize>thread * load<usize>(control, 20);
  for (let at = program; ; ) {
    if (load<i32>(at) === 0) return;
    const next = at + (<usize>load<i32>(at, 4) << 2);
    const items = load<i32>(at, 8);
    const grain = load<i32>(at, 12);
    if (threads === 1) work(at, next, scratch, 0, items, dispatch);
    else if (items <= grain) {
      if (thread === 0) work(at, next, scratch, 0, items, dispatch);
    } else
      for (;;) {
        const begin = atomic.add<i32>(at, grain, 16);
        if (begin >= items) break;
        work(at, next, scratch, begin, min(begin + grain, items), dispatch);
      }
    if (threads > 1 && load<i32>(at, 20)) {
      meet(control, threads);
      // everyone has claimed; nobody looks again before the next meeting
      if (thread === 0) atomic.store<i32>(at, 0, 16);
    }
    at = next;
  }
}

/** What a helping thread does all its life. */
export function serve(control: usize, thread: i32, threads: i32, dispatch: Dispatch): void {
  let seen = 0;
  for (;;) {
    wait(control + 8, seen);
    seen = atomic.load<i32>(control, 8);
    const program = load<usize>(control, 12);
    if (program === 0) return;
    walk(program, control, thread, threads, dispatch);
  }
}

/** Runs a program on all threads; returns when it is done. The program must end with a meeting. */
export function begin(program: usize, control: usize, threads: i32, dispatch: Dispatch): void {
  if (threads > 1) {
    store<usize>(control, program, 12);
    atomic.add<i32>(control, 1, 8);
    atomic.notify(control + 8, -1);
  }
  walk(program, control, 0, threads, dispatch);
}

/** Sends the helping threads home. */
export function dismiss(control: usize): void {
  store<usize>(control, 0, 12);
  atomic.add<i32>(control, 1, 8);
  atomic.notify(control + 8, -1);
}
