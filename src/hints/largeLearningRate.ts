import type { Node } from "../model/graph";
import { isKerasObject, type KerasObject } from "../model/literal";
import { defineHint, type Model } from "./hint";
import { deviationAtStart } from "./signal";

/** Optimizers whose step is about the learning rate, whatever the size of the gradient. */
const BY_SIGN: ReadonlySet<string> = new Set(["Adam", "AdamW", "Adamax", "Nadam", "RMSprop", "Lion"]);

export const largeLearningRate = defineHint({
  id: "large-learning-rate",
  severity: "info",
  evidence: "formula",
  title: "A step as large as the weights",
  docs: `**What.** The model is trained with Adam or one of its kin, and the learning rate is as large as the weights are at the start.

**Why.** These optimizers divide each gradient by its own usual size, so that one step moves every weight by about the learning rate, whatever the gradient is. A kernel with \`glorot_uniform\` begins with a deviation of \`√(2 / (fan_in + fan_out))\`: a few hundredths for usual sizes. A step of that size replaces the start by chance values, and each further one overshoots again; the loss jumps or stays at that of guessing. The default of 0.001 moves weights by a few per cent.

**Ignore it when** the model trains well, for example because it is very small.`,
  zh: {
    title: "与权重同样大的步长",
    docs: `**现象。** 模型使用 Adam 或同类优化器训练，而学习率与初始权重一样大。

**原因。** 这些优化器用梯度自身的通常大小去除梯度，因此无论梯度如何，每一步都使每个权重移动约一个学习率。使用 \`glorot_uniform\` 的权重核初始标准差为 \`√(2 / (fan_in + fan_out))\`：通常大小下为百分之几。这样大的一步会把初始值替换成随机值，之后每一步又会过冲；损失跳动，或停留在随便猜测的水平。默认的 0.001 使权重移动百分之几。

**何时忽略。** 模型训练得很好，例如因为它非常小。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers, optimizers

model = Sequential([
    Input((100,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizers.Adam(0.5), "categorical_crossentropy")
`,
      good: `from keras import Input, Sequential, layers, optimizers

model = Sequential([
    Input((100,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizers.Adam(0.001), "categorical_crossentropy")
`,
    },
  ],
  *find(model, t) {
    const optimizer = model.training?.compile?.optimizer;
    if (optimizer === undefined || !isKerasObject(optimizer) || !BY_SIGN.has(optimizer.class_name)) return;
    const rate = optimizer.config["learning_rate"];
    if (typeof rate !== "number") return;
    const kernels = model.nodes.filter((node) => model.has(node, "mixes-channels") && !model.isFrozen(node));
    const deviations = kernels.map((node) => deviationOf(model, node));
    const [node] = kernels;
    const largest = Math.max(...deviations.map((one) => one ?? Infinity));
    if (!node || rate < largest) return;
    yield {
      node,
      related: kernels.slice(1),
      message: t(
        "One step moves each weight by about {0}, which is its whole size. These kernels begin with a deviation of {1} or less: {2} with a learning rate of 0.001 is usual.",
        rate,
        Number(largest.toPrecision(2)),
        optimizer.class_name,
      ),
    };
  },
});

function deviationOf(model: Model, node: Node): number | undefined {
  const sizes = model.weight(node, "kernel")?.filter((size) => typeof size === "number");
  const initializer = model.config(node)["kernel_initializer"] as KerasObject | undefined;
  if (!sizes || sizes.length < 2 || !initializer || !model.knows(node, "kernel_initializer")) return undefined;
  return deviationAtStart(initializer, sizes);
}
