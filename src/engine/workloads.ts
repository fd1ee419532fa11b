/**
 * The six models that speed is measured on, W1 to W6, and some layers by themselves: depthwise (D1) and separable convolution (S1), LSTM (R1) and GRU (R2). All
 * are plain graphs, so that a rival can build the same.
 */
import type { Graph, Node } from "../model/graph";
import type { TrainingJob } from "../model/job";
import type { KerasObject, Literal } from "../model/literal";
import { planTraining, type Plan, type PlanSettings } from "../train/plan";
import { configureOptimizer, configureOutputs } from "../train/settings";

export interface Workload {
  readonly name: string;
  readonly batch: number;
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly graph: Graph;
  /** Floating-point operations of a step as a direct computation would do them: two for each multiply-add, three passes. */
  readonly operations: number;
}

type Args = Readonly<Record<string, Literal>>;

/** Writes a graph layer by layer. */
class Chain {
  readonly nodes: Node[] = [];

  constructor(shape: readonly number[]) {
    this.nodes.push({
      id: "input",
      name: "input",
      type: "InputLayer",
      args: { shape: { value: [...shape] } },
      inputs: [],
    });
  }

  add(type: string, args: Args, from: readonly string[] = [this.last]): string {
    const id = `layer${this.nodes.length}`;
    const entries = Object.entries(args).map(([name, value]) => [name, { value }] as const);
    this.nodes.push({
      id,
      name: id,
      type,
      args: Object.fromEntries(entries),
      inputs: from.map((one) => ({ from: one, output: 0 })),
    });
    return id;
  }

  get last(): string {
    return this.nodes[this.nodes.length - 1]!.id;
  }

  graph(name: string): Graph {
    return {
      name,
      class: "Functional",
      nodes: this.nodes,
      inputs: ["input"],
      outputs: [{ from: this.last, output: 0 }],
    };
  }
}

function tutorial(size: number): Chain {
  const chain = new Chain([size, size, 3]);
  for (let block = 0; block < 3; block++) {
    chain.add("Conv2D", { filters: 64, kernel_size: [3, 3], activation: "relu" });
    chain.add("BatchNormalization", {});
    chain.add("MaxPooling2D", {});
    chain.add("Dropout", { rate: 0.25 });
  }
  chain.add("Flatten", {});
  chain.add("Dense", { units: 64, activation: "relu" });
  chain.add("BatchNormalization", {});
  chain.add("Dropout", { rate: 0.5 });
  chain.add("Dense", { units: 1, activation: "sigmoid" });
  return chain;
}

function digits(): Chain {
  const chain = new Chain([28, 28, 1]);
  for (const filters of [32, 64]) {
    chain.add("Conv2D", { filters, kernel_size: [3, 3], activation: "relu" });
    chain.add("BatchNormalization", {});
  }
  chain.add("MaxPooling2D", {});
  chain.add("Dropout", { rate: 0.25 });
  chain.add("Flatten", {});
  chain.add("Dense", { units: 128, activation: "relu" });
  chain.add("BatchNormalization", {});
  chain.add("Dense", { units: 10, activation: "softmax" });
  return chain;
}

function perceptron(inputs: number, hidden: readonly number[], outputs: number, normalized: boolean): Chain {
  const chain = new Chain([inputs]);
  for (const units of hidden) {
    chain.add("Dense", { units });
    if (normalized) chain.add("BatchNormalization", {});
    chain.add("Activation", { activation: "relu" });
  }
  chain.add("Dense", { units: outputs, activation: outputs === 1 ? "sigmoid" : "softmax" });
  return chain;
}

