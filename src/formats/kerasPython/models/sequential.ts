/** `keras.Sequential`: a list of layers that grows. */
import { List } from "../../../python/containers";
import { UNFINISHED_REASON } from "../../../python/evaluate";
import { iterate } from "../../../python/items";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { none, unknown, type Unknown, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import type { Trace } from "../arrays/trace";
import { InputObject } from "../layers/input";
import { LayerObject, type LayerMaking } from "../layers/layer";
import { impliedInput } from "../layers/layerClass";
import { augmenting, leftOut } from "../layers/onData";
import { toShape } from "../literal";
import { ModelObject, type Layout } from "./model";
import { UNKNOWN_TYPE } from "../opaque";
import { isShape, nextSerial, Tensor, type KnownShape, type LayerCall } from "../tensors/tensor";

interface Stack {
  readonly input: InputObject | undefined;
  readonly layers: readonly LayerObject[];
  /** Where each layer was put in. */
  readonly places: readonly Site[];
  /** Data came whose shape is not known: later data no longer decides. */
  readonly fed: boolean;
  /** What comes out of the last layer, once there is an input. */
  readonly output: Tensor | undefined;
}

export class SequentialObject extends ModelObject {
  private stack: Stack = { input: undefined, layers: [], places: [], fed: false, output: undefined };

  constructor(made: LayerMaking) {
    super(made, "Sequential");
  }

  override save(): unknown {
    return { model: super.save(), stack: this.stack };
  }

  override load(state: unknown): void {
    const { model, stack } = state as { model: unknown; stack: Stack };
    super.load(model);
    this.stack = stack;
  }

  override merge(states: readonly unknown[], why?: Unknown): void {
    const all = states as { model: unknown; stack: Stack }[];
    super.merge(all.map(({ model }) => model));
    const stacks = all.map(({ stack }) => stack);
    const [first] = stacks;
    if (!first || stacks.every((stack) => sameLayers(stack, first))) this.stack = first ?? this.stack;
    else this.stack = this.common(stacks, why ?? unknown("it is not known which layers there are"));
  }

  /** The layers that all have, and a place for those that only some have. */
  private common(stacks: readonly Stack[], why: Unknown): Stack {
    const [first] = stacks as readonly [Stack, ...Stack[]];
    let shared = 0;
    while (first.layers[shared] && stacks.every(({ layers }) => layers[shared] === first.layers[shared])) shared++;
    const layers = first.layers.slice(0, shared);
    const last = layers[layers.length - 1];
    const input = stacks.every((stack) => stack.input === first.input) ? first.input : undefined;
    const more = last?.opaque === why.reason ? [] : [this.hole(why, this.site)];
    const places = [...first.places.slice(0, shared), ...more.map(({ site }) => site)];
    return { input, layers: [...layers, ...more], places, fed: first.fed, output: undefined };
  }

  layers(): readonly LayerObject[] {
    return this.stack.layers;
  }

  /** `Sequential(layers)`. */
  fill(value: Value, site: Site, machine: Machine): void {
    const items = iterate(machine, value, site);
    if ("kind" in items) this.push(this.hole(items, site), site, machine);
    else for (const item of items) this.take(item, site, machine);
    this.rebuilt(machine);
  }

  /** One more layer, whatever it is. */
  private take(value: Value, site: Site, machine: Machine): void {
    const thing = value.kind === "instance" ? (value.native ?? value) : value;
    if (thing instanceof Tensor && thing.source.layer instanceof InputObject)
      this.push(thing.source.layer, site, machine);
    else if (thing instanceof SequentialObject && thing.includes(this))
      this.push(this.hole(unknown("this model would be a part of itself", site.span), site), site, machine);
    else if (thing instanceof LayerObject) this.push(thing, site, machine);
    else if (thing.kind !== "unknown")
      this.push(this.hole(unknown("this is not a layer as far as it is read", site.span), site), site, machine);
    else if (thing.reason !== UNFINISHED_REASON) this.push(this.hole(thing, site), site, machine);
  }

  /** Whether it is a model, or holds it, however deep. */
  private includes(model: SequentialObject): boolean {
    const waiting: LayerObject[] = [this];
    const seen = new Set<LayerObject>();
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (next === model) return true;
      if (next instanceof SequentialObject && !seen.has(next)) waiting.push(...next.stack.layers);
      seen.add(next);
    }
    return false;
  }

  /** A place of which it is not known what is there. */
  private hole(why: Unknown, site: Site): LayerObject {
    const place = { span: why.span ?? site.span };
    return new LayerObject({
      keras: this.keras,
      type: UNKNOWN_TYPE,
      name: "unknown",
      args: {},
      site: place,
      opaque: why.reason,
    });
  }

  private push(layer: LayerObject, site: Site, machine: Machine): void {
    machine.journal.touch(this);
    if (this.stack.layers.length === 0 && !this.stack.input) {
      if (layer instanceof InputObject) {
        this.begin(layer, machine);
        return;
      }
      const implied = impliedInput(layer);
      if (implied) this.begin(this.inputMade(implied, layer.site, machine), machine);
    }
    const { layers, places, output } = this.stack;
    this.stack = {
      ...this.stack,
      layers: [...layers, layer],
      places: [...places, site],
      output: output && step(output, layer, machine),
    };
  }

  private inputMade(args: InputObject["args"], site: Site, machine: Machine): InputObject {
    const name = this.keras.name("InputLayer", machine);
    return new InputObject({ keras: this.keras, type: "InputLayer", name, args, site }, true);
  }

  /** From here on every layer is called as it comes. */
  private begin(input: InputObject, machine: Machine): void {
    machine.journal.touch(this);
    const { layers } = this.stack;
    this.stack = { ...this.stack, input, output: through(input, layers, machine) };
  }

  /** Keras makes a functional model inside whenever the layers change, and that takes a name. */
  private rebuilt(machine: Machine): void {
    const [first, second] = this.stack.layers;
    if (!this.stack.input && second && first instanceof ModelObject) {
      const [begins] = first.layout(machine).inputs;
      if (begins && isShape(begins.shape)) this.fed(begins.shape, machine);
    } else if (this.stack.input && first) this.keras.name("Functional", machine);
  }

  override fed(shape: KnownShape, machine: Machine): void {
    if (this.stack.input || this.stack.fed || this.stack.layers.length === 0) return;
    if (!isShape(shape)) {
      machine.journal.touch(this);
      this.stack = { ...this.stack, fed: true };
      return;
    }
    this.begin(this.inputMade({ batch_shape: { value: shape } }, this.site, machine), machine);
    this.keras.name("Functional", machine);
  }

  layout(machine: Machine): Layout {
    const input = this.stack.input ?? this.awaited();
    const first = input.tensor(machine);
    const calls: LayerCall[] = [first.source];
    let output = first;
    for (const [i, layer] of this.stack.layers.entries()) {
      const call = { layer, inputs: [output], site: this.stack.places[i]!, training: undefined, serial: nextSerial() };
      output = new Tensor(call, 0, layer.shapeFrom([output.shape]));
      calls.push(call);
    }
    return { calls, inputs: [first], outputs: [output] };
  }

  /** Stands for data that has not come yet: its shape is known when the first layer was called in another model. */
  private awaited(): InputObject {
    const reason = `“${this.name}” has no input shape; Keras builds it when data comes`;
    const [earlier] = this.stack.layers[0]?.calls[0]?.inputs ?? [];
    const shape = earlier && isShape(earlier.shape) ? earlier.shape : undefined;
    // An Embedding takes rows of numbers, as many as come.
    const rows = this.stack.layers[0]?.type === "Embedding" && !this.stack.fed ? [null, null] : undefined;
    const known = shape ?? rows;
    const args = known ? { batch_shape: { value: known } } : { shape: { value: { unknown: reason } } };
    const { keras, site } = this;
    return new InputObject({ keras, type: "InputLayer", name: "input_layer", args, site }, true);
  }

  protected override beforeCall(inputs: readonly KnownShape[], machine: Machine): void {
    const [shape] = inputs;
    if (shape) this.fed(shape, machine);
  }

  /** Data go through its layers one after the other. */
  override traceFrom(array: ArrayValue, site: Site, machine: Machine): Trace | undefined {
    const names = this.stack.layers.map(({ type }) => type).filter((type) => augmenting.test(type));
    let made = array;
    for (const layer of this.stack.layers) {
      if (augmenting.test(layer.type)) continue;
      made = new ArrayValue(layer.shapeFrom([made.shape]), site.span, { trace: layer.traceFrom(made, site, machine) });
    }
    return names.length > 0 ? leftOut(made.trace, names) : made.trace;
  }

  override attribute(name: string, site: Site, machine: Machine): Value | undefined {
    const { input, output } = this.stack;
    switch (name) {
      case "__init__":
        return builtin("Sequential.__init__", (args) => {
          const layers = args.pick(0, "layers");
          if (layers && layers.kind !== "none") this.fill(layers, site, machine);
          return none;
        });
      case "add":
        return builtin("model.add", (args, at) => {
          this.take(args.pick(0, "layer") ?? none, at, machine);
          this.rebuilt(machine);
          return none;
        });
      case "pop":
        return builtin("model.pop", () => {
          machine.journal.touch(this);
          const layers = this.stack.layers.slice(0, -1);
          const last = this.stack.layers[layers.length];
          const places = this.stack.places.slice(0, -1);
          this.stack = { ...this.stack, layers, places, output: input && through(input, layers, machine) };
          this.rebuilt(machine);
          return last ?? none;
        });
      case "build":
        return builtin("model.build", (args, _, inner) => {
          const shape = args.pick(0, "input_shape");
          if (shape) this.fed(toShape(shape), inner);
          return none;
        });
      case "input":
        return input?.tensor(machine) ?? unknown(`“${this.name}” has no input yet`, site.span);
      case "inputs":
        return input
          ? new List([input.tensor(machine)], site.span)
          : unknown(`“${this.name}” has no input yet`, site.span);
      case "input_shape":
        return input?.tensor(machine).attribute("shape") ?? unknown(`“${this.name}” has no input yet`, site.span);
      case "output_shape":
        return output?.attribute("shape") ?? unknown(`“${this.name}” has no output yet`, site.span);
      case "output":
        return output ?? unknown(`“${this.name}” has no output yet`, site.span);
      case "outputs":
        return output ? new List([output], site.span) : unknown(`“${this.name}” has no output yet`, site.span);
      default:
        return super.attribute(name, site, machine);
    }
  }
}

const sameLayers = (a: Stack, b: Stack): boolean =>
  a.input === b.input && a.layers.length === b.layers.length && a.layers.every((layer, i) => layer === b.layers[i]);

/** The next layer called on what comes out of the one before. */
function step(tensor: Tensor, layer: LayerObject, machine: Machine): Tensor {
  const result = layer.apply([tensor], layer.site, machine);
  if (result instanceof Tensor) return result;
  const first = result.kind === "list" ? result.items[0] : undefined;
  return first instanceof Tensor ? first : tensor;
}

const through = (input: InputObject, layers: readonly LayerObject[], machine: Machine): Tensor =>
  layers.reduce((tensor, layer) => step(tensor, layer, machine), input.tensor(machine));
