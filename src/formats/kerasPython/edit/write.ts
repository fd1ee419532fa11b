/** New Python text: values, and calls that make layers, in the way that the file itself writes them. */
import { layerByType } from "../../../layers/index";
import type { NewLayer } from "../../../model/edit";
import { isKerasObject, isList, isUnknown, type Literal } from "../../../model/literal";
import type { Replacement } from "../../../base/rewrite";
import type { Scope } from "../../../python/scope";
import { spanOf } from "../../../python/machine";
import type { Call, Module } from "../../../python/syntax";
import { showFloat } from "../../../base/format";
import type { Page } from "./layout";
import { positionsOf } from "../layers/layerClass";
import { snakeCase } from "../names";
import { importsFor } from "./imports";

/** First arguments that everybody writes without their name: `Activation("relu")`, `Dropout(0.5)`. */
const plainFirst: ReadonlySet<string> = new Set(["activation", "rate"]);

/** Text to be written, and what has to be imported for it. */
export interface Written {
  readonly text: string;
  readonly imports: readonly Replacement[];
}

const objectModules: readonly (readonly [RegExp, string])[] = [
  [/^(?:L1|L2|L1L2|OrthogonalRegularizer)$/, "regularizers"],
  [/^(?:MaxNorm|MinMaxNorm|NonNeg|UnitNorm)$/, "constraints"],
  [/./, "initializers"],
];

export class Writer {
  private needed: readonly Replacement[] = [];

  constructor(
    private readonly page: Page,
    private readonly module: Module,
    private readonly scope: Scope,
  ) {}

  /** A value as Python writes it, with the imports that it needs; undefined when it has no text. */
  value(value: Literal): Written | undefined {
    this.needed = [];
    const text = this.literal(value);
    return text === undefined ? undefined : { text, imports: this.needed };
  }