function resnet20(): Chain {
  const chain = new Chain([32, 32, 3]);
  const convolve = (filters: number, size: number, strides: number, from: string): string => {
    chain.add("Conv2D", { filters, kernel_size: size, strides, padding: "same", use_bias: false }, [from]);
    return chain.add("BatchNormalization", {});
  };
  const relu = (from: string): string => chain.add("Activation", { activation: "relu" }, [from]);
  let x = relu(convolve(16, 3, 1, "input"));
  for (const [filters, first] of [
    [16, 1],
    [32, 2],
    [64, 2],
  ] as const)
    for (let block = 0; block < 3; block++) {
      const strides = block === 0 ? first : 1;
      const y = convolve(filters, 3, 1, relu(convolve(filters, 3, strides, x)));
      const shortcut = strides > 1 ? convolve(filters, 1, strides, x) : x;
      x = relu(chain.add("Add", {}, [y, shortcut]));
    }
  chain.add("GlobalAveragePooling2D", {}, [x]);
  chain.add("Dense", { units: 10, activation: "softmax" });
  return chain;
}

function convolutions(type: "DepthwiseConv2D" | "SeparableConv2D", args: Args): Chain {
  const chain = new Chain([56, 56, 64]);
  for (let layer = 0; layer < 4; layer++)
    chain.add(type, { ...args, kernel_size: [3, 3], padding: "same", activation: "relu" });
  chain.add("GlobalAveragePooling2D", {});
  chain.add("Dense", { units: 10, activation: "softmax" });
  return chain;
}

function recurrent(type: "LSTM" | "GRU"): Chain {
  const chain = new Chain([64, 64]);
  chain.add(type, { units: 128 });
  chain.add("Dense", { units: 10, activation: "softmax" });
  return chain;
}

const workload = (
  name: string,
  batch: number,
  inputShape: readonly number[],
  classes: number,
  chain: Chain,
  operations: number,
): Workload => ({
  name,
  batch,
  inputShape,
  classes,
  graph: chain.graph(name),
  operations,
});

export const workloads: readonly Workload[] = [
  workload("W1", 32, [200, 200, 3], 1, tutorial(200), 90.7e9),
  workload("W1b8", 8, [200, 200, 3], 1, tutorial(200), 22.7e9),
  workload("W2", 64, [32, 32, 3], 1, tutorial(32), 3.0e9),
  workload("W3", 128, [28, 28, 1], 10, digits(), 9.2e9),
  workload("W4", 128, [784], 10, perceptron(784, [512, 256], 10, true), 0.31e9),
  workload("W5", 32, [2], 1, perceptron(2, [16, 16], 1, false), 57e3),
  workload("W6", 128, [32, 32, 3], 10, resnet20(), 31.2e9),
  workload("D1", 16, [56, 56, 64], 10, convolutions("DepthwiseConv2D", {}), 0.69e9),
  workload("S1", 16, [56, 56, 64], 10, convolutions("SeparableConv2D", { filters: 64 }), 5.6e9),
  workload("R1", 64, [64, 64], 10, recurrent("LSTM"), 2.4e9),
  workload("R2", 64, [64, 64], 10, recurrent("GRU"), 1.8e9),
];

/** Those that are measured when none are named. */
export const mainWorkloads = workloads.filter(({ name }) => name.startsWith("W"));

const object = (class_name: string): KerasObject => ({ class_name, config: {} });

/** A run of it on made-up data, four batches of them. */
export const jobOfWorkload = ({ name, graph, classes, batch }: Workload): Omit<TrainingJob, "out"> => ({
  graph,
  source: { name, text: "" },
  data: { source: `builtin:random?samples=${4 * batch}`, scale: true },
  validation: 0,
  loss: object(lossOf(classes)),
  metrics: [],
  optimizer: object("Adam"),
  epochs: 1,
  batchSize: batch,
  shuffle: true,
  seed: 1,
  threads: 0,
});

const lossOf = (classes: number): string => (classes === 1 ? "BinaryCrossentropy" : "SparseCategoricalCrossentropy");

/** One training step with Adam, as the rivals' benchmarks take it. */
export function planOf({ graph, inputShape, classes, batch }: Workload): Plan {
  const loss = object(lossOf(classes));
  const settings: PlanSettings = {
    graph,
    inputShapes: [inputShape],
    outputs: configureOutputs([{ name: "output", loss, weight: 1, metrics: [] }], [classes]),
    optimizer: configureOptimizer(object("Adam")),
    seed: 1,
  };
  return planTraining(settings, batch);
}
