/** What all models have: they are layers, they are compiled and fitted, and they have layers of their own. */
import type { ModelClass } from "../../../model/graph";
import type { CompileSettings, FitSettings } from "../../../model/training";
import { List } from "../../../python/containers";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import type { Scope } from "../../../python/scope";
import { indexOf, none, unknown, type Unknown, type Value } from "../../../python/value";
import { LayerObject, type LayerMaking } from "../layers/layer";
import { Tensor, type KnownShape, type LayerCall } from "../tensors/tensor";
import { ConfigValue } from "./config";
import { compileSettings, fitSettings } from "../training/training";

/** A model's calls as a graph has them. */
export interface Layout {
  /** In the order in which Keras lists them. */
  readonly calls: readonly LayerCall[];
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** The keys of the outputs, where the model gives a dictionary. */
  readonly keys?: readonly string[];
  /** Calls at whose results the model begins, with the inputs that stand for them. */
  readonly instead?: ReadonlyMap<LayerCall, LayerCall>;
}

interface Training {
  readonly compile: CompileSettings | undefined;
  readonly fits: readonly FitSettings[];
  /** Steps of the user's own, or a `fit` that is not reached on every path: how long this trains cannot be told. */
  readonly isOpenEnded?: boolean;
  readonly loadsWeights?: boolean;
  /** Which layers learn in a `fit` after the last `compile`: Keras takes it down once. */
  readonly learning?: string | undefined;
}

/** Where a model's name comes from. */
interface Label {
  readonly name: string;
  /** The variables among which it is bound; absent for a function's name. */
  readonly scope: Scope | undefined;
}

/** Methods that say nothing about the model. */
const harmless = new Set([
  "summary",
  "save",
  "save_weights",
  "export",
  "reset_states",
  "reset_state",
  "reset_metrics",
  "compile_from_config",
  "to_json",
  "to_yaml",
  "plot",
]);
/** Methods that bring weights from elsewhere. */
const loading = new Set(["load_weights", "set_weights"]);
/** Methods whose result comes at run time. */
const running = new Set([
  "train_on_batch",
  "evaluate",
  "predict",
  "predict_classes",
  "predict_on_batch",
  "predict_generator",
  "predict_proba",
  "evaluate_generator",
  "test_on_batch",
  "get_weights",
  "weights",
  "trainable_weights",
  "non_trainable_weights",
  "trainable_variables",
  "variables",
  "losses",
  "metrics",
  "metrics_names",
  "optimizer",
  "loss",
  "count_params",
]);

export abstract class ModelObject extends LayerObject {
  private training: Training = { compile: undefined, fits: [] };
  private label: Label | undefined;

  constructor(
    made: LayerMaking,
    readonly modelClass: ModelClass,
  ) {
    super(made);
  }

  /** Its layers as `model.layers` gives them. */
  abstract layers(): readonly LayerObject[] | Unknown;
  /** Its calls in the order in which Keras lists them. */
  abstract layout(machine: Machine): Layout;
  /** Data of this shape comes: what a model that is not built before needs to know. */
  fed?(shape: KnownShape, machine: Machine): void;

  /** The variable it is bound to, else the function that returns it, else its own name. */
  get boundName(): string {
    return this.label?.name ?? this.name;
  }
  get isBound(): boolean {
    return this.label?.scope?.kind === "module";
  }
  get settings(): Training {
    return this.training;
  }

  protected override get takesMask(): boolean {
    return this.modelClass !== "Subclassed";
  }

  bound(name: string, scope: Scope): void {
    const module = this.label?.scope?.kind === "module";
    if (!module && name !== "_") this.label = { name, scope };
  }

  returned(name: string, scope: Scope): void {
    const own = this.label?.scope;
    if (!own || own === scope) this.label = { name, scope: undefined };
  }

  override save(): unknown {
    return { layer: super.save(), training: this.training, label: this.label };
  }

  override load(state: unknown): void {
    const { layer, training, label } = state as { layer: unknown; training: Training; label: Label | undefined };
    super.load(layer);
    this.training = training;
    this.label = label;
  }

  override merge(states: readonly unknown[]): void {
    const all = states as { layer: unknown; training: Training; label: Label | undefined }[];
    super.merge(all.map(({ layer }) => layer));
    const fits = new Set(all.flatMap(({ training }) => training.fits));
    const compiles = all.flatMap(({ training }) => training.compile ?? []);
    const isCertain = all.every(({ training }) => training.fits.length === fits.size && !training.isOpenEnded);
    this.training = {
      compile: compiles[compiles.length - 1],
      fits: [...fits],
      ...(!isCertain && { isOpenEnded: true }),
      ...(all.some(({ training }) => training.loadsWeights) && { loadsWeights: true }),
    };
    this.label = all.find(({ label }) => label)?.label;
  }

