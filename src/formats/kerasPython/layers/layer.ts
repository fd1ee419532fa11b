/** Layers while a file is read: made once, called any number of times. */
import { arrange } from "../../../layers/call";
import { resolveLayer, type ResolvedLayer } from "../../../layers/config";
import { ShapeError, type Inputs } from "../../../layers/layer";
import type { Argument } from "../../../model/graph";
import { isList, isUnknown, type Config, type Literal } from "../../../model/literal";
import type { Shape } from "../../../model/shape";
import { Arguments } from "../../../python/arguments";
import { call } from "../../../python/call";
import { Dict, List } from "../../../python/containers";
import { birth, type Mutable } from "../../../python/journal";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { bool, int, none, text, unknown, type Unknown, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { DatasetValue } from "../arrays/dataset";
import { Lost, type Trace } from "../arrays/trace";
import type { Keras } from "../keras";
import { namedWithin, type Name } from "../names";
import { ShapeValue, toShape, type Literate } from "../literal";
import { optionOf } from "../tensors/operation";
import { giveMask, maskMade, masksTaken, maskTakers } from "../tensors/masks";
import { arrayOf } from "../numpy/making";
import { constantTensor, inputTensor } from "../opaque";
import { traceOfLayer } from "./onData";
import { trainingOf } from "./phase";
import {
  isShape,
  nextSerial,
  Tensor,
  tensorsIn,
  type KnownShape,
  type LayerCall,
  type Within,
} from "../tensors/tensor";

export interface LayerMaking {
  readonly keras: Keras;
  /** The class as Keras prints it. */
  readonly type: string;
  readonly name: Name;
  readonly args: Readonly<Record<string, Argument>>;
  readonly site: Site;
  /** Why it is not understood, when it is not. */
  readonly opaque?: string | undefined;
  /** Of an operator or a function of `keras.ops`: how its shape comes from those of its inputs. */
  readonly operation?: ShapeRule;
  /** Of an operation that makes a mask. */
  readonly ofMask?: boolean;
  /** Arguments that are functions of the file. */
  readonly callables?: ReadonlyMap<string, Value>;
}

/** The output's shape from the inputs'. */
export interface ShapeRule {
  (inputs: readonly KnownShape[]): KnownShape;
  /** Of an operation that gives several tensors: the shapes of those after the first. */
  others?: (inputs: readonly KnownShape[]) => readonly KnownShape[];
}

/** What a call passes besides its tensors. */
type Passed = Partial<Pick<LayerCall, "args" | "training" | "roles" | "options">>;

interface State {
  readonly name: Name;
  readonly trainable: boolean | undefined;
  readonly calls: readonly LayerCall[];
  /** What it has looked at before training. */
  readonly adapted?: Trace;
}

const noCallables: ReadonlyMap<string, Value> = new Map();

export class LayerObject implements Literate, Mutable {
  readonly kind = "external";
  readonly born = birth();
  readonly keras: Keras;
  readonly type: string;
  readonly args: Readonly<Record<string, Argument>>;
  readonly site: Site;
  readonly opaque: string | undefined;
  readonly operation: ShapeRule | undefined;
  readonly ofMask: boolean;
  private readonly callables: ReadonlyMap<string, Value>;
  private state: State;
  private readonly resolved: ResolvedLayer | undefined;

  constructor(made: LayerMaking) {
    this.keras = made.keras;
    this.type = made.type;
    this.args = made.args;
    this.site = made.site;
    this.opaque = made.opaque;
    this.operation = made.operation;
    this.ofMask = made.ofMask === true;
    this.callables = made.callables ?? noCallables;
    this.state = { name: made.name, trainable: undefined, calls: [] };
    this.resolved =
      made.operation || made.opaque !== undefined
        ? undefined
        : resolveLayer({ id: made.type, type: made.type, name: made.type, args: made.args, inputs: [] });
  }

  get what(): string {
    return this.type;
  }
  get span(): Site["span"] {
    return this.site.span;
  }
  /** Its name, without looking at the number of one that is counted. */
  protected get givenName(): Name {
    return this.state.name;
  }
  get name(): string {
    return this.keras.textOf(this.state.name);
  }
  /** What was assigned to `trainable`, if anything was. */
  get trainable(): boolean | undefined {
    return this.state.trainable;
  }
  get calls(): readonly LayerCall[] {
    return this.state.calls;
  }

  save(): unknown {
    return this.state;
  }

  load(state: unknown): void {
    this.state = state as State;
  }

  merge(states: readonly unknown[]): void {
    const all = states as State[];
    const [first] = all;
    const longest = all.reduce((a, b) => (b.calls.length > a.calls.length ? b : a));
    // Frozen in one branch only: nobody can tell, so that it stays as it was made.
    const trainable = all.every((state) => state.trainable === first!.trainable) ? first!.trainable : undefined;
    this.state = { ...longest, trainable };
  }

  protected change(machine: Machine, change: Partial<State>): void {
    machine.journal.touch(this);
    this.state = { ...this.state, ...change };
  }

  literal(): Literal {
    return {
      class_name: this.type,
      config: Object.fromEntries(Object.entries(this.args).map(([name, { value }]) => [name, value])),
    };
  }

  /** The layer is called: with tensors it becomes a row of a graph, with arrays it only gives other arrays. */
  call(args: Arguments, site: Site, machine: Machine): Value {
    const named = [...args.named].filter(([name]) => name !== "training");
    const called = [
      ...args.positional.flatMap(({ value }) => tensorsIn(value).map((found) => ({ found, role: undefined }))),
      ...named.flatMap(([role, { value }]) => tensorsIn(value).map((found) => ({ found, role }))),
    ];
    const values = called.map(({ found }) => (found.kind === "instance" ? (found.native ?? found) : found));
    const tensors = values.filter((value) => value instanceof Tensor);
    const arrays = values.filter((value) => value instanceof ArrayValue);
    const { isInside } = this.keras;
    if (tensors.length === 0 && arrays.length > 0 && !isInside) return this.onArrays(arrays, site, machine);
    const hidden = values.filter((value): value is Unknown => value.kind === "unknown");
    if (tensors.length === 0 && hidden.length === 0 && !isInside)
      return unknown(`${this.type} “${this.name}” is called without a tensor`, site.span);
    const inputs: Tensor[] = [];
    const roles: (string | undefined)[] = [];
    values.forEach((value, i) => {
      const input = this.inputFrom(value, site);
      if (!input) return;
      inputs.push(input);
      roles.push(called[i]!.role);
    });
    const options = Object.fromEntries(
      named.flatMap(([name, { value }]) => (value.kind === "bool" ? [[name, value.value]] : [])),
    );
    return this.apply(inputs, site, machine, { args, roles, options, training: trainingOf(args) });
  }

  private inputFrom(value: Value, site: Site): Tensor | undefined {
    if (value instanceof Tensor) return value;
    if (value.kind === "unknown") return inputTensor(this.keras, value, site);
    // Inside a layer of the file, arrays go through layers too: their weights count.
    return value instanceof ArrayValue && this.keras.isInside
      ? constantTensor(this.keras, value.shape, site, { x: optionOf(value) })
      : undefined;
  }

  /** The input's shape that it was told by other ways than its arguments, as an input's arguments. */
  get implied(): Readonly<Record<string, Argument>> | undefined {
    return undefined;
  }

  /** A call on tensors. */
  apply(inputs: readonly Tensor[], site: Site, machine: Machine, passed: Passed = {}): Value {
    this.beforeCall?.(
      inputs.map(({ shape }) => shape),
      machine,
    );
    const masks = this.takesMask ? masksTaken(inputs, passed.args) : [];
    const made: LayerCall = {
      layer: this,
      inputs,
      site,
      training: undefined,
      ...passed,
      ...(masks.length > 0 && { masks }),
      serial: nextSerial(),
    };
    // layers that it makes for itself are counted too: the next Dropout of the file is `dropout_1`
    if (this.calls.length === 0) for (const inner of namedWithin[this.type] ?? []) this.keras.name(inner, machine);
    this.change(machine, { calls: [...this.calls, made] });
    if (!this.keras.isInside) this.keras.calls.push(made);
    const result = this.results(made, machine);
    made.result = result;
    if (!this.keras.isInside && !this.keras.isOlder) giveMask(result, this.maskOf(made, machine));
    return result;
  }

  /** Whether its class asks for the mask that comes with its input. */
  protected get takesMask(): boolean {
    return maskTakers.has(this.type);
  }

  /** The mask that it gives with its result. */
  protected maskOf(made: LayerCall, machine: Machine): Tensor | undefined {
    return this.resolved && maskMade(this.resolved, made, machine);
  }

  /** Models that wait for data are built by a first call. */
  protected beforeCall?(inputs: readonly KnownShape[], machine: Machine): void;

  protected results(made: LayerCall, machine: Machine): Value {
    machine.step();
    const inputs = this.arranged(made);
    const first = new Tensor(made, 0, this.shapeFrom(inputs, made.options));
    const others = this.otherShapesFrom(inputs, made.options ?? {});
    if (others.length === 0) return first;
    return new List([first, ...others.map((shape, i) => new Tensor(made, i + 1, shape))], made.site.span);
  }

  /** The shapes of a call's inputs, without the other tensors that it is given. */
  protected arranged({ inputs, roles = [] }: LayerCall): readonly KnownShape[] {
    const shapes = inputs.map(({ shape }) => shape);
    return this.resolved ? arrange(this.resolved.layer, shapes, roles).inputs : shapes;
  }

  private onArrays(given: readonly ArrayValue[], site: Site, machine: Machine): Value {
    const shapes = given.map(({ shape }) => shape);
    this.beforeCall?.(shapes, machine);
    const trace = given.length === 1 ? this.traceFrom(given[0]!, site, machine) : undefined;
    const made = [this.shapeFrom(shapes), ...this.otherShapesFrom(shapes, {})];
    const arrays = made.map((shape) => new ArrayValue(shape, site.span, { trace }));
    return arrays.length === 1 ? arrays[0]! : new List(arrays, site.span);
  }

  /** How the numbers come about that it gives for data. */
  traceFrom(array: ArrayValue, site: Site, machine: Machine): Trace | undefined {
    const standardize = this.callables.get("standardize");
    const texts = standardize ? call(machine, standardize, Arguments.of(array), site) : array;
    const args = standardize ? { ...this.args, standardize: { value: null } } : this.args;
    const { type, name } = this;
    return traceOfLayer(
      { type, name, args, adapted: this.state.adapted },
      texts instanceof ArrayValue ? texts : array,
      site,
    );
  }

  /** `adapt(data)`: looks at data beforehand. */
  private adapt(value: Value, site: Site, machine: Machine): Value {
    const data = value instanceof DatasetValue ? (value.arrays[0] ?? value) : arrayOf(machine, value, site);
    const standardize = this.callables.get("standardize");
    const seen = standardize ? call(machine, standardize, Arguments.of(data), site) : data;
    const why = seen.kind === "unknown" ? seen.reason : "what adapt is given is not followed";
    this.change(machine, { adapted: seen instanceof ArrayValue ? seen.trace : new Lost(why, site.span) });
    return none;
  }

  /** What it does inside with tensors of these shapes, for layers of the file's own. */
  withinOf?(inputs: readonly KnownShape[]): Within | undefined;

  /** The output's shape, as far as it can be told. */
  shapeFrom(inputs: readonly KnownShape[], options?: Config): KnownShape {
    if (this.operation) return this.operation(inputs);
    if (this.opaque !== undefined) return unknown(this.opaque, this.span);
    if (!this.resolved) return unknown(`${this.type} is not a layer that Batchwise knows`, this.span);
    const { layer, config, missing } = this.resolved;
    const known: Shape[] = [];
    for (const input of inputs)
      if (isShape(input)) known.push(input);
      else return input;
    if (missing.length > 0) return unknown(`${missing.join(" and ")} of “${this.name}” is not known`, this.span);
    const fits = layer.arity === "several" ? known.length > 1 : layer.arity !== "one" || known.length === 1;
    if (!fits) return unknown(`${this.type} “${this.name}” does not take ${known.length} inputs`, this.span);
    try {
      const shape = layer.shape((layer.arity === "none" ? [[]] : known) as unknown as Inputs<Shape>, config, options);
      return shape instanceof ShapeError ? unknown(`${this.type} “${this.name}” ${shape.message}`, this.span) : shape;
    } catch {
      // The analysis of the graph tells it, with the place.
      return unknown(`Batchwise could not tell the shape of ${this.type} “${this.name}”`, this.span);
    }
  }

  /** The shapes of the outputs after the first. */
  private otherShapesFrom(inputs: readonly KnownShape[], options: Config): readonly KnownShape[] {
    if (!this.resolved || this.operation || this.opaque !== undefined) return [];
    const { layer, config, missing } = this.resolved;
    const shapes = layer.otherShapes?.(inputs.every(isShape) ? inputs : [], config, options) ?? [];
    return missing.length === 0 ? shapes : shapes.map(() => this.shapeFrom(inputs));
  }

  attribute(name: string, site: Site, machine: Machine): Value | undefined {
    switch (name) {
      case "name":
      case "_name":
        return text(this.name);
      case "trainable":
        return bool(this.trainable ?? this.args["trainable"]?.value !== false);
      case "compute_dtype":
      case "variable_dtype":
        return text("float32");
      case "output":
        return this.lastCall(site)((last) => last.result ?? this.resultsOf(last));
      case "input":
        return this.lastCall(site)(({ inputs }) => (inputs.length === 1 ? inputs[0]! : new List([...inputs])));
      case "output_shape":
        return this.lastCall(site)((last) => this.resultsOf(last).attribute("shape") ?? none);
      case "input_shape":
        return this.lastCall(site)(({ inputs }) => inputs[0]?.attribute("shape") ?? none);
      case "__call__":
        return builtin("__call__", (args, at) => this.call(args, at, machine));
      case "__class__":
        return this.keras.classes.get(this.type);
      case "get_config":
        return builtin("get_config", (_, at) => this.config(at));
      case "compute_output_shape":
        return builtin("compute_output_shape", (args, at) => {
          const given = args.pick(0, "input_shape") ?? none;
          const shape = this.shapeFrom([toShape(given)]);
          return isShape(shape) ? new ShapeValue(shape) : unknown(shape.reason, at.span);
        });
      case "compute_mask":
        return builtin("compute_mask", (args, at) => this.computedMask(args, at, machine));
      case "adapt":
        return builtin("adapt", (args, at, inner) => {
          const data = args.positional[0]?.value ?? args.named.get("data")?.value;
          return this.adapt(data ?? unknown("what adapt is given is not known", at.span), at, inner);
        });
      case "vocabulary_size":
      case "get_vocabulary": {
        const words = vocabularyOf(this.type, this.args, site);
        return (
          words &&
          builtin(name, () => (name === "get_vocabulary" ? new List([...words], site.span) : int(words.length)))
        );
      }
      case "build":
      case "set_weights":
      case "load_own_variables":
        return builtin(name, () => none);
      default: {
        const argument = this.args[name];
        if (argument) return argumentValue(argument.value, argument.span);
        const preset = this.resolved?.layer.params[name]?.default;
        // `adapt` finds these where they are not given.
        if (preset === null && (name === "mean" || name === "variance" || name === "vocabulary")) return undefined;
        return preset === undefined ? undefined : argumentValue(preset, undefined);
      }
    }
  }

  /** Its arguments with their defaults. */
  private config({ span }: Site): Value {
    if (
      this.opaque !== undefined &&
      this.operation === undefined &&
      !this.resolved &&
      Object.keys(this.args).length > 0
    )
      return unknown(`the config of ${this.type} is not followed`, span);
    const given = Object.entries(this.args).map(([name, { value }]) => [name, argumentValue(value, span)] as const);
    const presets = Object.entries(this.resolved?.layer.params ?? {}).flatMap(([name, { default: preset }]) =>
      preset === undefined ? [] : [[name, argumentValue(preset, undefined)] as const],
    );
    const own = [["name", text(this.name)] as const, ["trainable", bool(this.trainable ?? true)] as const];
    return Dict.of(new Map([...presets, ["dtype", text("float32")] as const, ...given, ...own]), span);
  }

  /** The mask that it would give: one of its own, else the one that is passed. */
  private computedMask(args: Arguments, site: Site, machine: Machine): Value {
    const [input] = tensorsIn(args.pick(0, "inputs") ?? none);
    const given = args.pick(1, "mask") ?? args.pick(1, "previous_mask") ?? none;
    if (!(input instanceof Tensor) || !this.resolved)
      return unknown(`the mask of ${this.type} is not followed`, site.span);
    const made: LayerCall = { layer: this, inputs: [input], site, training: undefined, serial: nextSerial() };
    if (this.type === "Embedding" || this.type === "Masking") return maskMade(this.resolved, made, machine) ?? none;
    return this.resolved.layer.mask === "passes" ? given : none;
  }

  private readonly lastCall =
    (site: Site) =>
    (give: (call: LayerCall) => Value): Value => {
      const last = this.calls[this.calls.length - 1];
      return last ? give(last) : unknown(`“${this.name}” has not been called yet`, site.span);
    };

  private resultsOf(call: LayerCall): Tensor {
    return new Tensor(call, 0, this.shapeFrom(this.arranged(call), call.options));
  }

  assign(name: string, value: Value, _site: Site, machine: Machine): boolean {
    if (name === "trainable") {
      this.freeze(value.kind === "bool" ? value.value : undefined, machine);
      return true;
    }
    if (name === "name" || name === "_name") {
      if (value.kind === "text") this.change(machine, { name: value.value });
      return true;
    }
    return false;
  }

  /** `trainable = …` */
  freeze(trainable: boolean | undefined, machine: Machine): void {
    this.change(machine, { trainable });
  }
}

/** The entries of a layer that looks words up, with those for padding and for what is not there; undefined before `adapt` finds them. */
function vocabularyOf(type: string, args: LayerObject["args"], { span }: Site): readonly Value[] | undefined {
  const given = args["vocabulary"]?.value;
  if (!/^(?:StringLookup|IntegerLookup|TextVectorization)$/.test(type) || !given || !isList(given)) return undefined;
  const outside = args["num_oov_indices"]?.value ?? 1;
  const mask = type === "TextVectorization" ? "" : (args["mask_token"]?.value ?? null);
  if (typeof outside !== "number" || isUnknown(mask)) return undefined;
  const extra: readonly Literal[] = [
    ...(mask === null ? [] : [mask]),
    ...Array<Literal>(outside).fill(type === "IntegerLookup" ? -1 : "[UNK]"),
  ];
  // A vocabulary that another layer gave begins with them already.
  const has = extra.length > 0 && extra.every((one, i) => given[i] === one);
  return [...(has ? [] : extra), ...given].map((one) => argumentValue(one, span));
}

/** An argument's value back in Python. */
function argumentValue(value: Literal, span: Argument["span"]): Value {
  if (value === null) return none;
  if (typeof value === "boolean") return bool(value, span);
  if (typeof value === "number")
    return Number.isInteger(value) ? { kind: "int", value: BigInt(value), span } : { kind: "float", value, span };
  if (typeof value === "string") return text(value, span);
  if (isUnknown(value)) return unknown(value.unknown, span);
  if (Array.isArray(value))
    return { kind: "tuple", items: value.map((part: Literal) => argumentValue(part, span)), span };
  return unknown("this object is not followed", span);
}
