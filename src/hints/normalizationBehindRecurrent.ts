import { defineHint, type Model } from "./hint";
import type { Node } from "../model/graph";
import { replacedBy } from "./moves";
import { chainBefore } from "./walk";

export const normalizationBehindRecurrent = defineHint({
  id: "normalization-behind-recurrent",
  severity: "info",
  evidence: "literature",
  title: "BatchNormalization of a recurrent layer's sequence",
  docs: `**What.** BatchNormalization takes the sequence that a recurrent layer gives.

**Why.** Its statistics are those of all steps together, but a state's values grow and change over time, so that early and late steps are each normalized with numbers that are not theirs; padding counts as well. Laurent et al. (arXiv 1510.01378) found that it did not help between recurrent layers, and Cooijmans et al. (arXiv 1603.09025) needed statistics for each step. LayerNormalization (Ba et al., arXiv 1607.06450) was made for sequences: it takes the mean over features of one step, needs no batch, and does the same in training and prediction.

**Ignore it when** a trial has shown that it helps here.`,
  zh: {
    title: "对循环层序列的 BatchNormalization",
    docs: `**现象。** BatchNormalization 接收循环层给出的序列。

**原因。** 它的统计量由所有时间步共用，而状态的数值会随时间增大和变化，因此前面和后面的步都用并不属于自己的数归一化；填充部分也被计入。Laurent 等（arXiv 1510.01378）发现它在循环层之间没有帮助，Cooijmans 等（arXiv 1603.09025）则需要为每一步单独统计。LayerNormalization（Ba 等，arXiv 1607.06450）正是为序列设计的：它对一步的各个特征求均值，不需要批次，训练和预测时的做法相同。

**何时忽略。** 试验已表明它在这里有帮助。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20, 8)),
    layers.LSTM(32, return_sequences=True),
    layers.BatchNormalization(),
    layers.LSTM(32),
    layers.Dense(1),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((20, 8)),
    layers.LSTM(32, return_sequences=True),
    layers.LayerNormalization(),
    layers.LSTM(32),
    layers.Dense(1),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      if (!model.usesBatch(node) || model.has(node, "each-step") || model.calls(node)[0] !== node) continue;
      // rows of numbers, step by step; a picture for each step has places enough
      if (model.inputShape(node)?.length !== 3) continue;
      const found = chainBefore(model, node, (one) => isPassed(model, one));
      if (!found || !model.has(found.end, "recurs")) continue;
      yield {
        node,
        related: [found.end],
        message: t(
          "One mean and variance for all steps of what {0} gives. LayerNormalization, which looks at one step at a time, is the usual choice for sequences.",
          found.end.type,
        ),
        fix: { title: t("Use LayerNormalization"), edits: replacedBy("LayerNormalization", node) },
      };
    }
  },
});

const isPassed = (model: Model, node: Node): boolean =>
  model.has(node, "keeps-channels") && !model.has(node, "normalizes") && !model.has(node, "pools");
