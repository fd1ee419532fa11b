import type { Translate } from "../base/fill";
import type { Node } from "../model/graph";
import { activationTraits } from "../layers/activation";
import { operationActivation } from "../layers/operations";
import { layerResponse, responseOf, type Response } from "../layers/response";
import type { KerasObject } from "../model/literal";
import { defineHint, type Model } from "./hint";
import { normalizedBehind } from "./moves";
import { fansOf, gainOf, kernelVariance, type Gain } from "./signal";
import { after, before, isActivation, isKernel, outputsBehind } from "./walk";

/** So many layers in a row are deep when the gradient is so much smaller or larger behind them; the last row whatever it is. */
const LIMITS = [
  { layers: 4, factor: 100 },
  { layers: 8, factor: 8 },
  { layers: 20, factor: 1 },
] as const;

export const deepWithoutNormalization = defineHint({
  id: "deep-without-normalization",
  severity: "info",
  evidence: "formula",
  yieldsTo: ["through-one-number", "try-normalization"],
  title: "Many layers without normalization",
  docs: `**What.** Many layers with a kernel follow one another with neither a normalization nor a shortcut between them, and the gradient on its way back becomes much smaller or larger.

**Why.** Each layer multiplies the gradient's variance by \`fan_out · Var(kernel) · E[f′²]\`: with \`glorot_uniform\` and relu about one half, with sigmoid about 1/16. Over many layers that is a power, so the first layers hardly learn, or training blows up. The figure is computed from this model's own sizes, initializers and activations (He et al. 2015, arXiv 1502.01852; Poole et al. 2016, arXiv 1606.05340). BatchNormalization before each activation keeps the scale (Ioffe & Szegedy 2015). \`kernel_initializer="he_normal"\` for relu, or shortcuts with Add, help as well.

**Ignore it when** the model trains well.`,
  zh: {
    title: "许多层之间没有归一化",
    docs: `**现象。** 许多带权重核的层依次相接，其间既没有归一化也没有捷径连接，梯度在回传途中变得小得多或大得多。

**原因。** 每一层都把梯度的方差乘以 \`fan_out · Var(kernel) · E[f′²]\`：使用 \`glorot_uniform\` 和 relu 时约为二分之一，使用 sigmoid 时约为 1/16。层数一多就成为乘方，于是前面的层几乎学不到东西，或者训练发散。这里的数字由此模型自己的尺寸、初始化方式和激活函数算出（He 等 2015，arXiv 1502.01852；Poole 等 2016，arXiv 1606.05340）。在每个激活之前放置 BatchNormalization 可以保持尺度（Ioffe 与 Szegedy 2015）。为 relu 使用 \`kernel_initializer="he_normal"\`，或用 Add 建立捷径，也有帮助。

**何时忽略。** 模型训练得很好。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((16,)),
    layers.Dense(32, activation="sigmoid"),
    layers.Dense(32, activation="sigmoid"),
    layers.Dense(32, activation="sigmoid"),
    layers.Dense(32, activation="sigmoid"),
    layers.Dense(1, activation="sigmoid"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((16,)),
    layers.Dense(32, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("sigmoid"),
    layers.Dense(32, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("sigmoid"),
    layers.Dense(32, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("sigmoid"),
    layers.Dense(32, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("sigmoid"),
    layers.Dense(1, activation="sigmoid"),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const stack of stacksOf(model)) {
      if (stack.every(({ activation }) => activation.keepsScale)) continue;
      const [first, ...more] = stack;
      const factor = gradientFactor(model, stack);
      if (!first || factor === undefined) continue;
      const size = Math.max(factor, 1 / factor);
      if (!LIMITS.some((limit) => stack.length >= limit.layers && size >= limit.factor)) continue;
      yield {
        node: first.kernel,
        related: more.map(({ kernel }) => kernel),
        message: messageOf(stack.length, factor, t),
        fix: {
          title: t("Normalize before each activation"),
          edits: stack.flatMap(({ kernel }) => normalizedBehind(model, kernel)),
        },
      };
    }
  },
});

/** What is applied to a layer's result; undefined when it is not known. Equal keys, equal functions. */
interface Activation {
  readonly key: string;
  readonly response: Response | undefined;
  /** Made so that deep models need no normalization, like selu. */
  readonly keepsScale: boolean;
}

/** A layer with a kernel and its activation. */
interface Hidden {
  readonly kernel: Node;
  readonly activation: Activation;
}

/** Rows of hidden layers with nothing between that keeps the scale: no normalization, no fork or join, nothing unknown. */
function* stacksOf(model: Model): Generator<readonly Hidden[]> {
  for (const start of model.nodes) {
    const previous = before(model, start);
    if (previous && after(model, previous) === start) continue;
    let stack: Hidden[] = [];
    let last: Node | undefined;
    for (let node: Node | undefined = start; node; last = node, node = after(model, node)) {
      if (isKernel(model, node) && isPlain(model, node)) stack.push(hiddenOf(model, node));
      else if (isActivation(model, node)) stack = withActivation(model, stack, node);
      else if (!isNeutral(model, node)) {
        // behind the layer that gives the model's output there may still be a normalization
        yield outputsBehind(model, node) && model.has(node, "normalizes") ? stack.slice(0, -1) : stack;
        stack = [];
      }
    }
    // what gives the model's output is not hidden
    yield last && model.isOutput(last) ? stack.slice(0, -1) : stack;
  }
}

const isPlain = (model: Model, node: Node): boolean => !model.isFrozen(node) && model.calls(node).length === 1;

const isNeutral = (model: Model, node: Node): boolean =>
  model.has(node, "input") ||
  ((model.has(node, "keeps-channels") || model.has(node, "rearranges") || model.has(node, "rescales")) &&
    !model.has(node, "normalizes"));

const named = (activation: KerasObject): Activation => ({
  key: JSON.stringify(activation),
  response: responseOf(activation),
  keepsScale: activationTraits(activation).includes("self-normalizes"),
});

function hiddenOf(model: Model, kernel: Node): Hidden {
  const { activation } = model.config(kernel) as { readonly activation?: KerasObject };
  return { kernel, activation: named(activation ?? { class_name: "linear", config: {} }) };
}

function withActivation(model: Model, stack: readonly Hidden[], node: Node): Hidden[] {
  const last = stack[stack.length - 1];
  if (!last) return [];
  const operation = operationActivation.get(node.type);
  const resolved = model.analysis.byId.get(node.id)?.resolved;
  const activation =
    node.operation && operation !== undefined
      ? named({ class_name: operation, config: {} })
      : {
          key: `${node.type} ${JSON.stringify(resolved?.config)}`,
          response: resolved && layerResponse(resolved),
          keepsScale: model.has(node, "self-normalizes"),
        };
  return [...stack.slice(0, -1), { ...last, activation }];
}

/** By how much the gradient's deviation changes from behind the last layer to the first; undefined where that cannot be told. */
function gradientFactor(model: Model, stack: readonly Hidden[]): number | undefined {
  let variance = 1;
  let factor = 1;
  for (const [i, { kernel, activation }] of stack.entries()) {
    const sizes = model.weight(kernel, "kernel")?.filter((size) => typeof size === "number");
    const initializer = model.config(kernel)["kernel_initializer"] as KerasObject | undefined;
    if (!sizes || sizes.length < 2 || !initializer || !model.knows(kernel, "kernel_initializer")) return undefined;
    if (spreads(model, kernel)) return undefined;
    const [fanIn, fanOut] = fansOf(sizes);
    const spread = kernelVariance(initializer, fanIn, fanOut);
    const gain = spread === undefined ? undefined : gainFor(activation, variance * fanIn * spread);
    if (spread === undefined || !gain) return undefined;
    variance = gain.value;
    factor *= gain.slope * (i === 0 ? 1 : fanOut * spread);
  }
  return Math.sqrt(factor);
}

/** Gains are means over many numbers, and the same few activations and variances come in every model, again after every key. */
const gains = new Map<string, Gain | undefined>();
const MOST_GAINS = 1000;

function gainFor({ key, response }: Activation, sum: number): Gain | undefined {
  const rounded = Number(sum.toPrecision(3));
  const full = `${key} ${rounded}`;
  if (gains.size > MOST_GAINS) gains.clear();
  if (!gains.has(full)) gains.set(full, response && gainOf(response, rounded));
  return gains.get(full);
}

/** Gives more places than it takes, so that fewer values meet in each: a transposed convolution. */
function spreads(model: Model, kernel: Node): boolean {
  const [from, to] = [model.inputShape(kernel), model.shape(kernel)];
  return to?.slice(1, -1).some((size, i) => Number(size) > Number(from?.[i + 1])) === true;
}

function messageOf(layers: number, factor: number, t: Translate): string {
  if (factor <= 0.5)
    return t(
      "Over {0} layers without normalization the gradient shrinks to about {1}. BatchNormalization before each activation keeps its size, whatever the weights are.",
      layers,
      fraction(1 / factor),
    );
  if (factor >= 2)
    return t(
      "Over {0} layers without normalization the gradient grows about {1}-fold. BatchNormalization before each activation keeps its size, whatever the weights are.",
      layers,
      times(factor),
    );
  return t(
    "{0} layers follow one another without any normalization between them. BatchNormalization before each activation keeps the gradient's size, whatever the weights are.",
    layers,
  );
}

const times = (size: number): string => (size < 1e5 ? String(Number(size.toPrecision(2))) : power(size));
const fraction = (size: number): string => (size < 1e5 ? `1/${Number(size.toPrecision(2))}` : power(1 / size));
const power = (size: number): string => `1e${Math.round(Math.log10(size))}`;
