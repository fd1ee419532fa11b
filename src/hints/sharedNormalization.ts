import { defineHint } from "./hint";

export const sharedNormalization = defineHint({
  id: "shared-normalization",
  severity: "info",
  evidence: "theorem",
  unproven: {
    en: "That one mean and variance are remembered for all calls follows from how the layer is made. How much that matters depends on how different the inputs are.",
    zh: "所有调用共用一份均值和方差，这由该层的构造决定。影响有多大，取决于各个输入相差多少。",
  },
  title: "One BatchNormalization for several inputs",
  docs: `**What.** The same BatchNormalization layer is called several times in one model, on different values.

**Why.** While training, each call normalizes with the mean and variance of its own values. But there is only one pair of moving averages, and each call moves them: they end between the two, and towards the one that comes last. When predicting, both calls use that mixture, which is right for neither unless the two kinds of values are distributed alike. Kernels can be shared without this problem; a normalization of its own for each place costs four numbers a channel.

**Ignore it when** the values are of one kind, as in the two branches of a siamese network.`,
  zh: {
    title: "多个输入共用一个 BatchNormalization",
    docs: `**现象。** 同一个 BatchNormalization 层在一个模型中对不同的值调用了多次。

**原因。** 训练时，每次调用都用自己那些值的均值和方差来归一化。但移动平均值只有一组，每次调用都会移动它：最终停在两者之间，并偏向最后调用的一方。预测时，两次调用都使用这个混合值；除非两种值的分布相同，否则对哪一方都不合适。权重核可以共享而没有这个问题；为每个位置单独设置归一化，每个通道只多四个数。

**何时忽略。** 这些值是同一类的，例如孪生网络的两个分支。`,
  },
  examples: [
    {
      bad: `from keras import Input, Model, layers

one, two = Input((20,)), Input((20,))
norm = layers.BatchNormalization()
a = norm(layers.Dense(64, use_bias=False)(one))
b = norm(layers.Dense(64, use_bias=False)(two))
x = layers.ReLU()(layers.Add()([a, b]))
model = Model([one, two], layers.Dense(1)(x))
`,
      good: `from keras import Input, Model, layers

one, two = Input((20,)), Input((20,))
a = layers.BatchNormalization()(layers.Dense(64, use_bias=False)(one))
b = layers.BatchNormalization()(layers.Dense(64, use_bias=False)(two))
x = layers.ReLU()(layers.Add()([a, b]))
model = Model([one, two], layers.Dense(1)(x))
`,
    },
  ],
  *find(model, t) {
    for (const node of model.nodes) {
      const calls = model.calls(node);
      if (calls[0] !== node || calls.length < 2 || !calls.every((call) => model.usesBatch(call))) continue;
      // values that the same layers have made are of one kind
      const sources = new Set(calls.flatMap((call) => model.previous(call).map(({ name }) => name)));
      if (sources.size < 2) continue;
      yield {
        node,
        related: calls.slice(1),
        message: t(
          "{0} kinds of values share these moving statistics. Each call moves them, and predictions use the mixture, which fits none of them.",
          calls.length,
        ),
      };
    }
  },
});
