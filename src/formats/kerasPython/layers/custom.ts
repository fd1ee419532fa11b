/** Layers of the user's own classes: followed through `build` and `call`, as far as these can be. */
import { resolveLayer } from "../../../layers/config";
import type { Inputs } from "../../../layers/layer";
import type { Argument, NodeWeight } from "../../../model/graph";
import type { Config } from "../../../model/literal";
import type { Shape } from "../../../model/shape";
import { Arguments, type Given } from "../../../python/arguments";
import { call } from "../../../python/call";
import { Dict, List, type Instance } from "../../../python/containers";
import { Raised, type Machine, type Site } from "../../../python/machine";
import { builtin, classMember } from "../../../python/members";
import { bool, none, tuple, unknown, type Function, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { beginning, InputObject } from "./input";
import type { Keras } from "../keras";
import { LayerObject } from "./layer";
import { LambdaLayer } from "./lambda";
import { isEither, phaseFor } from "./phase";
import { addDefaults, argumentOf, impliedShape, layerArguments } from "./layerClass";
import { ShapeValue } from "../literal";
import { thingsIn } from "../nested";
import { operate, optionOf } from "../tensors/operation";
import { maskTakers } from "../tensors/masks";
import { constantTensor, UNKNOWN_TYPE } from "../opaque";
import { ordered } from "../tensors/order";
import {
  endless,
  isShape,
  keyOfShapes,
  rowOf,
  Tensor,
  tensorsIn,
  type KnownShape,
  type LayerCall,
  type Within,
} from "../tensors/tensor";
import { addedWeight, asNodeWeights, namedWeights, weightsOf } from "./weight";

/** Weights that `add_weight` made, kept among the instance's attributes so that they come and go with them. */
const ADDED = "add_weight(…)";
const BUILT = "build(…)";
/** What `call` does beside its result, kept there too. */
const EFFECTS = "call(…)";

/** One way through a `call`. */
interface Passage {
  readonly result: Value;
  readonly effects: readonly Tensor[];
  /** Nothing is left out of it. */
  readonly isComplete: boolean;
}

/** The same structure of other things. */
function rebuiltWith(value: Value, change: (part: Value) => Value): Value {
  const again = (part: Value): Value => rebuiltWith(part, change);
  if (value.kind === "tuple") return tuple(value.items.map(again), value.span);
  if (value.kind === "list") return new List(value.items.map(again), value.span);
  if (value.kind !== "dict") return change(value);
  const entries = [...value.entries.values()].flatMap(({ key, value: part }) =>
    key.kind === "text" ? [[key.value, again(part)] as const] : [],
  );
  return Dict.of(new Map(entries), value.span);
}

export class CustomLayer extends LayerObject {
  private named = false;
  /** It has an `activity_regularizer`, which is not in the graph of its `call`. */
  private paysForOutput = false;
  /** What `Layer.__init__` was told of the input's shape. */
  private begins: Readonly<Record<string, Argument>> = {};
  /** The layer of Keras that the class changes, when it is one. */
  private base: LayerObject | undefined;
  /** What it does with tensors of these shapes. It is the same each time, so that it is never taken back. */
  private readonly followed = new Map<string, Within>();
  /** To be called before it keeps anything that is never taken back. */
  private readonly keep: () => void;

  constructor(
    keras: Keras,
    readonly instance: Instance,
    site: Site,
    /** `Layer`, or a class that does something by itself. */
    private readonly baseType: string,
    machine: Machine,
  ) {
    const { name } = instance.class_;
    super({ keras, type: name, name: "", args: {}, site, opaque: `${name} is a layer of this file` });
    this.keep = machine.keeps();
  }

  /** `Layer.__init__` gives it its name, and the class of Keras its arguments. */
  initialize(args: Arguments, machine: Machine): void {
    this.keep();
    const penalty = args.named.get("activity_regularizer")?.value;
    this.paysForOutput = penalty !== undefined && penalty.kind !== "none";
    const given = args.named.get("name")?.value;
    const trainable = args.named.get("trainable")?.value;
    this.named = true;
    this.begins = Object.fromEntries(
      ["input_shape", "batch_input_shape", "input_dim"].flatMap((one) => {
        const argument = args.named.get(one);
        return argument ? [[one, argumentOf(one, argument)]] : [];
      }),
    );
    this.change(machine, {
      name: given?.kind === "text" ? given.value : this.keras.name(this.type, machine),
      ...(trainable?.kind === "bool" && !trainable.value && { trainable: false }),
    });
    if (this.baseType === "Layer") return;
    const { values, hidden } = layerArguments(this.baseType, args);
    const { keras, site, givenName: name } = this;
    addDefaults(keras, this.baseType, values);
    this.base = new LayerObject({ keras, type: this.baseType, name, args: values, site, opaque: hidden });
  }

  override get implied(): Readonly<Record<string, Argument>> | undefined {
    return impliedShape(this.baseType, this.base?.args ?? this.begins);
  }

  override apply(...given: Parameters<LayerObject["apply"]>): Value {
    if (!this.named) this.initialize(new Arguments([]), given[2]);
    return super.apply(...given);
  }

  protected override results(made: LayerCall, machine: Machine): Value {
    const args = made.args ?? Arguments.of(...made.inputs);
    const within = this.follow(made.inputs, args, machine);
    made.within = within;
    let place = 0;
    const outside = (value: Value): Value => (value instanceof Tensor ? new Tensor(made, place++, value.shape) : value);
    if (within.result) return rebuiltWith(within.result, outside);
    return new Tensor(made, 0, within.shape);
  }

  protected override get takesMask(): boolean {
    const method = classMember(this.instance.class_, "call");
    if (method?.kind === "function") return method.parameters.some(({ name }) => name === "mask");
    return maskTakers.has(this.baseType);
  }

  /** Whether the mask of its first input is that of its result. */
  get passesMask(): boolean {
    const said = this.instance.members.get("supports_masking");
    return said?.kind === "bool" && said.value && classMember(this.instance.class_, "compute_mask") === undefined;
  }

  /** What its `compute_mask` says, else the mask that came, where it says that it can do with masks. */
  protected override maskOf(made: LayerCall, machine: Machine): Tensor | undefined {
    const method = classMember(this.instance.class_, "compute_mask");
    const [input] = made.inputs;
    if (method?.kind !== "function" || !input)
      return this.instance.members.get("supports_masking")?.kind === "bool" ? input?.mask : undefined;
    try {
      const result = call(machine, method, Arguments.of(this.instance, input, input.mask ?? none), this.site);
      return result instanceof Tensor ? result : undefined;
    } catch (error) {
      if (error instanceof Raised) return undefined;
      throw error;
    }
  }

  override shapeFrom(inputs: readonly KnownShape[], options?: Config): KnownShape {
    return this.withinOf(inputs)?.shape ?? super.shapeFrom(inputs, options);
  }

  /** What was found when it was called with tensors of these shapes. */
  override withinOf(inputs: readonly KnownShape[]): Within | undefined {
    return this.followed.get(keyOfShapes(inputs));
  }

  private follow(inputs: readonly Tensor[], args: Arguments, machine: Machine): Within {
    const shapes = inputs.map(({ shape }) => shape);
    const key = keyOfShapes(shapes);
    const known = this.followed.get(key);
    if (known) return known;
    this.keep();
    const nothing = (why: string): Within => ({ shape: unknown(why, this.span), weights: undefined });
    const stopped = (): Within => nothing(`what ${this.type} does takes too many steps to be followed`);
    let within: Within;
    try {
      within = this.keras.inside(() => machine.bounded(() => this.trace(shapes, inputs, args, machine), stopped));
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      within = nothing(`${this.type} stops with ${error.type}${error.message && `: ${error.message}`}`);
    }
    this.followed.set(key, within);
    return within;
  }

  private trace(shapes: readonly KnownShape[], inputs: readonly Tensor[], args: Arguments, machine: Machine): Within {
    this.build(shapes, args, machine);
    const method = classMember(this.instance.class_, "call");
    if (method?.kind !== "function") {
      const shape = this.base?.shapeFrom(shapes) ?? unknown(this.opaque!, this.span);
      return { shape, weights: this.base && this.weights(shapes) };
    }
    const begins = new Map(inputs.map((tensor) => [tensor, beginning(this.keras, tensor, this.site, machine)]));
    const masked = method.parameters.some(({ name }) => name === "mask") && !args.named.has("mask");
    const [first] = shapes;
    const mask = masked && first && isShape(first) ? constantTensor(this.keras, first.slice(0, -1), this.site) : none;
    const through = (fits: boolean): Passage => {
      const follow = (given: Value): Passage =>
        this.passage(
          () => call(machine, method, this.callArguments(method, args, begins, given, fits), this.site),
          machine,
        );
      const passed = follow(inputs[0] && makesMask(inputs[0]) ? mask : none);
      // Some count on a mask, as an Embedding further up may give one.
      return mask !== none && !isComplete(passed.result) ? follow(mask) : passed;
    };
    const asksPhase = method.parameters.some(({ name }) => name === "training");
    const preset = method.presets.get("training");
    const shown = through(preset?.kind === "bool" && preset.value);
    const leaves = tensorsIn(shown.result);
    const outputs = leaves.filter((value) => value instanceof Tensor);
    const shape = outputs[0]?.shape ?? this.declared(shapes, machine) ?? unknown(this.opaque!, this.span);
    if (outputs.length === 0 || outputs.length < leaves.length) {
      const hidden = leaves.find((value) => value.kind === "unknown");
      const weights = this.holdsLayers() ? undefined : this.weights(shapes);
      return { shape, weights, ...(hidden?.kind === "unknown" && { lost: hidden.reason }) };
    }
    const all = [...begins.values()];
    const layoutOf = ({ effects }: Passage, ends: readonly Tensor[]) => ({
      calls: ordered(all, [...ends, ...effects]),
      inputs: all,
      outputs: ends,
    });
    const layout = layoutOf(shown, outputs);
    const weights = this.weights(shapes);
    const made = { shape, weights, layout, result: shown.result };
    if (this.paysForOutput) return { ...made, lost: "it has an activity_regularizer" };
    if (!asksPhase) return { ...made, isComplete: shown.isComplete };
    const fitting = through(true);
    const ends = tensorsIn(fitting.result).filter((value) => value instanceof Tensor);
    const agrees = ends.length === outputs.length;
    const predicting = preset?.kind === "bool" && preset.value ? through(false) : shown;
    const others = tensorsIn(predicting.result).filter((value) => value instanceof Tensor);
    return {
      ...made,
      ...(others.length === outputs.length && { layout: layoutOf(predicting, others) }),
      ...(agrees && { layoutTraining: layoutOf(fitting, ends) }),
      isComplete: agrees && others.length === outputs.length && fitting.isComplete && predicting.isComplete,
    };
  }

  /** Follows a `call`: its weights are rows as long, and what it does beside its result is noted. */
  private passage(go: () => Value, machine: Machine): Passage {
    const { members } = this.instance;
    const { journal } = machine;
    members.set(EFFECTS, tuple([]), journal);
    const note = (effect: Tensor): void => {
      const earlier = members.get(EFFECTS);
      if (earlier?.kind === "tuple") members.set(EFFECTS, tuple([...earlier.items, effect]), journal);
    };
    const weights = namedWeights(weightsOf(this.instance, this.keras.isOlder));
    for (const [name, weight] of weights) weight.enter(name, this.keras, note, machine);
    try {
      const result = go();
      const inside = rebuiltWith(result, rowOf);
      const noted = members.get(EFFECTS);
      const effects = noted?.kind === "tuple" ? noted.items.filter((value) => value instanceof Tensor) : [];
      return { result: inside, effects, isComplete: noted?.kind === "tuple" };
    } finally {
      for (const weight of weights.values()) weight.leave(machine);
    }
  }

  /** The call's arguments with the tensors inside in the place of those outside. */
  private callArguments(
    method: Function,
    args: Arguments,
    begins: ReadonlyMap<Tensor, Tensor>,
    mask: Value,
    fits: boolean,
  ): Arguments {
    const inside = (value: Value): Value =>
      rebuiltWith(value, (part) => (part instanceof Tensor ? (begins.get(part) ?? part) : part));
    const taken = new Set(method.parameters.map(({ name }) => name));
    const keywords = method.parameters.some(({ kind }) => kind === "keywords");
    const given = ({ value, span }: Given): Given => ({ value: endless(value) ?? inside(value), span });
    const named = new Map<string, Given>();
    for (const [name, one] of args.named)
      if (keywords || taken.has(name) || (name !== "training" && name !== "mask"))
        if (!isEither(one.value)) named.set(name, given(one));
    // Keras gives these two by itself.
    const byItself: readonly (readonly [string, Value | undefined])[] = [
      ["training", phaseFor(method, fits)],
      ["mask", mask.kind !== "none" || !method.presets.has("mask") ? mask : undefined],
    ];
    // the object itself comes first
    const placed = new Set(method.parameters.slice(0, args.positional.length + 1).map(({ name }) => name));
    for (const [name, value] of byItself)
      if (value && taken.has(name) && !named.has(name) && !placed.has(name))
        named.set(name, { value, span: undefined });
    return new Arguments(args.positional.map(given), named, args.rest).after(this.instance);
  }

  /** `build`, once: with the shape of the first argument, or of as many as it names. */
  private build(shapes: readonly KnownShape[], args: Arguments, machine: Machine): void {
    const { members, class_ } = this.instance;
    if (members.get(BUILT)) return;
    members.set(BUILT, bool(true), machine.journal);
    const method = classMember(class_, "build");
    if (method?.kind !== "function") return;
    const shapeOf = (shape: KnownShape): Value => (isShape(shape) ? new ShapeValue(shape) : shape);
    const ofArgument = ({ value }: Given): readonly Value[] => {
      const tensors = tensorsIn(value).filter((one) => one instanceof Tensor);
      if (tensors.length === 0) return [];
      const own = tensors.map(({ shape }) => shapeOf(shape));
      if (value.kind === "dict") {
        const named = [...value.entries.values()].flatMap(({ key, value: one }) =>
          key.kind === "text" && one instanceof Tensor ? [[key.value, shapeOf(one.shape)] as const] : [],
        );
        return [Dict.of(named)];
      }
      return value.kind === "list" || value.kind === "tuple" ? [new List(own)] : own;
    };
    const given = args.all.flatMap(ofArgument);
    const values = given.length > 0 ? given : shapes.map(shapeOf);
    const several = method.parameters.length > 2 && method.parameters[2]?.kind === "normal";
    call(machine, method, Arguments.of(this.instance, ...values.slice(0, several ? undefined : 1)), this.site);
  }

  /** A row for each number that is added to the loss. */
  private addLoss(args: Arguments, site: Site, machine: Machine): Value {
    const { members } = this.instance;
    const earlier = members.get(EFFECTS);
    const given = tensorsIn(args.positional[0]?.value ?? args.pick(0, "loss") ?? none);
    if (earlier?.kind !== "tuple" || given.length === 0) return none;
    const rows = given.map((value) =>
      value instanceof Tensor
        ? operate("AddLoss", [value], ([shape]) => shape!, site, machine, { x: optionOf(value) })
        : value,
    );
    const [lost] = rows.filter((value) => !(value instanceof Tensor));
    const noted = lost
      ? unknown("what add_loss is given is known only at run time", site.span)
      : tuple([...earlier.items, ...rows]);
    members.set(EFFECTS, noted, machine.journal);
    return none;
  }

  /** What `compute_output_shape` says. */
  private declared(shapes: readonly KnownShape[], machine: Machine): KnownShape | undefined {
    const method = classMember(this.instance.class_, "compute_output_shape");
    const [shape] = shapes;
    if (method?.kind !== "function" || !shape || !isShape(shape) || shapes.length > 1) return undefined;
    const result = call(machine, method, Arguments.of(this.instance, new ShapeValue(shape)), this.site);
    if (result instanceof ShapeValue) return result.shape;
    if (result.kind !== "tuple" && result.kind !== "list") return undefined;
    const dims = result.items.map((item) =>
      item.kind === "int" ? Number(item.value) : item.kind === "none" ? null : undefined,
    );
    return dims.includes(undefined) ? undefined : (dims as Shape);
  }

  private holdsLayers(): boolean {
    const isOne = (value: Value): boolean =>
      value.kind === "unknown" || value instanceof LayerObject || value.kind === "instance";
    return [...this.instance.members].some(([, value]) => [...thingsIn(value)].some(isOne));
  }

  /** Its own weights and those of the class of Keras behind it; undefined when they are not all known. */
  private weights(shapes: readonly KnownShape[]): readonly NodeWeight[] | undefined {
    const own = asNodeWeights(weightsOf(this.instance, this.keras.isOlder));
    const inherited = this.base ? baseWeights(this.base, shapes) : [];
    return own && inherited && [...inherited, ...own];
  }

  override attribute(name: string, site: Site, machine: Machine): Value | undefined {
    switch (name) {
      case "__init__":
        return builtin("Layer.__init__", (args) => {
          this.initialize(args, machine);
          return none;
        });
      case "add_weight":
      case "add_variable":
        return builtin(`Layer.${name}`, (args, at) => {
          const made = addedWeight(args, at);
          const earlier = this.instance.members.get(ADDED);
          const all = earlier?.kind === "tuple" ? [...earlier.items, made] : [made];
          this.instance.members.set(ADDED, tuple(all), machine.journal);
          return made;
        });
      case "add_metric":
        return builtin(`Layer.${name}`, () => none);
      case "add_loss":
        return builtin(`Layer.${name}`, (args, at) => this.addLoss(args, at, machine));
      case "call":
      case "__call__":
        if (this.base)
          return builtin(`${this.baseType}.call`, (args, at) => {
            const inputs = args.positional
              .flatMap(({ value }) => tensorsIn(value))
              .filter((value) => value instanceof Tensor);
            if (inputs.length === 0) return unknown(`${this.baseType} is called without a tensor`, at.span);
            return operate(this.baseType, inputs, (given) => this.base!.shapeFrom(given), at, machine);
          });
        return super.attribute(name, site, machine);
      default: {
        const found =
          super.attribute(name, site, machine) ??
          this.base?.attribute(name, site, machine) ??
          this.instance.members.get(name);
        if (found || !this.base) return found;
        if (name === "convolution_op")
          return builtin(`${this.baseType}.convolution_op`, (args, at) => {
            const [input] = tensorsIn(args.pick(0, "inputs") ?? none);
            if (!(input instanceof Tensor)) return unknown("this convolution has no input", at.span);
            return operate("Conv", [input], (given) => this.base!.shapeFrom(given), at, machine);
          });
        return weightNames.has(name)
          ? new ArrayValue(unknown(`${name} of ${this.baseType} is not followed`), site.span)
          : undefined;
      }
    }
  }
}

const weightNames: ReadonlySet<string> = new Set(["kernel", "bias", "gamma", "beta", "embeddings"]);

/** Whether a mask comes with a tensor: from a layer that says so by itself. */
function makesMask({ source: { layer } }: Tensor): boolean {
  if (layer.type === "Masking" || layer.args["mask_zero"]?.value === true) return true;
  return layer instanceof CustomLayer && classMember(layer.instance.class_, "compute_mask") !== undefined;
}

/** Whether all that leads to a result is understood. */
function isComplete(result: Value): boolean {
  const leaves = tensorsIn(result);
  const outputs = leaves.filter((value) => value instanceof Tensor);
  return (
    outputs.length > 0 &&
    outputs.length === leaves.length &&
    ordered([], outputs).every(
      ({ layer }) =>
        layer.type !== UNKNOWN_TYPE &&
        (layer.operation !== undefined || layer.opaque === undefined || layer.withinOf !== undefined),
    )
  );
}

/** The weights that a layer of Keras has for inputs of these shapes. */
function baseWeights(base: LayerObject, shapes: readonly KnownShape[]): readonly NodeWeight[] | undefined {
  const { type, name, args } = base;
  const resolved = resolveLayer({ id: name, type, name, args, inputs: [] });
  const known = shapes.filter(isShape);
  if (!resolved || resolved.missing.length > 0 || known.length < shapes.length || !isShape(base.shapeFrom(shapes)))
    return undefined;
  const specs = resolved.layer.weights(known as unknown as Inputs<Shape>, resolved.config);
  const weights = Object.entries(specs).flatMap(([own, spec]): readonly NodeWeight[] =>
    spec ? [{ name: own, shape: spec.shape, trainable: spec.trainable }] : [],
  );
  return weights.every(({ shape }) => shape.every((dim) => typeof dim === "number")) ? weights : undefined;
}

/** Whether a layer is nothing but the layers in it, so that these can stand for it. */
export const isTransparent = (call: LayerCall, within: Within): boolean => {
  const { layer } = call;
  if (layer instanceof LambdaLayer) return within.layout !== undefined;
  const method = layer instanceof CustomLayer ? classMember(layer.instance.class_, "call") : undefined;
  return (
    within.weights?.length === 0 &&
    method?.kind === "function" &&
    method.parameters.length === 2 &&
    within.layout?.outputs.length === 1 &&
    within.layout.calls.every(
      (inner) =>
        inner.layer.operation === undefined && (inner.layer.opaque === undefined || inner.layer instanceof InputObject),
    )
  );
};
