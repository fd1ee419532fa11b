import { isKerasObject, type Literal } from "../model/literal";
import { defineHint } from "./hint";

export const learningRateOutOfRange = defineHint({
  id: "learning-rate-out-of-range",
  severity: "warning",
  evidence: "formula",
  title: "A learning rate that does not suit its optimizer",
  docs: `**What.** The learning rate is 0 or below, or Adadelta runs with Keras's default of 0.001.

**Why.** A step moves each weight by the learning rate times a direction that makes the loss smaller. With 0 nothing moves; with a number below 0 every step makes the loss larger. Keras accepts both without a word. Adadelta finds the size of its steps by itself, and its paper has no learning rate at all (Zeiler 2012, arXiv 1212.5701), which is \`learning_rate=1.0\`. Keras starts it with 0.001, so that training goes a thousand times slower than the method is meant to: after many epochs the model has hardly learned anything.

**Ignore it when** a callback sets the learning rate before the first step.`,
  zh: {
    title: "与优化器不相称的学习率",
    docs: `**现象。** 学习率不大于 0，或者 Adadelta 以 Keras 的默认值 0.001 运行。

**原因。** 每一步使每个权重沿着减小损失的方向移动，移动量与学习率成正比。学习率为 0 时什么也不动；小于 0 时，每一步都使损失变大。Keras 对二者都不作任何提示。Adadelta 自己确定步长，其论文中根本没有学习率（Zeiler 2012，arXiv 1212.5701），也就是 \`learning_rate=1.0\`。Keras 却以 0.001 开始，使训练比该方法的本意慢一千倍：许多轮之后，模型几乎什么也没有学到。

**何时忽略。** 有回调函数在第一步之前设置学习率。`,
  },
  examples: [
    {
      bad: `from keras import Input, Sequential, layers, optimizers

model = Sequential([Input((20,)), layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile(optimizers.Adam(0.0), "mean_squared_error")
`,
      good: `from keras import Input, Sequential, layers, optimizers

model = Sequential([Input((20,)), layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile(optimizers.Adam(0.001), "mean_squared_error")
`,
    },
    {
      bad: `from keras import Input, Sequential, layers

model = Sequential([Input((20,)), layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile("adadelta", "mean_squared_error")
`,
      good: `from keras import Input, Sequential, layers, optimizers

model = Sequential([Input((20,)), layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile(optimizers.Adadelta(1.0), "mean_squared_error")
`,
    },
  ],
  *find(model, t) {
    const { compile } = model.training ?? {};
    const [node] = model.nodes;
    if (!compile || !node) return;
    const rate = rateOf(compile.optimizer);
    const isStarting = typeof rate === "number" && rate <= 0;
    if (isStarting)
      yield {
        node,
        at: compile.span,
        message:
          rate === 0
            ? t("With a learning rate of 0 no weight ever moves. 0.001 is usual for Adam, 0.01 for SGD.")
            : t("With a learning rate of {0} every step makes the loss larger. It must be above 0.", rate),
      };
    else if (rate === "Adadelta")
      yield {
        node,
        at: compile.span,
        severity: "info",
        message: t(
          "Adadelta learns a thousand times slower than in its paper. Keras starts it with 0.001, and the method is meant for `learning_rate=1.0`.",
        ),
      };
  },
});

/** The learning rate that is given, or the optimizer's name where it is left at its default. */
function rateOf(optimizer: Literal): number | string | undefined {
  if (typeof optimizer === "string") return /^adadelta$/i.test(optimizer) ? "Adadelta" : undefined;
  if (!isKerasObject(optimizer)) return undefined;
  const rate = optimizer.config["learning_rate"];
  if (rate === undefined) return optimizer.class_name;
  return typeof rate === "number" ? rate : undefined;
}
