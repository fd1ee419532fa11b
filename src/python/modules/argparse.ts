import { birth, type Mutable } from "../journal";
import { builtin } from "../members";
import { call } from "../call";
import { Arguments } from "../arguments";
import { none, tuple, unknown, type External, type Unknown, type Value } from "../value";
import { module } from "./module";
import { bool } from "../value";

interface Option {
  readonly name: string;
  readonly value: Value;
}

/** A command line's parser. Its options are worth their defaults: that is what a run without arguments gives. */
class Parser implements Mutable {
  readonly born = birth();
  private options: readonly Option[] = [];

  save(): unknown {
    return this.options;
  }

  load(state: unknown): void {
    this.options = state as readonly Option[];
  }

  merge(states: readonly unknown[], why: Unknown): void {
    const all = states as (readonly Option[])[];
    const names = new Set(all.flatMap((options) => options.map(({ name }) => name)));
    this.options = [...names].map((name) => all.flat().find((option) => option.name === name) ?? { name, value: why });
  }

  readonly value: External = {
    kind: "external",
    what: "argparse.ArgumentParser",
    attribute: (name) => {
      if (name === "add_argument")
        return builtin("add_argument", (args, site, machine) => {
          machine.journal.touch(this);
          const flags = args.positional.flatMap(({ value }) => (value.kind === "text" ? [value.value] : []));
          const flag = flags.find((one) => one.startsWith("--")) ?? flags[0] ?? "";
          const given = args.named.get("dest")?.value;
          const option = given?.kind === "text" ? given.value : flag.replace(/^-+/, "").replaceAll("-", "_");
          const action = args.named.get("action")?.value;
          const preset = args.named.get("default")?.value;
          const type = args.named.get("type")?.value;
          let value: Value;
          if (action?.kind === "text" && /^store_(?:true|false)$/.test(action.value))
            value = preset ?? bool(action.value === "store_false", site.span);
          else if (!flag.startsWith("-"))
            value = unknown(`the argument ${option} is given when the program is run`, site.span);
          // A default that is a text goes through `type`, as one from the command line does.
          else if (preset?.kind === "text" && type) value = call(machine, type, Arguments.of(preset), site);
          else value = preset ?? none;
          this.options = [...this.options.filter((one) => one.name !== option), { name: option, value }];
          return none;
        });
      if (name === "parse_args") return builtin("parse_args", () => this.parsed());
      if (name === "parse_known_args")
        return builtin("parse_known_args", (_, { span }) => tuple([this.parsed(), tuple([])], span));
      if (name === "add_argument_group" || name === "add_mutually_exclusive_group")
        return builtin(name, () => this.value);
      if (name === "set_defaults")
        return builtin(name, (args, _, machine) => {
          machine.journal.touch(this);
          const given = [...args.named].map(([option, { value }]) => ({ name: option, value }));
          this.options = [...this.options.filter((one) => !args.named.has(one.name)), ...given];
          return none;
        });
      return undefined;
    },
  };

  private parsed(): External {
    const values = new Map(this.options.map(({ name, value }) => [name, value]));
    return {
      kind: "external",
      what: "the command line",
      attribute: (name) => values.get(name),
      assign: (name, value) => {
        values.set(name, value);
        return true;
      },
    };
  }
}

export const argparse = module("argparse", {
  ArgumentParser: () => new Parser().value,
  ArgumentDefaultsHelpFormatter: none,
  RawTextHelpFormatter: none,
  BooleanOptionalAction: none,
});
