import type { ConfigOf, Params } from "../../layers/param";

/** How the learning rate changes with the steps. */
export interface Schedule<P extends Params = Params> {
  /** Keras's class name. */
  readonly name: string;
  readonly docs: string;
  readonly params: P;
  /** The learning rate after so many steps, counted from 0. */
  at(step: number, config: ConfigOf<P>): number;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnySchedule = Schedule<any>;

export const defineSchedule = <P extends Params>(schedule: Schedule<P>): Schedule<P> => schedule;