  private literal(value: Literal): string | undefined {
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "number") return numberText(value);
    if (typeof value === "string") return this.quoted(value);
    if (isUnknown(value)) return undefined;
    if (isList(value)) return this.list(value);
    return isKerasObject(value) ? this.object(value.class_name, value.config) : undefined;
  }

  private quoted(value: string): string {
    const { quote } = this.page;
    const escaped = value.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`).replaceAll("\n", "\\n");
    return quote + escaped + quote;
  }

  private list(values: readonly Literal[]): string | undefined {
    const parts = values.map((value) => this.literal(value));
    if (parts.includes(undefined)) return undefined;
    return parts.length === 1 ? `(${parts[0]!},)` : `(${parts.join(", ")})`;
  }

  private object(type: string, config: Readonly<Record<string, Literal>>): string | undefined {
    const entries = Object.entries(config);
    if (type === "dict") {
      const pairs = entries.map(([name, value]) => [this.quoted(name), this.literal(value)] as const);
      return pairs.some(([, value]) => value === undefined)
        ? undefined
        : `{${pairs.map(([name, value]) => `${name}: ${value!}`).join(", ")}}`;
    }
    // Without arguments the name is enough: Keras looks it up.
    if (entries.length === 0) return this.quoted(snakeCase(type));
    const module = objectModules.find(([pattern]) => pattern.test(type))![1];
    const way = this.way(`keras.${module}`, module) ?? this.importModule(module);
    const parts = entries.map(([name, value]) => [name, this.literal(value)] as const);
    if (way === undefined || parts.some(([, value]) => value === undefined)) return undefined;
    return `${way}.${type}(${parts.map(([name, value]) => `${name}=${value!}`).join(", ")})`;
  }

  /** How the file reaches a module of Keras. */
  private way(what: string, name: string): string | undefined {
    const direct = this.nameOf(what);
    if (direct !== undefined) return direct;
    const keras = this.nameOf("keras");
    if (keras !== undefined) return `${keras}.${name}`;
    const tensorflow = this.nameOf("tf");
    return tensorflow === undefined ? undefined : `${tensorflow}.keras.${name}`;
  }

  /** Imports a module of Keras beside what the file already imports of it. */
  private importModule(name: string): string | undefined {
    const line = this.importLine(undefined, (keras) => `from ${keras} import ${name}`);
    if (line) this.needed = [line];
    return line && name;
  }

  /** A line of its own below the first import of Keras that can be used at a place. */
  private importLine(place: Call | undefined, text: (keras: string) => string): Replacement | undefined {
    for (const { statement, certain } of importsFor(this.module, place)) {
      const keras = /^(.*\bkeras)(?:\.\w+)*$/.exec(statement.module)?.[1];
      const { start, end } = spanOf(statement);
      const indentation = this.page.indentation(start);
      if (!certain || keras === undefined || indentation === undefined || !this.page.endsLine(end)) continue;
      const at = this.page.lineEnd(end);
      return { start: at, end: at, text: this.page.newline + indentation + text(keras) };
    }
    return undefined;
  }

  /** The variable of the file that stands for something of Keras. */
  private nameOf(what: string): string | undefined {
    for (const [name, value] of this.scope.members) if (value.kind === "external" && value.what === what) return name;
    return undefined;
  }

  /** A call that makes a layer, written as the call beside it is; undefined when the file has no way to that layer. */
  layer({ type, args }: NewLayer, beside: Call | undefined): Written | undefined {
    this.needed = [];
    const callee = this.callee(type, beside);
    const parts = this.arguments(type, args);
    if (!callee || !parts) return undefined;
    return { text: `${callee.text}(${parts.join(", ")})`, imports: [...callee.imports, ...this.needed] };
  }

  private arguments(type: string, args: NewLayer["args"]): readonly string[] | undefined {
    const params = layerByType.get(type)?.params ?? {};
    const names = positionsOf(type);
    const leading = names.filter((name, i) => params[name]?.default === undefined || (i === 0 && plainFirst.has(name)));
    const required = leading.filter((name, i) => name === names[i]);
    const parts: string[] = [];
    let positional = true;
    for (const name of [
      ...required.filter((one) => one in args),
      ...Object.keys(args).filter((one) => !required.includes(one)),
    ]) {
      const text = this.literal(args[name]!);
      if (text === undefined) return undefined;
      positional &&= required[parts.length] === name;
      parts.push(positional ? text : `${name}=${text}`);
    }
    return parts;
  }

  private callee(type: string, beside: Call | undefined): Written | undefined {
    const here = beside?.callee;
    if (here?.kind === "attribute" && this.isLayers(here.object))
      return plain(`${this.page.source(here.object)}.${type}`);
    const bare = this.nameOf(`keras.layers.${type}`);
    if (bare !== undefined) return plain(bare);
    const name = this.freeName(type);
    const imported = here?.kind === "name" ? this.importBeside(here.name, type, name, beside) : undefined;
    if (imported) return imported;
    const way = this.way("keras.layers", "layers");
    if (way !== undefined) return plain(`${way}.${type}`);
    for (const [other, value] of this.scope.members)
      if (value.kind === "external" && value.what.startsWith("keras.layers.")) {
        const added = this.importBeside(other, type, name, beside);
        if (added) return added;
      }
    const line = this.importLine(beside, (keras) => `from ${keras}.layers import ${imports(type, name)}`);
    return line && { text: name, imports: [line] };
  }

  /** What a layer can be called in the file: another name where its own stands for something else. */
  private freeName(type: string): string {
    const taken = (name: string): boolean => this.scope.find(name) !== undefined;
    let name = type;
    while (taken(name)) name += "Layer";
    return name;
  }

  /** Whether an expression is `keras.layers` under whatever name. */
  private isLayers(expression: Call["callee"]): boolean {
    if (expression.kind === "attribute") return expression.name === "layers";
    const value = expression.kind === "name" ? this.scope.find(expression.name) : undefined;
    return value?.kind === "external" && value.what === "keras.layers";
  }

  /** Adds a layer to the imports that bring another, under a name. */
  private importBeside(beside: string, type: string, name: string, place: Call | undefined): Written | undefined {
    const lasts = importsFor(this.module, place).flatMap(({ statement: { module, names } }) => {
      const last = names === "*" ? undefined : names.at(-1);
      // other modules of Keras have some of the layers only, and those of the user what he put there
      const fits = /\blayers$/.test(module) && names !== "*" && names.some((one) => (one.alias ?? one.name) === beside);
      return fits && last ? [{ last, several: names.length > 1 }] : [];
    });
    const additions = lasts.map(({ last, several }): Replacement => {
      const { start, end } = spanOf(last);
      const indentation = several ? this.page.indentation(start) : undefined;
      const before = indentation === undefined ? ", " : `,${this.page.newline}${indentation}`;
      return { start: end, end, text: before + imports(type, name) };
    });
    return additions.length > 0 ? { text: name, imports: additions } : undefined;
  }
}

/** A name in an import. */
const imports = (type: string, name: string): string => (type === name ? type : `${type} as ${name}`);
const plain = (text: string): Written => ({ text, imports: [] });

/** As a person writes it: `1 / 255` rather than its many digits. */
function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const below = Math.round(1 / value);
  const text = showFloat(value);
  return text.length > 12 && 1 / below === value ? `1 / ${below}` : text;
}
