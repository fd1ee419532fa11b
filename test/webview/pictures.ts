/** Models for tests and the gallery, their numbers from the product's own analysis. */
import type { Graph, ModelClass, Node } from "../../src/model/graph";
import type { Literal } from "../../src/model/literal";
import { paint } from "../../src/picture/document";
import { drawGraph } from "../../src/picture/graph";
import { english } from "../../src/picture/text";
import type { Ghost, GraphPicture, Note } from "../../src/protocol/graphView";

type Args = Readonly<Record<string, Literal>>;

/** Names layers as Keras does and keeps them in order. */
class Builder {
  readonly nodes: Node[] = [];
  private readonly used = new Map<string, number>();

  add(type: string, args: Args = {}, inputs?: readonly string[], more: Partial<Node> = {}): string {
    const stem = type
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .replace(/([a-z\d])(D)$/, "$1$2")
      .toLowerCase()
      .replace(/_?2_?d$/, "2d");
    const count = this.used.get(stem) ?? 0;
    this.used.set(stem, count + 1);
    const id = more.name ?? (count === 0 ? stem : `${stem}_${count}`);
    const from = inputs ?? (type === "InputLayer" ? [] : [this.nodes.at(-1)!.id]);
    this.nodes.push({
      id,
      type,
      name: id,
      args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, { value }])),
      inputs: from.map((name) => ({ from: name, output: 0 })),
      ...more,
    });
    return id;
  }

  graph(name: string, kind: ModelClass = "Functional"): Graph {
    const last = this.nodes.at(-1)!.id;
    return {
      name,
      class: kind,
      nodes: this.nodes,
      inputs: this.nodes.filter(({ type }) => type === "InputLayer").map(({ id }) => id),
      outputs: [{ from: last, output: 0 }],
    };
  }
}

/** As the host draws it, with hints and ghosts made up. */
function draw(
  graph: Graph,
  file: string,
  {
    hints = {},
    ghosts = [],
  }: { readonly hints?: Readonly<Record<string, readonly Note[]>>; readonly ghosts?: readonly Ghost[] } = {},
): GraphPicture {
  const picture = paint("", { models: [graph], problems: [] }, { hints: [] });
  const { view } = drawGraph(picture, file, 0, english);
  if (view.kind !== "graph") throw new Error("there is no model to draw");
  const nodes = view.picture.nodes.map((node) => ({ ...node, hints: hints[node.id] ?? [] }));
  return { ...view.picture, nodes, ghosts };
}

/** The tutorial's CNN: 17 layers, 2,243,585 parameters; its normalization stands after the activations. */
export function tutorialCnn(): GraphPicture {
  const model = new Builder();
  model.add("InputLayer", { shape: [200, 200, 3] }, [], { implicit: true });
  for (let block = 0; block < 3; block++) {
    model.add("Conv2D", { filters: 64, kernel_size: 3, activation: "relu" });
    model.add("BatchNormalization");
    model.add("MaxPooling2D");
    model.add("Dropout", { rate: 0.25 });
  }
  model.add("Flatten");
  model.add("Dense", { units: 64, activation: "relu" });
  model.add("BatchNormalization");
  model.add("Dropout", { rate: 0.5 });
  model.add("Dense", { units: 1, activation: "sigmoid" });

  const placed: readonly (readonly [kernel: string, normalization: string])[] = [
    ["conv2d", "batch_normalization"],
    ["conv2d_1", "batch_normalization_1"],
    ["conv2d_2", "batch_normalization_2"],
    ["dense", "batch_normalization_3"],
  ];
  const hints: Record<string, readonly Note[]> = {};
  for (const [, normalization] of placed)
    hints[normalization] = [
      {
        id: `after-activation ${normalization}`,
        severity: "info",
        code: "bn-after-activation",
        message:
          "BatchNormalization normally normalizes Wx+b, before the nonlinearity; here it follows relu. Both orders are in use: measure before changing.",
        fix: "Move BatchNormalization before relu",
        canProve: true,
      },
    ];
  const ghosts = placed.map(([from, to]): Ghost => ({
    id: `ghost ${to}`,
    from,
    to,
    type: "BatchNormalization",
    kind: "normalization",
    does: "Move before relu",
    hint: `after-activation ${to}`,
    moves: to,
  }));
  return draw(model.graph("model", "Sequential"), "tutorial_cnn.py", { hints, ghosts });
}

