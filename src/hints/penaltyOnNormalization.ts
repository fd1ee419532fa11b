import { isKerasObject, type Literal } from "../model/literal";
import type { Node } from "../model/graph";
import { defineHint, type Model } from "./hint";

const PENALTIES = ["gamma_regularizer", "beta_regularizer"] as const;

export const penaltyOnNormalization = defineHint({
  id: "penalty-on-normalization",
  severity: "info",
  evidence: "literature",
  title: "A penalty on gamma or beta",
  docs: `**What.** BatchNormalization has an L2 penalty on \`gamma\` or \`beta\`.

**Why.** A penalty on kernels keeps functions from becoming too steep. \`gamma\` and \`beta\` are few, one for each channel, and set the range in which the next layer works: pulling \`gamma\` towards 0 makes the whole channel disappear, and the next kernel grows to make up for it, so that nothing is won. He et al. 2018 ("Bag of tricks", arXiv 1812.01187, §3.1) leave both without decay, and most recipes for large models do the same. An L1 penalty is another matter: it prunes channels (Liu et al. 2017, arXiv 1708.06519).

**Ignore it when** it is part of a recipe that you reproduce.`,
  zh: {
    title: "对 gamma 或 beta 的惩罚",
    docs: `**现象。** BatchNormalization 对 \`gamma\` 或 \`beta\` 使用 L2 惩罚。

**原因。** 对权重核的惩罚防止函数过于陡峭。\`gamma\` 和 \`beta\` 数量很少，每个通道一个，决定下一层工作的范围：把 \`gamma\` 拉向 0 会使整个通道消失，而下一层的权重核会增大以作补偿，结果一无所获。He 等 2018（“Bag of tricks”，arXiv 1812.01187，§3.1）对二者都不做衰减，大型模型的多数训练方案也是如此。L1 惩罚则另当别论：它用于剪去通道（Liu 等 2017，arXiv 1708.06519）。

**何时忽略。** 它属于您要重现的训练方案。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers, regularizers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(gamma_regularizer=regularizers.L2(1e-4)),
    layers.Activation("relu"),
    layers.Dense(1),
])
`,
      good: `from keras import Input, Sequential, layers, regularizers

model = Sequential([
    Input((20,)),
    layers.Dense(64, use_bias=False),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dense(1),
])
`,
    },
  ],
  *find(model, t) {
    const penalized = model.nodes.filter(
      (node) => model.usesBatch(node) && model.calls(node)[0] === node && penaltiesOf(model, node).length > 0,
    );
    const [node, ...related] = penalized;
    if (!node) return;
    yield {
      node,
      related,
      message: t(
        "A penalty pulls whole channels towards zero here. `gamma` and `beta` are usually left without decay: the next kernel only grows to make up for it.",
      ),
      fix: {
        title: t("Leave gamma and beta without penalty"),
        edits: penalized.flatMap((one) =>
          penaltiesOf(model, one).map((param) => ({ kind: "removeParam" as const, node: one.id, param })),
        ),
      },
    };
  },
});

const penaltiesOf = (model: Model, node: Node): readonly string[] =>
  PENALTIES.filter((param) => {
    const value = model.config(node)[param] as Literal | undefined;
    return value !== undefined && isKerasObject(value) && value.class_name === "L2" && model.knows(node, param);
  });
