import { showCount } from "../base/figures";
import type { Node } from "../model/graph";
import { biasIntoMeans } from "./absorb";
import { defineHint, type Model } from "./hint";
import { endsBehind, removesMeanOf } from "./walk";

export const biasBeforeNormalization = defineHint({
  id: "bias-before-normalization",
  severity: "info",
  fixKeepsModel: true,
  evidence: "theorem",
  everywhere: true,
  title: "Bias before BatchNormalization",
  docs: `**What.** A layer adds a bias, and its result goes straight into BatchNormalization.

**Why.** Normalization subtracts the mean that each channel has over the batch. A bias adds one number to a whole channel, so it is part of that mean and is subtracted again: \`(x + b) − mean(x + b) = x − mean(x)\`. The bias gets no gradient, takes memory and time, and \`beta\` does what it was meant for. With \`use_bias=False\` training computes the same numbers; a model that is already trained gives the same predictions when the bias is taken from \`moving_mean\` (Ioffe & Szegedy 2015, §3.2).

**Ignore it when** weights that were saved with the bias are to be loaded into this model, or when the normalization will be frozen before the layer learns.`,
  zh: {
    title: "BatchNormalization 之前的偏置",
    docs: `**现象。** 某一层带有偏置，其输出直接进入 BatchNormalization。

**原因。** 归一化会减去每个通道在批次上的均值。偏置给整个通道加上同一个数，因此它成为均值的一部分，随即又被减掉：\`(x + b) − mean(x + b) = x − mean(x)\`。该偏置得不到梯度，却占用内存和时间；它本应起的作用由 \`beta\` 承担。使用 \`use_bias=False\` 时训练得到的数值完全相同；对已训练好的模型，只要从 \`moving_mean\` 中减去偏置，预测也不变（Ioffe 与 Szegedy 2015，§3.2）。

**何时忽略。** 需要把带偏置保存的权重加载到此模型中，或者归一化层会在该层学习之前被冻结。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(32, 3),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(32, 3, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      const calls = model.calls(node);
      if (calls[0] !== node || !addsBias(model, node)) continue;
      const ends = calls.map((call) => normalizationsBehind(model, call));
      if (ends.includes(undefined)) continue;
      const normalizations = ends.flatMap((some) => some ?? []);
      const [count] = model.weight(node, "bias") ?? [];
      yield {
        node,
        related: normalizations,
        message:
          typeof count === "number"
            ? t(
                "This bias has no effect: the normalization after it subtracts it again. `use_bias=False` gives the same model and saves {0} parameters.",
                showCount(count),
              )
            : t(
                "This bias has no effect: the normalization after it subtracts it again. `use_bias=False` gives the same model.",
              ),
        fix: {
          title: t("Turn the bias off"),
          edits: [{ kind: "setParam", node: node.id, param: "use_bias", value: false }],
        },
        claim: biasIntoMeans(node, normalizations),
      };
    }
  },
});

const addsBias = (model: Model, node: Node): boolean =>
  model.has(node, "affine") &&
  model.config(node)["use_bias"] === true &&
  model.knows(node, "use_bias") &&
  !model.isFrozen(node);

/** The normalizations in which all that comes out of a layer ends, or undefined when some of it ends elsewhere. */
function normalizationsBehind(model: Model, source: Node): readonly Node[] | undefined {
  const ends = endsBehind(model, source, (node) => model.has(node, "passes-shift"));
  return ends?.every((end) => removesMeanOf(model, end, source)) ? ends : undefined;
}