  override attribute(name: string, site: Site, machine: Machine): Value | undefined {
    if (harmless.has(name)) return builtin(`model.${name}`, () => none);
    if (loading.has(name))
      return builtin(`model.${name}`, () => {
        this.bringWeights(machine);
        return none;
      });
    if (running.has(name)) {
      if (name === "train_on_batch") this.trainsInSteps(machine);
      const later = unknown(`model.${name} is known only at run time`, site.span);
      return builtin(`model.${name}`, () => later, {
        attribute: () => later,
        iterate: () => later,
        item: () => later,
        operate: () => later,
      });
    }
    switch (name) {
      case "compile":
        return builtin("model.compile", (args, at) => {
          machine.journal.touch(this);
          this.training = { ...this.training, learning: undefined, compile: compileSettings(args, at) };
          return none;
        });
      case "fit":
      case "fit_generator":
        return builtin(`model.${name}`, (args, at) => {
          machine.journal.touch(this);
          const settings = fitSettings(args, at, machine, this.training.compile, name);
          const now = learningIn(this);
          const { learning = now } = this.training;
          const fit = learning === now ? settings.fit : { ...settings.fit, ignoresTrainable: true };
          this.training = { ...this.training, learning, fits: [...this.training.fits, fit] };
          if (settings.shape) this.fed?.(settings.shape, machine);
          return unknown("what fit gives is known only at run time", at.span);
        });
      case "layers": {
        const layers = this.layers();
        return "kind" in layers ? layers : new List([...layers], site.span);
      }
      case "get_config":
        return builtin("model.get_config", () => new ConfigValue(this));
      case "get_layer":
        return builtin("model.get_layer", (args, at) => this.find(args.pick(0, "name"), args.pick(1, "index"), at));
      default:
        return super.attribute(name, site, machine);
    }
  }

  /** Weights come from elsewhere. */
  bringWeights(machine: Machine): void {
    machine.journal.touch(this);
    this.training = { ...this.training, loadsWeights: true };
  }

  /** It is trained in steps of the user's own. */
  private trainsInSteps(machine: Machine): void {
    machine.journal.touch(this);
    this.training = { ...this.training, isOpenEnded: true };
  }

  private find(name: Value | undefined, index: Value | undefined, site: Site): Value {
    const layers = this.layers();
    if ("kind" in layers) return layers;
    const at = indexOf(index ?? name);
    const found =
      name?.kind === "text"
        ? layers.find((layer) => layer.name === name.value)
        : at === undefined
          ? undefined
          : layers.at(at);
    return found ?? unknown("there is no such layer in the model as it is read", site.span);
  }

  /** Freezing a model freezes what is in it. */
  override freeze(trainable: boolean | undefined, machine: Machine): void {
    if (this.isFreezing) return;
    machine.step();
    this.isFreezing = true;
    try {
      super.freeze(trainable, machine);
      const layers = this.layers();
      if (!("kind" in layers)) for (const layer of layers) layer.freeze(trainable, machine);
    } finally {
      this.isFreezing = false;
    }
  }

  /** A model that is in itself is frozen once. */
  private isFreezing = false;

  /** How it was when it was called: what it is worth when it stands in another model. */
  private known: Layout | undefined;

  protected override results(made: LayerCall, machine: Machine): Value {
    this.known = this.layout(machine);
    const shapes = this.resultShapes(made.inputs.map(({ shape }) => shape));
    const tensors = shapes.map((shape, i) => new Tensor(made, i, shape));
    const [only] = tensors;
    return tensors.length === 1 && only ? only : new List(tensors, made.site.span);
  }

  override shapeFrom(inputs: readonly KnownShape[]): KnownShape {
    return this.resultShapes(inputs)[0] ?? unknown(`what “${this.name}” gives is not known`, this.span);
  }

  /** It is being asked what it gives: a model that is in itself gives nothing. */
  private isAsked = false;

  /** The shapes of all that it gives for inputs of these shapes. */
  private resultShapes(inputs: readonly KnownShape[]): readonly KnownShape[] {
    if (this.isAsked) return [];
    const outermost = answers === undefined;
    const known = (answers ??= new Map<string, readonly KnownShape[]>());
    const key = JSON.stringify([this.born, inputs]);
    const earlier = known.get(key);
    if (earlier) return earlier;
    this.isAsked = true;
    try {
      const shapes = this.shapesGiven(inputs);
      known.set(key, shapes);
      return shapes;
    } finally {
      this.isAsked = false;
      if (outermost) answers = undefined;
    }
  }

  private shapesGiven(inputs: readonly KnownShape[]): readonly KnownShape[] {
    const shapes = new Map<LayerCall, KnownShape>();
    const { calls, inputs: begins, outputs } = this.known ?? { calls: [], inputs: [], outputs: [] };
    for (const call of calls) {
      const given = inputs[begins.findIndex(({ source }) => source === call)];
      const taken = call.inputs.map(({ source, shape }) => shapes.get(source) ?? shape);
      shapes.set(call, given ?? call.layer.shapeFrom(taken, call.options));
    }
    return outputs.map(({ source, shape }) => shapes.get(source) ?? shape);
  }
}

/** What models in a model have said while one question is answered: one that holds another twice, and so on, asks each once. */
let answers: Map<string, readonly KnownShape[]> | undefined;

/** Which of a model's layers learn, in their order; each model in it counts once. */
function learningIn(model: ModelObject, seen = new Set<ModelObject>()): string {
  const layers = model.layers();
  if ("kind" in layers || seen.has(model)) return "";
  seen.add(model);
  const own = layers.map((layer) => {
    const learns = layer.trainable ?? layer.args["trainable"]?.value !== false;
    return `${learns ? 1 : 0}${layer instanceof ModelObject ? `(${learningIn(layer, seen)})` : ""}`;
  });
  return own.join("");
}
