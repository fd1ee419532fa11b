import type { Node } from "../model/graph";
import { defineHint, type Model } from "./hint";
import { replacedBy } from "./moves";

export const normalizationBesideAttention = defineHint({
  id: "normalization-beside-attention",
  severity: "info",
  evidence: "literature",
  title: "BatchNormalization in an attention block",
  docs: `**What.** BatchNormalization stands in the same residual block as attention, on a sequence.

**Why.** Transformers have LayerNormalization there since Vaswani et al. 2017 (arXiv 1706.03762). Attention mixes the steps of one sample, whose lengths and padding differ from batch to batch; the mean over a batch of such sequences fluctuates, and Shen et al. 2020 (PowerNorm, arXiv 2003.07845) found these fluctuations to be the reason why batch statistics did clearly worse than those of a single step. LayerNormalization looks at one step of one sample at a time, and does the same in training and prediction.

**Ignore it when** the sequence is an image's patches, all of one length, and a trial has shown no harm.`,
  zh: {
    title: "注意力块中的 BatchNormalization",
    docs: `**现象。** 在处理序列的同一个残差块中，BatchNormalization 与注意力层并存。

**原因。** 自 Vaswani 等 2017（arXiv 1706.03762）以来，Transformer 在此处使用 LayerNormalization。注意力混合同一样本的各个步，而长度和填充随批次变化；这样的批次均值起伏不定，Shen 等 2020（PowerNorm，arXiv 2003.07845）发现，正是这种起伏使批次统计量明显不如单步统计量。LayerNormalization 每次只看一个样本的一步，训练和预测时的做法相同。

**何时忽略。** 序列是图像的小块，长度都相同，而且试验没有显示害处。`,
  },
  examples: [
    {
      bad: `from keras import Input, Model, layers

inputs = Input((50, 32))
x = layers.MultiHeadAttention(4, 8)(inputs, inputs)
x = layers.Add()([inputs, x])
x = layers.BatchNormalization()(x)
x = layers.GlobalAveragePooling1D()(x)
model = Model(inputs, layers.Dense(2, activation="softmax")(x))
`,
      good: `from keras import Input, Model, layers

inputs = Input((50, 32))
x = layers.MultiHeadAttention(4, 8)(inputs, inputs)
x = layers.Add()([inputs, x])
x = layers.LayerNormalization()(x)
x = layers.GlobalAveragePooling1D()(x)
model = Model(inputs, layers.Dense(2, activation="softmax")(x))
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    const told = new Set<Node>();
    for (const sum of model.nodes) {
      if (!model.has(sum, "adds") || model.shape(sum)?.length !== 3) continue;
      const block = blockOf(model, sum);
      const attention = block.find((node) => model.has(node, "attends"));
      if (!attention) continue;
      for (const node of [...block, ...model.next(sum)]) {
        if (!model.usesBatch(node) || told.has(node) || model.calls(node)[0] !== node) continue;
        told.add(node);
        yield {
          node,
          related: [attention],
          message: t(
            "Attention blocks are usually normalized within each step. LayerNormalization needs no batch, and does the same in training and prediction.",
          ),
          fix: { title: t("Use LayerNormalization"), edits: replacedBy("LayerNormalization", node) },
        };
      }
    }
  },
});

/** The layers of the ways that meet in a sum, each back to where it forks or to the sum before. */
function blockOf(model: Model, sum: Node): readonly Node[] {
  const block: Node[] = [];
  for (const end of model.previous(sum))
    for (let node: Node | undefined = end; node && model.next(node).length === 1;) {
      if (model.has(node, "adds") || model.has(node, "input")) break;
      block.push(node);
      const before: readonly Node[] = model.previous(node);
      node = before.length === 1 ? before[0] : undefined;
    }
  return block;
}
