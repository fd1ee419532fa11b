import type { GraphEdit } from "../model/edit";
import type { Node } from "../model/graph";
import { isKerasObject, type Literal } from "../model/literal";
import { defineHint, type Model } from "./hint";

export const normalizationOfEachStep = defineHint({
  id: "normalization-of-each-step",
  severity: "warning",
  evidence: "formula",
  title: "BatchNormalization of each time step by itself",
  docs: `**What.** BatchNormalization stands inside TimeDistributed.

**Why.** TimeDistributed calls it once for every step of the sequence, so that each step is normalized with statistics of its own batch alone: from \`batch\` values for a channel instead of \`batch · steps\`. The moving averages are moved once for each step, one after the other, and end near those of the last steps, which are then used for all: training and prediction differ. BatchNormalization itself takes inputs with any number of axes and has all steps share one set of statistics in one call, which is also faster.

**Ignore it when** weights that were saved with this layer are to be loaded.`,
  zh: {
    title: "对每个时间步单独进行的 BatchNormalization",
    docs: `**现象。** BatchNormalization 位于 TimeDistributed 之内。

**原因。** TimeDistributed 对序列的每一步各调用它一次，因此每一步只用自己这一批的统计量归一化：每个通道只有 \`batch\` 个值，而不是 \`batch · steps\` 个。移动平均值逐步移动，最后接近最后几步的统计量，却用于所有步：训练与预测不一致。BatchNormalization 本身可以接受任意轴数的输入，让所有步在一次调用中共用一组统计量，而且更快。

**何时忽略。** 需要加载随此层保存的权重。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([
    Input((10, 8)),
    layers.TimeDistributed(layers.Dense(16, use_bias=False)),
    layers.TimeDistributed(layers.BatchNormalization(momentum=0.9)),
    layers.Activation("relu"),
    layers.GlobalAveragePooling1D(),
    layers.Dense(3, activation="softmax"),
])
`,
      good: `from keras import Input, Sequential, layers

model = Sequential([
    Input((10, 8)),
    layers.TimeDistributed(layers.Dense(16, use_bias=False)),
    layers.BatchNormalization(momentum=0.9),
    layers.Activation("relu"),
    layers.GlobalAveragePooling1D(),
    layers.Dense(3, activation="softmax"),
])
`,
    },
  ],
  *find(model, t) {
    if (model.loadsWeights) return;
    for (const node of model.nodes) {
      if (!model.has(node, "each-step") || !model.usesBatch(node) || model.calls(node)[0] !== node) continue;
      const steps = model.inputShape(node)?.[1];
      const edits = withoutWrapper(model, node);
      yield {
        node,
        message:
          typeof steps === "number"
            ? t(
                "Each of the {0} steps is normalized by itself, and moves the averages anew. BatchNormalization takes the whole sequence: leave out the wrapper.",
                steps,
              )
            : t(
                "Each step is normalized by itself, and moves the averages anew. BatchNormalization takes the whole sequence: leave out the wrapper.",
              ),
        ...(edits && { fix: { title: t("Normalize all steps together"), edits } }),
      };
    }
  },
});

/** The layer that is wrapped, in the wrapper's place. An axis that is counted from the start moves by one. */
function withoutWrapper(model: Model, node: Node): readonly GraphEdit[] | undefined {
  const inner = node.args["layer"]?.value;
  if (inner === undefined || !isKerasObject(inner) || model.calls(node).length > 1) return undefined;
  const { axis } = inner.config;
  const args: Record<string, Literal> = { ...inner.config };
  if (typeof axis === "number" && axis >= 0) args["axis"] = axis + 1;
  return [
    { kind: "insertAfter", node: node.id, layer: { type: inner.class_name, args } },
    { kind: "remove", node: node.id },
  ];
}
