/**
 * Calls that go together, some images after others: what one of them gives is still in the second cache when the next takes it, where a call on the whole
 * batch would fetch it from memory again. Numbers stay the same: every call does the same to the same items.
 */
import type { Buffer, Call } from "./call";

/** A call on items that threads share. */
export interface Instruction {
  readonly call: Call;
  readonly items: number;
  readonly grain: number;
  /** Of how many images the items are equal shares, in their order: each touches its own images only. 0: of none. */
  readonly images: number;
}

/** Calls that each share of the images goes through before the next does. */
export interface Together {
  readonly members: readonly Instruction[];
  readonly shares: number;
}

export type Unit = Instruction | Together;

export const isTogether = (unit: Unit): unit is Together => "members" in unit;

/** So many shares at least, for threads to divide. */
const SHARES = 8;
/** What the calls touch of a share, at most: less than half of a second cache, because filters lie there too. */
const SHARE_BYTES = 400_000;
/** What they touch of all images, at least: a third cache may hold less for as long as it takes to come back. */
const WORTHWHILE_BYTES = 12_000_000;

/** How many of its first arguments a kernel writes. Of those that are not named here it may be all. */
const written: Readonly<Record<string, number>> = {
  convolve: 1,
  convolveKernelGradient: 1,
  gatherGradientSums: 2,
  gradientSumsOfParts: 1,
  momentsAndWinners: 2,
  momentsOfParts: 1,
  normalizePooledGradient: 2,
  normalizeRows: 1,
  normalizeRowsAdd: 1,
  normalizeRowsGradient: 1,
  normalizeRowsGradientSums: 2,
  packFilters: 1,
  sumParts: 1,
  winogradConvolve: 1,
  winogradConvolveFew: 1,
  winogradFilters: 1,
  winogradKernelGradient: 1,
  winogradKernelGradientFew: 1,
  winogradKernelGradientOut: 1,
};

/** What calls touch, and what of it they change. */
class Touched {
  private readonly all = new Set<Buffer>();
  private readonly changed = new Set<Buffer>();

  add({ kernel, args }: Call): this {
    args.forEach((arg, i) => {
      if (typeof arg !== "object" || !("buffer" in arg)) return;
      this.all.add(arg.buffer);
      if (i < (written[kernel] ?? args.length)) this.changed.add(arg.buffer);
    });
    return this;
  }

  /** Whether it changes what the other touches. */
  feeds(other: Touched): boolean {
    return [...this.changed].some((one) => other.all.has(one));
  }

  /** Whether it matters which of them comes first. */
  meets(other: Touched): boolean {
    return this.feeds(other) || other.feeds(this);
  }

  get bytes(): number {
    return [...this.all].reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Calls on images that follow one another, each on what those before it give, and calls in between that can as well come ahead of them or after. */
class Gathering {
  private readonly original: Instruction[] = [];
  private readonly ahead: Instruction[] = [];
  private readonly members: Instruction[] = [];
  private readonly after: Instruction[] = [];
  private readonly ofMembers = new Touched();
  private readonly ofAfter = new Touched();
  /** The most shares that all members can be cut into. */
  private most = 0;

  /** Takes the next call, if it can. */
  take(next: Instruction): boolean {
    const taken = next.images === 0 ? this.takeBetween(next) : this.takeMember(next);
    if (taken) this.original.push(next);
    return taken;
  }

  private takeBetween(next: Instruction): boolean {
    if (this.members.length === 0) return false;
    const touched = new Touched().add(next.call);
    const isAfter = this.ofMembers.meets(touched) || this.ofAfter.meets(touched);
    (isAfter ? this.after : this.ahead).push(next);
    if (isAfter) this.ofAfter.add(next.call);
    return true;
  }

  private takeMember(next: Instruction): boolean {
    const { call, items, images } = next;
    const [first] = this.members;
    const touched = new Touched().add(call);
    const most = greatestDivisor(first ? this.most : images, items);
    if (most < SHARES || this.ofAfter.meets(touched)) return false;
    if (first && (first.images !== images || !this.ofMembers.feeds(touched))) return false;
    const all = new Touched();
    for (const member of this.members) all.add(member.call);
    if (all.add(call).bytes / most > SHARE_BYTES) return false;
    this.most = most;
    this.members.push(next);
    this.ofMembers.add(call);
    return true;
  }

  units(worthwhile: number): readonly Unit[] {
    const { ahead, members, after, original, most } = this;
    const { bytes } = this.ofMembers;
    if (members.length < 2 || bytes < worthwhile) return original;
    // no more than needed: each share reads the filters again
    let shares = SHARES;
    while (most % shares !== 0 || bytes / shares > SHARE_BYTES) shares++;
    return [...ahead, { members, shares }, ...after];
  }
}

/** Gathers calls where that is worth while: where they touch so many bytes that these do not stay in a cache. */
export function together(instructions: readonly Instruction[], worthwhile = WORTHWHILE_BYTES): readonly Unit[] {
  const units: Unit[] = [];
  let gathering = new Gathering();
  for (const instruction of instructions) {
    if (gathering.take(instruction)) continue;
    units.push(...gathering.units(worthwhile));
    gathering = new Gathering();
    if (!gathering.take(instruction)) units.push(instruction);
  }
  return [...units, ...gathering.units(worthwhile)];
}
