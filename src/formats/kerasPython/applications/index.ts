/** `keras.applications`: known architectures, built without their source. */
import { isList, type Literal } from "../../../model/literal";
import type { Dim } from "../../../model/shape";
import { Arguments } from "../../../python/arguments";
import { call } from "../../../python/call";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { List } from "../../../python/containers";
import { int, none, tuple, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { FunctionalObject } from "../models/functional";
import { InputObject } from "../layers/input";
import type { Keras } from "../keras";
import type { ShapeRule } from "../layers/layer";
import { argumentOf } from "../layers/layerClass";
import { toLiteral, toShape } from "../literal";
import { operate } from "../tensors/operation";
import { inputTensor } from "../opaque";
import { open, outside } from "../modules/open";
import { isShape, Tensor, type LayerCall } from "../tensors/tensor";
import { Builder, type Wanted } from "./builder";
import { convnext } from "./convnext";
import { densenet } from "./densenet";
import { efficientnet, efficientnetV2 } from "./efficientnet";
import { inceptionResnetV2, inceptionV3 } from "./inception";
import { mobilenet, mobilenetV2 } from "./mobilenet";
import { mobilenetV3 } from "./mobilenetV3";
import { nasnet } from "./nasnet";
import { residual, resnet, resnetV2, stack, stackV2 } from "./resnet";
import { vgg } from "./vgg";
import { xception } from "./xception";

interface Architecture {
  /** The model's name. */
  readonly name: string | ((input: readonly Dim[], wanted: Wanted) => string);
  /** The side of the images that it was made for. */
  readonly side: number;
  readonly build: (build: Builder, input: Tensor, wanted: Wanted) => Tensor;
  /** What its arguments are called, in their order. */
  readonly positions: readonly string[];
  /** Whether images have a size by themselves; otherwise only with a head. */
  readonly fixed?: boolean;
}

const usual = [
  "include_top",
  "weights",
  "input_tensor",
  "input_shape",
  "pooling",
  "classes",
  "classifier_activation",
  "name",
];
const mobile = [
  "input_shape",
  "alpha",
  "include_top",
  "weights",
  "input_tensor",
  "pooling",
  "classes",
  "classifier_activation",
  "name",
];
const prepared = ["include_top", "include_preprocessing", ...usual.slice(1)];
const nas = [
  "input_shape",
  "include_top",
  "weights",
  "input_tensor",
  "pooling",
  "classes",
  "classifier_activation",
  "name",
];

type Making = Architecture["build"];
const of = (name: Architecture["name"], side: number, build: Making, positions = usual): Architecture => ({
  name,
  side,
  build,
  positions,
});

/** `mobilenet_1.00_224` */
const sized =
  (start: string) =>
  ([side]: readonly Dim[], { more }: Wanted): string =>
    `${start}_${(typeof more["alpha"] === "number" ? more["alpha"] : 1).toFixed(2)}_${typeof side === "number" ? side : "None"}`;

const tiny = [3, 3, 9, 3];
const deep = [3, 3, 27, 3];
const convnexts = (size: string, repeats: readonly number[], width: number): Architecture =>
  of(
    `convnext_${size}`,
    224,
    convnext(
      `convnext_${size}`,
      repeats,
      [1, 2, 4, 8].map((each) => each * width),
    ),
    prepared,
  );

const efficientnets: readonly (readonly [width: number, depth: number, side: number, dropout: number])[] = [
  [1, 1, 224, 0.2], [1, 1.1, 240, 0.2], [1.1, 1.2, 260, 0.3], [1.2, 1.4, 300, 0.3], [1.4, 1.8, 380, 0.4],
  [1.6, 2.2, 456, 0.4], [1.8, 2.6, 528, 0.5], [2, 3.1, 600, 0.5],
]; // prettier-ignore

const v3 = ["input_shape", "alpha", "minimalistic", "include_top", "weights", "input_tensor", "classes", "pooling",
  "dropout_rate", "classifier_activation", "include_preprocessing", "name"]; // prettier-ignore

const architectures: Readonly<Record<string, Architecture>> = {
  VGG16: of("vgg16", 224, vgg(2, 2, 3, 3, 3)),
  VGG19: of("vgg19", 224, vgg(2, 2, 4, 4, 4)),
  ResNet50: of("resnet50", 224, resnet(3, 4, 6, 3)),
  ResNet101: of("resnet101", 224, resnet(3, 4, 23, 3)),
  ResNet152: of("resnet152", 224, resnet(3, 8, 36, 3)),
  ResNet50V2: of("resnet50v2", 224, resnetV2(3, 4, 6, 3)),
  ResNet101V2: of("resnet101v2", 224, resnetV2(3, 4, 23, 3)),
  ResNet152V2: of("resnet152v2", 224, resnetV2(3, 8, 36, 3)),
  DenseNet121: of("densenet121", 224, densenet(6, 12, 24, 16)),
  DenseNet169: of("densenet169", 224, densenet(6, 12, 32, 32)),
  DenseNet201: of("densenet201", 224, densenet(6, 12, 48, 32)),
  MobileNet: of(sized("mobilenet"), 224, mobilenet, [
    "input_shape",
    "alpha",
    "depth_multiplier",
    "dropout",
    ...mobile.slice(2),
  ]),
  MobileNetV2: of(sized("mobilenetv2"), 224, mobilenetV2, mobile),
  MobileNetV3Small: { ...of("MobileNetV3Small", 224, mobilenetV3("small"), v3), fixed: false },
  MobileNetV3Large: { ...of("MobileNetV3Large", 224, mobilenetV3("large"), v3), fixed: false },
  Xception: of("xception", 299, xception),
  InceptionV3: of("inception_v3", 299, inceptionV3),
  InceptionResNetV2: of("inception_resnet_v2", 299, inceptionResnetV2),
  ...Object.fromEntries(
    efficientnets.map(([width, depth, side, dropout], i) => [
      `EfficientNetB${i}`,
      of(`efficientnetb${i}`, side, efficientnet(width, depth, dropout)),
    ]),
  ),
  EfficientNetV2B0: of("efficientnetv2-b0", 224, efficientnetV2("b0"), [
    ...usual.slice(0, -1),
    "include_preprocessing",
    "name",
  ]),
  EfficientNetV2B1: of("efficientnetv2-b1", 240, efficientnetV2("b1", 1, 1.1), usual),
  EfficientNetV2B2: of("efficientnetv2-b2", 260, efficientnetV2("b2", 1.1, 1.2), usual),
  EfficientNetV2B3: of("efficientnetv2-b3", 300, efficientnetV2("b3", 1.2, 1.4), usual),
  EfficientNetV2S: of("efficientnetv2-s", 384, efficientnetV2("s"), usual),
  EfficientNetV2M: of("efficientnetv2-m", 480, efficientnetV2("m"), usual),
  EfficientNetV2L: of("efficientnetv2-l", 480, efficientnetV2("l"), usual),
  NASNetMobile: {
    ...of("nasnet_mobile", 224, nasnet({ penultimate: 1056, repeats: 4, stem: 32, skips: false }), nas),
    fixed: true,
  },
  NASNetLarge: of("nasnet_large", 331, nasnet({ penultimate: 4032, repeats: 6, stem: 96, skips: true }), nas),
  ConvNeXtTiny: convnexts("tiny", tiny, 96),
  ConvNeXtSmall: convnexts("small", deep, 96),
  ConvNeXtBase: convnexts("base", deep, 128),
  ConvNeXtLarge: convnexts("large", deep, 192),
  ConvNeXtXLarge: convnexts("xlarge", deep, 256),
};

/** Modules that hold one or a few of them. */
const modules = new Set([
  "convnext", "densenet", "efficientnet", "efficientnet_v2", "imagenet_utils", "inception_resnet_v2", "inception_v3",
  "mobilenet", "mobilenet_v2", "mobilenet_v3", "nasnet", "resnet", "resnet50", "resnet_v2", "vgg16", "vgg19", "xception",
]); // prettier-ignore

export function applications(keras: Keras): External {
  const members: Record<string, Value> = {};
  const helpers = {
    correct_pad: evenPadding(keras),
    obtain_input_shape: inputShape(keras),
    validate_activation: builtin("validate_activation", () => none),
    ResNet: residualNetwork(keras),
    ...stages(keras, "stack_residual_blocks_v1", "stack1", stack),
    ...stages(keras, "stack_residual_blocks_v2", "stack2", stackV2),
  };
  for (const [name, architecture] of Object.entries(architectures))
    members[name] = builtin(`keras.applications.${name}`, (args, site, machine) =>
      make(keras, architecture, args, site, machine),
    );
  return open("keras.applications", members, (name) =>
    modules.has(name)
      ? open(`keras.applications.${name}`, { ...members, ...helpers, preprocess_input: preprocess(name) }, (one) =>
          outside(`keras.applications.${name}.${one}`),
        )
      : outside(`keras.applications.${name}`),
  );
}

/** `resnet.ResNet(stack_fn, preact, use_bias, …)`, on which the file's own stages stand. */
const residualNetwork = (keras: Keras): External =>
  builtin("keras.applications.resnet.ResNet", (args, site, machine) => {
    const positions = ["stack_fn", "preact", "use_bias", ...usual];
    const { bound } = args.under(positions);
    const stages = bound.get("stack_fn")?.value;
    const flag = (name: string): boolean | undefined => {
      const value = bound.get(name)?.value;
      return value?.kind === "bool" ? value.value : undefined;
    };
    const [normalizedFirst, biased] = [flag("preact"), flag("use_bias")];
    if (!stages || normalizedFirst === undefined || biased === undefined)
      return unknown("what this is built with is not known", site.span);
    const run = (x: Tensor): Tensor => {
      const result = call(machine, stages, Arguments.of(x), site);
      return result instanceof Tensor
        ? result
        : inputTensor(keras, result.kind === "unknown" ? result : unknown("these stages are not followed"), site);
    };
    return make(keras, of("resnet", 224, residual(run, normalizedFirst, biased), positions), args, site, machine);
  });

/** `resnet.stack_residual_blocks_v1(x, filters, blocks, stride1, name)`, under its name in Keras 3 and that in Keras 2. */
function stages(keras: Keras, modern: string, older: string, write: typeof stack): Readonly<Record<string, External>> {
  const made = builtin(`keras.applications.resnet.${modern}`, (args, site, machine) => {
    const { bound } = args.under(["x", "filters", "blocks", "stride1", "name"]);
    const [filters, count, strides = 2, name = null] = ["filters", "blocks", "stride1", "name"].map((one) => {
      const given = bound.get(one);
      return given && toLiteral(given.value);
    });
    const x = bound.get("x")?.value;
    if (!(x instanceof Tensor) || typeof filters !== "number" || typeof count !== "number")
      return unknown("what these blocks are built with is not known", site.span);
    if (typeof strides !== "number" || typeof name !== "string" || count > 1000)
      return unknown("what these blocks are built with is not followed", site.span);
    return write(new Builder(keras, site, machine), x, filters, count, strides, name);
  });
  return { [modern]: made, [older]: made };
}

/** `imagenet_utils.correct_pad(x, kernel_size)` */
const evenPadding = (keras: Keras): External =>
  builtin("correct_pad", (args, site, machine) => {
    const input = args.pick(0, "inputs");
    const sizes = toLiteral(args.pick(1, "kernel_size") ?? none);
    // All kernels here are square.
    const size = isList(sizes) && sizes[0] === sizes[1] ? sizes[0] : sizes;
    if (!(input instanceof Tensor) || typeof size !== "number") return unknown("this padding is not known", site.span);
    const padding = new Builder(keras, site, machine).evenPadding(input, size);
    return tuple(padding.map((pair) => tuple(pair.map((each) => int(each)))));
  });

/** `imagenet_utils.obtain_input_shape(…)`: the shape that is given, or the one that an architecture was made for. */
const inputShape = (keras: Keras): External =>
  builtin("obtain_input_shape", (args, { span }) => {
    const { bound } = args.under([
      "input_shape",
      "default_size",
      "min_size",
      "data_format",
      "require_flatten",
      "weights",
    ]);
    const given = bound.get("input_shape")?.value;
    if (given && given.kind !== "none") return given;
    const whole = bound.get("require_flatten")?.value;
    const size = bound.get("default_size")?.value;
    if (whole?.kind !== "bool" || !size) return unknown("the shape of the images is not known", span);
    const side = whole.value ? size : none;
    return tuple(keras.imageDataFormat === "channels_first" ? [int(3), side, side] : [side, side, int(3)], span);
  });

/** Images as an architecture wants them: on tensors a few rows, on arrays only other numbers. */
const preprocess = (module: string): External =>
  builtin("preprocess_input", (args, site, machine) => {
    const value = args.pick(0, "x");
    if (!(value instanceof Tensor))
      return value instanceof ArrayValue ? value : unknown("what this gives is known only at run time", site.span);
    const same: ShapeRule = ([shape]) => shape!;
    const row = (type: string, inputs: readonly Tensor[], rule = same): Tensor =>
      operate(type, inputs, rule, site, machine) as Tensor;
    if (/^(?:efficientnet|convnext|mobilenet_v3)/.test(module)) return value;
    if (/^densenet/.test(module)) return row("TrueDivide", [row("Add", [row("TrueDivide", [value])])]);
    if (!/^(?:vgg|resnet$|resnet50$)/.test(module)) return row("Subtract", [row("TrueDivide", [value])]);
    // From red, green, blue to blue, green, red.
    const without: ShapeRule = ([shape]) => (shape && isShape(shape) ? shape.slice(0, -1) : shape!);
    const channels = [0, 1, 2].map(() => row("GetItem", [value], without));
    return row("Add", [row("Stack", channels, () => value.shape)]);
  });

function make(keras: Keras, architecture: Architecture, args: Arguments, site: Site, machine: Machine): Value {
  const { bound } = args.under(architecture.positions);
  const literal = (name: string): Literal | undefined => {
    const given = bound.get(name);
    return given && toLiteral(given.value);
  };
  const why = args.rest ?? [...bound.values()].map(({ value }) => value).find(({ kind }) => kind === "unknown");
  const top = literal("include_top") ?? true;
  const classes = literal("classes") ?? 1000;
  const given = bound.get("input_shape")?.value;
  const shape = given && given.kind !== "none" ? toShape(given) : undefined;
  const decides = ["include_top", "classes", "input_shape", "alpha", "pooling", "minimalistic", "depth_multiplier"];
  const hidden = decides.map((name) => bound.get(name)?.value).find((value) => value?.kind === "unknown");
  if (args.rest ?? hidden) return unknown(`what this is built with is not known`, why?.span ?? site.span);
  if (typeof top !== "boolean" || typeof classes !== "number" || (shape && !isShape(shape)))
    return unknown("what this is built with is not followed", site.span);
  const begin = bound.get("input_tensor")?.value;
  const pooling = literal("pooling");
  const wanted: Wanted = {
    input: shape ?? defaultShape(keras, architecture, top),
    top,
    pretrained: (literal("weights") ?? "imagenet") === "imagenet" && bound.get("weights")?.value.kind !== "none",
    pooling: typeof pooling === "string" ? pooling : undefined,
    classes,
    activation: bound.has("classifier_activation") ? literal("classifier_activation")! : "softmax",
    more: Object.fromEntries([...bound].map(([name, argument]) => [name, argumentOf(name, argument).value])),
  };
  const input = begin instanceof Tensor ? begin : begun(keras, wanted, site, machine);
  const output = architecture.build(new Builder(keras, site, machine), input, wanted);
  const name = literal("name");
  const { name: own } = architecture;
  const called = typeof name === "string" ? name : typeof own === "string" ? own : own(wanted.input, wanted);
  const inputs = begin instanceof Tensor ? new List([...sourcesOf(begin)]) : input;
  const model = new FunctionalObject({ keras, type: "Functional", name: called, args: {}, site }, inputs, output);
  keras.made(model, machine);
  if (bound.get("weights")?.value.kind !== "none") model.bringWeights(machine);
  return model;
}

function defaultShape(keras: Keras, { side, fixed }: Architecture, top: boolean): readonly Dim[] {
  const known = (fixed ?? top) ? side : null;
  return keras.imageDataFormat === "channels_first" ? [3, known, known] : [known, known, 3];
}

function begun(keras: Keras, { input }: Wanted, site: Site, machine: Machine): Tensor {
  const name = keras.name("InputLayer", machine);
  const args = { shape: { value: input as Literal } };
  return new InputObject({ keras, type: "InputLayer", name, args, site }).tensor(machine);
}

/** The inputs that a tensor comes from. */
function sourcesOf(tensor: Tensor): readonly Tensor[] {
  const found: Tensor[] = [];
  const seen = new Set<LayerCall>();
  const waiting = [tensor];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next.source)) continue;
    seen.add(next.source);
    if (next.source.layer instanceof InputObject) found.push(next);
    waiting.push(...next.source.inputs);
  }
  return found.length > 0 ? found : [tensor];
}
