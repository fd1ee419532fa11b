import type { Translate } from "../base/fill";
import type { GraphEdit } from "../model/edit";
import type { Node } from "../model/graph";
import { isList } from "../model/literal";
import { defineHint, type Finding, type Model } from "./hint";

export const argumentOfOldKeras = defineHint({
  id: "argument-of-old-keras",
  severity: "error",
  evidence: "theorem",
  unproven: {
    en: "Keras 3 refuses to make the layer: there is nothing to compare.",
    zh: "Keras 3 拒绝创建该层：没有可比较的东西。",
  },
  title: "An argument that Keras 3 does not take",
  docs: `**What.** A file that imports Keras 3 gives BatchNormalization an argument of an earlier version: \`mode\`, \`gamma_init\` and \`beta_init\` of Keras 1, \`fused\`, \`virtual_batch_size\` and \`adjustment\` of Keras 2, or \`axis\` as a list.

**Why.** Keras 3 stops when the layer is made: "Unrecognized keyword arguments", or for the list a TypeError. What \`fused\` chose is chosen by the backend now; \`mode=0\` is what the layer does, and other modes are gone, as are virtual batches. The initializers have longer names, and \`axis\` is one number.

**Ignore it when** the file is run with Keras 2, under the name of \`tf_keras\` or with a version that is asked for elsewhere.`,
  zh: {
    title: "Keras 3 不接受的参数",
    docs: `**现象。** 导入 Keras 3 的文件给 BatchNormalization 传入了早期版本的参数：Keras 1 的 \`mode\`、\`gamma_init\` 与 \`beta_init\`，Keras 2 的 \`fused\`、\`virtual_batch_size\` 与 \`adjustment\`，或者列表形式的 \`axis\`。

**原因。** Keras 3 在创建该层时就会停止：提示 "Unrecognized keyword arguments"，若是列表则为 TypeError。\`fused\` 所选择的内容现在由后端决定；\`mode=0\` 就是该层的行为，其他模式以及虚拟批次均已取消。初始化器改用较长的名字，\`axis\` 是一个数。

**何时忽略。** 该文件用 Keras 2 运行：以 \`tf_keras\` 为名，或者在别处指定了版本。`,
  },
  examples: [
    {
      bad: `import keras
from keras import layers

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(16, 3, use_bias=False),
    layers.BatchNormalization(momentum=0.9, fused=True),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10),
])
`,
      good: `import keras
from keras import layers

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(16, 3, use_bias=False),
    layers.BatchNormalization(momentum=0.9),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10),
])
`,
    },
    {
      bad: `import keras
from keras import layers

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(16, 3, use_bias=False),
    layers.BatchNormalization(axis=[3], gamma_init="ones"),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10),
])
`,
      good: `import keras
from keras import layers

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(16, 3, use_bias=False),
    layers.BatchNormalization(axis=3, gamma_initializer="ones"),
    layers.Activation("relu"),
    layers.Flatten(),
    layers.Dense(10),
])
`,
    },
  ],
  *find(model, t) {
    if (model.analysis.graph.around?.generation !== 3) return;
    for (const node of model.nodes) if (model.calls(node)[0] === node) yield* findingOf(model, node, t);
  },
});

function* findingOf(model: Model, node: Node, t: Translate): Generator<Finding> {
  const { layer } = model.analysis.byId.get(node.id)?.resolved ?? {};
  if (!layer) return;
  const { retired = {} } = layer;
  const old = Object.keys(node.args).filter(
    (name) => Object.hasOwn(retired, name) && !Object.hasOwn(layer.params, name),
  );
  const axis = model.has(node, "batch-statistics") ? node.args["axis"]?.value : undefined;
  const listed = axis !== undefined && isList(axis) && axis.length === 1 ? axis[0] : undefined;
  if (old.length === 0 && listed === undefined) return;
  yield {
    node,
    message:
      old.length > 0
        ? t(
            "Keras 3 has no argument {0} here, and stops when it makes this layer. It is one of an earlier version.",
            old.join(", "),
          )
        : t("Keras 3 takes one number for `axis`, and stops when it gets a list. Earlier versions took both."),
    fix: {
      title: old.length > 0 ? t("Write it for Keras 3") : t("Give the number alone"),
      edits: [
        ...old.flatMap((param) => modern(node, param, retired[param])),
        ...(listed === undefined ? [] : [{ kind: "setParam" as const, node: node.id, param: "axis", value: listed }]),
      ],
    },
  };
}

/** Under its newer name, or not at all. */
function modern(node: Node, param: string, name: string | undefined): readonly GraphEdit[] {
  const argument = node.args[param];
  const gone: GraphEdit = { kind: "removeParam", node: node.id, param };
  if (name === undefined || !argument || node.args[name]) return [gone];
  return [gone, { kind: "setParam", node: node.id, param: name, value: argument.value }];
}
