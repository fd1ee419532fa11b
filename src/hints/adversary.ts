/** The two models of an adversarial training, known by the names that they are given. */
import type { Model } from "./hint";

/** Tells real from generated. */
export const isCritic = ({ analysis: { graph } }: Model): boolean =>
  /discriminat|(?:^|[_.])(?:critic|disc|netD)(?:[_.\d]|$)/i.test(graph.name);

/** Makes what the other is to take for real. */
export const isGenerator = ({ analysis: { graph } }: Model): boolean =>
  /(?:^|[_.])(?:generator|netG)(?:[_.\d]|$)/i.test(graph.name);
