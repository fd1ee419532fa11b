/**
 * The workloads in TensorFlow.js: `trainOnBatch` with Adam, in its WebAssembly backend. Arguments: workload, threads (it trains on one).
 * BATCHWISE_BENCH_TFJS names a folder whose node_modules have @tensorflow/tfjs and @tensorflow/tfjs-backend-wasm. It answers `batchwise bench` as
 * rival.py tells; a workload that it cannot train ends with status 3: that backend lacks the gradients of convolution, and in plain JavaScript a step
 * of the smallest one takes longer than half a minute.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [workload, threads] = process.argv.slice(2);
if (Number(threads) > 1) process.exit(3);
const folder = process.env.BATCHWISE_BENCH_TFJS;
if (!folder) {
  console.error("BATCHWISE_BENCH_TFJS names no folder with @tensorflow/tfjs");
  process.exit(1);
}
const installed = createRequire(join(folder, "package.json"));
const began = performance.now();
const tf = installed("@tensorflow/tfjs");

const { layers } = tf;
const BATCHES = { W1: 32, W1b8: 8, W2: 64, W3: 128, W4: 128, W5: 32, W6: 128 };

function tutorial(size) {
  const model = tf.sequential();
  for (let block = 0; block < 3; block++) {
    const inputShape = block === 0 ? [size, size, 3] : undefined;
    model.add(layers.conv2d({ inputShape, filters: 64, kernelSize: 3, activation: "relu" }));
    model.add(layers.batchNormalization());
    model.add(layers.maxPooling2d({ poolSize: 2 }));
    model.add(layers.dropout({ rate: 0.25 }));
  }
  model.add(layers.flatten());
  model.add(layers.dense({ units: 64, activation: "relu" }));
  model.add(layers.batchNormalization());
  model.add(layers.dropout({ rate: 0.5 }));
  model.add(layers.dense({ units: 1, activation: "sigmoid" }));
  return model;
}

function digits() {
  const model = tf.sequential();
  model.add(layers.conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 3, activation: "relu" }));
  model.add(layers.batchNormalization());
  model.add(layers.conv2d({ filters: 64, kernelSize: 3, activation: "relu" }));
  model.add(layers.batchNormalization());
  model.add(layers.maxPooling2d({ poolSize: 2 }));
  model.add(layers.dropout({ rate: 0.25 }));
  model.add(layers.flatten());
  model.add(layers.dense({ units: 128, activation: "relu" }));
  model.add(layers.batchNormalization());
  model.add(layers.dense({ units: 10, activation: "softmax" }));
  return model;
}

function perceptron() {
  const model = tf.sequential();
  for (const [i, units] of [512, 256].entries()) {
    model.add(layers.dense({ inputShape: i === 0 ? [784] : undefined, units }));
    model.add(layers.batchNormalization());
    model.add(layers.reLU());
  }
  model.add(layers.dense({ units: 10, activation: "softmax" }));
  return model;
}

function small() {
  const model = tf.sequential();
  model.add(layers.dense({ inputShape: [2], units: 16, activation: "relu" }));
  model.add(layers.dense({ units: 16, activation: "relu" }));
  model.add(layers.dense({ units: 1, activation: "sigmoid" }));
  return model;
}

function resnet20() {
  const convolve = (x, filters, kernelSize, strides) =>
    layers
      .batchNormalization()
      .apply(layers.conv2d({ filters, kernelSize, strides, padding: "same", useBias: false }).apply(x));
  const relu = (x) => layers.reLU().apply(x);
  const inputs = tf.input({ shape: [32, 32, 3] });
  let x = relu(convolve(inputs, 16, 3, 1));
  for (const [filters, first] of [
    [16, 1],
    [32, 2],
    [64, 2],
  ])
    for (let i = 0; i < 3; i++) {
      const strides = i === 0 ? first : 1;
      const y = convolve(relu(convolve(x, filters, 3, strides)), filters, 3, 1);
      x = relu(layers.add().apply([y, strides > 1 ? convolve(x, filters, 1, strides) : x]));
    }
  const outputs = layers.dense({ units: 10, activation: "softmax" }).apply(layers.globalAveragePooling2d({}).apply(x));
  return tf.model({ inputs, outputs });
}

const models = {
  W1: [() => tutorial(200), 1],
  W1b8: [() => tutorial(200), 1],
  W2: [() => tutorial(32), 1],
  W3: [digits, 10],
  W4: [perceptron, 10],
  W5: [small, 1],
  W6: [resnet20, 10],
};

/** A step, once it has been seen to work. */
async function prepareStep() {
  installed("@tensorflow/tfjs-backend-wasm").setThreadsCount(1);
  if (!(await tf.setBackend("wasm"))) throw new Error("its WebAssembly backend is not there");
  const [build, classes] = models[workload];
  const model = build();
  const loss = classes === 1 ? "binaryCrossentropy" : "categoricalCrossentropy";
  model.compile({ optimizer: tf.train.adam(1e-5), loss });
  const batch = BATCHES[workload];
  const x = tf.randomNormal([batch, ...model.inputs[0].shape.slice(1)]);
  const labels = tf.randomUniform([batch], 0, Math.max(2, classes), "int32");
  const y = classes === 1 ? labels.reshape([batch, 1]).toFloat() : tf.oneHot(labels, classes);
  const step = async () => {
    const told = await model.trainOnBatch(x, y);
    if (Number.isNaN(told)) throw new Error("no number");
  };
  await step();
  return step;
}

const say = (value) => console.log(JSON.stringify(value));
const middle = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const log = console.log;
console.log = console.warn = () => undefined; // it recommends another package
if (!models[workload]) process.exit(3);
const step = await prepareStep().catch(() => process.exit(3));
console.log = log;
say({ version: `${tf.version.tfjs} ${tf.getBackend()}`, firstStepMs: performance.now() - began });
for await (const line of createInterface({ input: process.stdin })) {
  const [wall, cpu] = [[], []];
  const end = performance.now() + 1000 * Number(line);
  do {
    const start = performance.now();
    const used = process.cpuUsage();
    await step();
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
    wall.push(performance.now() - start);
  } while (performance.now() < end);
  say({
    stepMs: middle(wall),
    stepCpuMs: middle(cpu),
    leastCpuMs: Math.min(...cpu),
    steps: wall.length,
    peakRssBytes: 1024 * process.resourceUsage().maxRSS,
  });
}
