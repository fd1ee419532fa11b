/** What random numbers say of theorems, computed once for each model in a process of its own. */
import type { Graph } from "../model/graph";
import type { Advice, ModelPicture } from "../picture/document";
import { claimed, fingerprint } from "../picture/variant";
import { client } from "../protocol/channel";
import type { Child } from "../protocol/child";
import type { CannotCheck, Proof } from "../protocol/proof";
import type { TrialCalls, TrialEvents } from "../protocol/trial";

/** Of one that takes longer nothing is said this time; it is there the next. */
const PATIENCE_MS = 2500;
/** Then the process is ended. */
const LONGEST_MS = 60_000;
/** Answers that are kept. */
const MOST = 200;

type Answer = Proof | CannotCheck | undefined;

export class Proofs {
  private readonly answers = new Map<string, Promise<Answer>>();
  /** One after the other: a hover is no reason to take all of the machine. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly fork: () => Promise<Child>) {}

  /** Undefined for what is no theorem, and for what is not known yet. */
  of({ analysis: { graph } }: ModelPicture, advice: Advice): Promise<Answer> {
    if (!advice.finding.claim) return Promise.resolve(undefined);
    const key = JSON.stringify([fingerprint(graph), advice.hint.id, advice.finding.node.id]);
    const known = this.answers.get(key) ?? this.ask(key, graph, advice);
    return Promise.race([known, new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS, undefined))]);
  }

  private ask(key: string, graph: Graph, advice: Advice): Promise<Answer> {
    const answer = this.last.then(() => this.check(graph, advice)).catch(() => undefined);
    this.last = answer;
    this.answers.set(key, answer);
    const [oldest] = this.answers.keys();
    if (this.answers.size > MOST && oldest !== undefined) this.answers.delete(oldest);
    return answer;
  }

  private async check(graph: Graph, advice: Advice): Promise<Answer> {
    const { claim } = advice.finding;
    const after = claimed(graph, advice);
    if (!after || !claim) return undefined;
    const child = await this.fork();
    const timer = setTimeout(() => child.kill(), LONGEST_MS);
    try {
      return await client<TrialCalls, TrialEvents>(child.port).call("checkClaim", graph, after, claim);
    } finally {
      clearTimeout(timer);
      child.release();
      child.kill();
    }
  }
}
