import { sizeOf } from "../../ops/op";
import * as kernels from "../kernels.generated";
import { NUMBERS, rowsOf, type Emitter } from "./emitter";

/** An exponential costs as much as loading some ten numbers. */
const exponentialRows = (classes: number): number => Math.max(1, Math.floor(rowsOf(classes) / 8));

export const softmax: Emitter = (y, { of, call }) => {
  const [rows, classes] = y.shape as [number, number];
  call(kernels.softmax(of(y), of(y.inputs["x"]!), classes), rows, exponentialRows(classes));
};

export const softmaxGradient: Emitter = (dx, { of, call }) => {
  const [rows, classes] = dx.shape as [number, number];
  call(kernels.softmaxGradient(of(dx), of(dx.inputs["dy"]!), of(dx.inputs["y"]!), classes), rows, rowsOf(classes));
};

export const softmaxCrossEntropy: Emitter = (y, { of, call }) => {
  const { x, label } = y.inputs;
  const [rows, classes] = x!.shape as [number, number];
  call(
    kernels.softmaxCrossEntropy(of(y), of(x!), of(label!), classes),
    rows,
    exponentialRows(classes),
    (classes + 4) * 4,
  );
};

export const sigmoidCrossEntropy: Emitter = (y, { of, call }) =>
  call(kernels.sigmoidCrossEntropy(of(y), of(y.inputs["x"]!), of(y.inputs["label"]!)), sizeOf(y.shape), NUMBERS / 8);

export const oneHot: Emitter = (y, { of, call }) => {
  const [rows, classes] = y.shape as [number, number];
  call(kernels.oneHot(of(y), of(y.inputs["x"]!), classes), rows, rowsOf(classes));
};

export const argmax: Emitter = (y, { of, call }) => {
  const [rows, classes] = y.inputs["x"]!.shape as [number, number];
  call(kernels.argmax(of(y), of(y.inputs["x"]!), classes), rows, rowsOf(classes));
};