/** Three stages of two residual blocks each. */
export function residualNet(): GraphPicture {
  const model = new Builder();
  model.add("InputLayer", { shape: [32, 32, 3] });
  const convolve = (filters: number, from?: string, args: Args = {}): string => {
    model.add(
      "Conv2D",
      { filters, kernel_size: 3, padding: "same", use_bias: false, ...args },
      from ? [from] : undefined,
    );
    return model.add("BatchNormalization");
  };
  convolve(16);
  let trunk = model.add("ReLU");
  for (const [filters, strides] of [
    [16, 1],
    [32, 2],
    [64, 2],
  ] as const)
    for (let block = 0; block < 2; block++) {
      const first = block === 0 && strides === 2;
      convolve(filters, trunk, { strides: first ? strides : 1 });
      model.add("ReLU");
      const main = convolve(filters);
      const side = first ? convolve(filters, trunk, { kernel_size: 1, strides }) : trunk;
      model.add("Add", {}, [main, side]);
      trunk = model.add("ReLU");
    }
  model.add("GlobalAveragePooling2D", {}, [trunk]);
  model.add("Dense", { units: 10, activation: "softmax" });
  return draw(model.graph("resnet"), "resnet_cifar.py");
}

/** Four parallel branches that are joined, twice. */
export function inceptionNet(): GraphPicture {
  const model = new Builder();
  let trunk = model.add("InputLayer", { shape: [28, 28, 192] });
  const convolve = (filters: number, kernel_size: number, from: string): string =>
    model.add("Conv2D", { filters, kernel_size, padding: "same", activation: "relu" }, [from]);
  for (const [a, b, c, d] of [
    [64, 128, 32, 32],
    [128, 192, 96, 64],
  ] as const) {
    const one = convolve(a, 1, trunk);
    const three = convolve(b, 3, convolve(b / 2, 1, trunk));
    const five = convolve(c, 5, convolve(c / 2, 1, trunk));
    const pool = convolve(d, 1, model.add("MaxPooling2D", { pool_size: 3, strides: 1, padding: "same" }, [trunk]));
    trunk = model.add("Concatenate", {}, [one, three, five, pool]);
  }
  model.add("GlobalAveragePooling2D", {}, [trunk]);
  model.add("Dense", { units: 1000, activation: "softmax" });
  return draw(model.graph("inception"), "inception.py");
}

/** Two inputs, layers passed by long edges, two outputs. */
export function branchedNet(): GraphPicture {
  const model = new Builder();
  const image = model.add("InputLayer", { shape: [64, 64, 3] }, [], { name: "image" });
  const table = model.add("InputLayer", { shape: [12] }, [], { name: "measurements" });
  const skips: string[] = [];
  let at = image;
  for (const filters of [16, 32, 64]) {
    skips.push(model.add("Conv2D", { filters, kernel_size: 3, padding: "same", activation: "relu" }, [at]));
    at = model.add("MaxPooling2D");
  }
  at = model.add("Conv2D", { filters: 64, kernel_size: 3, padding: "same", activation: "relu" }, [at]);
  const pooled = [at, ...[...skips].reverse()].map((skip) => model.add("GlobalAveragePooling2D", {}, [skip]));
  const numbers = model.add("Dense", { units: 32, activation: "relu" }, [table]);
  const joined = model.add("Concatenate", {}, [...pooled, numbers]);
  model.add("Dense", { units: 64 }, [joined]);
  model.add("BatchNormalization");
  const body = model.add("ReLU");
  model.add("Dense", { units: 10, activation: "softmax" }, [body], { name: "class_probabilities" });
  model.add("Dense", { units: 1 }, [body], { name: "age" });
  return {
    ...draw(model.graph("two_headed"), "two_inputs.py"),
    models: ["encoder", "two_headed", "decoder"],
    shown: 1,
  };
}

/** `count` layers in a row, in blocks of four. */
export function chain(count: number): GraphPicture {
  const model = new Builder();
  model.add("InputLayer", { shape: [64] });
  const block: readonly (readonly [string, Args])[] = [
    ["Dense", { units: 64, use_bias: false }],
    ["BatchNormalization", {}],
    ["ReLU", {}],
    ["Dropout", { rate: 0.1 }],
  ];
  for (let i = 0; i < count - 1; i++) model.add(...block[i % 4]!);
  return draw(model.graph("deep", "Sequential"), "deep_chain.py");
}

/** Mistakes of several kinds, a layer that is not known, a frozen one. */
export function faultyNet(): GraphPicture {
  const model = new Builder();
  model.add("InputLayer", { shape: [28, 28, 1] });
  model.add("Conv2D", { filters: 32, kernel_size: 5, activation: "relu" }, undefined, { frozen: true });
  const left = model.add("MaxPooling2D");
  const right = model.add("Conv2D", { filters: 32, kernel_size: 3, strides: 2 }, ["conv2d"]);
  model.add("Add", {}, [left, right]);
  model.add("SqueezeExcite", { ratio: 16 });
  model.add("Flatten");
  model.add("Dense", { units: -5 });
  model.add("Dense", { units: 10, activation: "softmax" });
  return {
    ...draw(model.graph("net"), "faulty.py", {
      hints: {
        squeeze_excite: [
          {
            id: "opaque squeeze_excite",
            severity: "warning",
            code: "unknown-layer",
            message: "SqueezeExcite is not a layer that Batchwise knows. What comes after it is drawn without shapes.",
            fix: "Remove the layer",
          },
        ],
      },
    }),
    notice: "Line 24: “(” is never closed. The graph is shown as it was before.",
  };
}
