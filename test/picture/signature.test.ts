/** What a layer takes, while its arguments are written. */
import { expect, test } from "vitest";
import { layerDocs } from "../../src/picture/layerDocs";
import { signatureAt } from "../../src/picture/signature";

const docs = layerDocs((sentence) => sentence);

/** The parameter that is told at the bar, as it stands in the signature. */
function told(line: string): string | undefined {
  const found = signatureAt(line.replace("|", ""), line.indexOf("|"), docs);
  if (!found) return undefined;
  const active = found.active === undefined ? undefined : found.parameters[found.active];
  return active ? found.label.slice(active.start, active.end) : "none";
}

test("the argument that is being written, by its place or its name", () => {
  expect(told("layers.Dense(|")).toBe("units");
  expect(told("layers.Dense(64, |")).toBe("activation=None");
  expect(told("layers.Dense(64, use_bias=Fa|lse)")).toBe("use_bias=True");
  expect(told("x = Conv2D(8, (3, 3), pad|")).toBe("strides=(1, 1)");
  expect(told('Conv2D(8, (3, 3), padding="sa|me")')).toBe('padding="valid"');
  expect(told("model.add(layers.Conv2D(\n    8,\n    # how large\n    kernel_size=[3, |")).toBe("kernel_size");
  expect(told("layers.Dense(64, nothing=|")).toBe("none");
});

test("the whole signature with defaults and meanings", () => {
  const found = signatureAt("layers.Dropout(", 15, docs);
  expect(found?.label).toBe("Dropout(rate, noise_shape=None, seed=None)");
  expect(found?.docs).not.toBe("");
  expect(found?.parameters.every(({ docs }) => docs !== "")).toBe(true);
});

test("nothing outside of the call of a layer", () => {
  for (const line of ["print(|", "layers.Dense(4)|", "layers.Dense(4)(|", "x = [|", "|"])
    expect(told(line), line).toBeUndefined();
});
