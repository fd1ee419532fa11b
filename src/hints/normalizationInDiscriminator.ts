import type { Node } from "../model/graph";
import { isCritic } from "./adversary";
import { defineHint, type Model } from "./hint";
import { after, before, isActivation, isKernel } from "./walk";

export const normalizationInDiscriminator = defineHint({
  id: "normalization-in-discriminator",
  severity: "info",
  evidence: "literature",
  yieldsTo: ["gradient-penalty-with-normalization"],
  title: "BatchNormalization where a discriminator's data come in",
  docs: `**What.** In a discriminator, the first layer with a kernel is followed by BatchNormalization.

**Why.** A discriminator sees real and generated pictures, usually each in batches of their own. Normalization right behind the input takes away what makes them different: mean and contrast of the batch. Radford et al. 2015 (DCGAN, arXiv 1511.06434) found that normalizing all layers made samples oscillate and training unstable, and leave it out at the generator's output and at the discriminator's input; most recipes since do the same. The layers behind may keep theirs. Here the model is taken for a discriminator because of its name.

**Ignore it when** real and generated samples come in one batch, or it is no discriminator.`,
  zh: {
    title: "判别器数据入口处的 BatchNormalization",
    docs: `**现象。** 在判别器中，第一个带权重核的层之后紧跟 BatchNormalization。

**原因。** 判别器看到真实的和生成的图片，二者通常各成批次。紧跟输入的归一化会抹去二者的差别：批次的均值和对比度。Radford 等 2015（DCGAN，arXiv 1511.06434）发现，对所有层做归一化会使样本振荡、训练不稳定，因此在生成器的输出和判别器的输入处不使用它；此后的大多数做法也是如此。后面的层可以保留归一化。这里根据名称认为该模型是判别器。

**何时忽略。** 真实样本和生成样本在同一批次中，或者它不是判别器。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

discriminator = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(64, 4, strides=2, padding="same", use_bias=False),
    layers.BatchNormalization(),
    layers.LeakyReLU(0.2),
    layers.Conv2D(128, 4, strides=2, padding="same", use_bias=False),
    layers.BatchNormalization(),
    layers.LeakyReLU(0.2),
    layers.Flatten(),
    layers.Dense(1),
])
`,
      good: `from keras import Input, Sequential, layers

discriminator = Sequential([
    Input((28, 28, 1)),
    layers.Conv2D(64, 4, strides=2, padding="same", use_bias=False),
    layers.LeakyReLU(0.2),
    layers.Conv2D(128, 4, strides=2, padding="same", use_bias=False),
    layers.BatchNormalization(),
    layers.LeakyReLU(0.2),
    layers.Flatten(),
    layers.Dense(1),
])
`,
    },
  ],
  *find(model, t) {
    if (!isCritic(model) || model.loadsWeights) return;
    for (const node of model.nodes) {
      const normalization =
        isKernel(model, node) && seesData(model, node) ? normalizationBehind(model, node) : undefined;
      if (!normalization || model.calls(normalization).length > 1) continue;
      yield {
        node: normalization,
        related: [node],
        message: t(
          "This normalizes what a discriminator sees first. Real and generated batches differ in mean and contrast, and both are taken away here; DCGAN leaves it out.",
        ),
        fix: { title: t("Remove the normalization"), edits: [{ kind: "remove", node: normalization.id }] },
      };
    }
  },
});

/** Comes from the input with nothing learned between. */
function seesData(model: Model, node: Node): boolean {
  let one = before(model, node);
  while (one && (model.has(one, "rearranges") || model.has(one, "rescales") || model.has(one, "random")))
    one = before(model, one);
  return one !== undefined && model.has(one, "input");
}

function normalizationBehind(model: Model, node: Node): Node | undefined {
  const next = after(model, node);
  const last = next && isActivation(model, next) ? after(model, next) : next;
  return last && model.usesBatch(last) ? last : undefined;
}
