/** Follows a whole file, statement by statement. */
import { couldNotFollow } from "../model/problem";
import { assign } from "./assign";
import { executeBlock } from "./execute";
import { Exhausted, Machine, Raised, siteOf, type Surroundings } from "./machine";
import { Scope } from "./scope";
import type { Module, Statement } from "./syntax";
import { unknown } from "./value";

/** What is left when a file has been followed to its end. */
export interface Followed {
  readonly machine: Machine;
  readonly scope: Scope;
}

/** Never throws: a statement that cannot be followed is told and passed over. */
export function run(module: Module, surroundings: Surroundings): Followed {
  const machine = new Machine(surroundings);
  const scope = new Scope("module", "");
  for (const statement of module.body) {
    // it has been told where that began
    if (machine.isExhausted) break;
    const { span } = siteOf(statement);
    guarded(machine, span, () => {
      machine.bounded(
        () => executeBlock(machine, [statement], scope),
        () => {
          machine.notice("not-followed", "info", "This takes too many steps to be followed.", span);
          for (const target of targetsOf(statement))
            assign(machine, target, unknown("this takes too many steps to be followed", span), scope);
          return undefined;
        },
      );
    });
  }
  return { machine, scope };
}

/** Runs what may raise, and notes it when it does; a mistake of our own as well, so that the rest is followed. */
export function guarded(machine: Machine, span: { start: number; end: number }, go: () => void): void {
  try {
    go();
  } catch (error) {
    if (error instanceof Raised) {
      const message = error.message === "" ? "" : `: ${error.message}`;
      machine.notice("raises", "warning", `Python stops here with ${error.type}${message}.`, span);
    } else if (error instanceof Exhausted)
      machine.notice("not-followed", "info", "This and what comes after it takes too many steps to be followed.", span);
    else {
      const { code, severity, message } = couldNotFollow("this", error, span);
      machine.notice(code, severity, message, span);
    }
  }
}

const targetsOf = (statement: Statement) => (statement.kind === "assign" ? statement.targets : []);
