/** Which fixture shows which construct of Python and of Keras: the numbers beside each fixture are Keras's own (`scripts/oracle/summaries.py`). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../fixtures/keras");

const constructs: Readonly<Record<string, readonly (readonly [construct: string, shown: RegExp])[]>> = {
  functions_of_every_kind: [
    ["defaults and keywords", /def dense\(x, units=4/],
    ["* and **", /dense\(\*\[x, 8\], \*\*\{/],
    ["closures and nonlocal", /nonlocal width/],
    ["recursion", /tower\(layers\.Dense/],
    ["lambdas", /head = lambda/],
    ["functools.partial and reduce", /functools\.partial[\s\S]*functools\.reduce/],
    ["decorators, with arguments too", /@times\(2\)/],
    ["generators", /yield from/],
    ["positional-only and keyword-only", /units, \/, rate=0\.5, \*, classes/],
  ],
  classes_of_every_kind: [
    ["build and add_weight", /self\.add_weight/],
    ["super()", /super\(\)\.call\(x\)/],
    ["properties, static and class methods", /@property[\s\S]*@staticmethod[\s\S]*@classmethod/],
    ["from_config and get_config", /Scale\.from_config/],
    ["dataclass and enum", /@dataclasses\.dataclass[\s\S]*enum\.Enum/],
    ["subclassed models", /class Encoder\(keras\.Model\)/],
  ],
  loops_and_branches: [
    [
      "range, zip, enumerate, items, reversed",
      /range\(1, 6, 2\)[\s\S]*zip\([\s\S]*enumerate\([\s\S]*\.items\(\)[\s\S]*reversed\(/,
    ],
    ["while with continue, break and else", /while n > 3:[\s\S]*continue[\s\S]*break[\s\S]*else:/],
    ["if, elif, raise", /elif MODE[\s\S]*raise ValueError/],
    ["match", /match MODE:/],
    ["comprehensions", /for k in \(1, 2, 3\) if k != 2/],
    ["unpacking", /first, \*rest =/],
    ["slices", /\[::-1\]/],
    ["named expressions", /size := /],
  ],
  values_that_shape_models: [
    ["deepcopy and methods of dictionaries and lists", /copy\.deepcopy[\s\S]*setdefault[\s\S]*insert/],
    ["%, format and f-strings", /"%s_%d"[\s\S]*\.format\([\s\S]*f"conv_/],
    ["defaultdict, namedtuple", /defaultdict\(int\)[\s\S]*counts\[letter\] \+= 1/],
    ["math and NumPy", /math\.ceil[\s\S]*np\.prod/],
    ["with, try, assert", /with open[\s\S]*try:[\s\S]*finally:[\s\S]*assert/],
  ],
  parts_of_models: [
    ["model.layers[…]", /base\.layers\[-2\]\.output/],
    ["get_layer by name and by index", /get_layer\("conv"\)[\s\S]*/],
    ["trainable = False", /layer\.trainable = False/],
    ["clone_model and from_config", /clone_model[\s\S]*from_config/],
    ["pop", /\.pop\(\)/],
    ["deferred models", /deferred\.build/],
  ],
  masks_asked_for: [
    ["compute_mask", /\.compute_mask\(/],
    ["compute_output_shape", /\.compute_output_shape\(/],
  ],
  functions_on_tensors: [
    ["keras.ops", /ops\.einsum[\s\S]*ops\.split/],
    ["operators on tensors", /\* ops\.exp\(-z\)/],
  ],
  settings_of_the_file: [
    ["set_image_data_format, and back", /set_image_data_format\("channels_first"\)[\s\S]*"channels_last"\)/],
    ["a class of Keras under that setting", /class Narrow\(layers\.Conv2D\)/],
  ],
  ways_of_strangers: [
    ["a model kept in a module", /^tf\.model = /m],
    ["a line that ends with a dot", /layers\.$/m],
    ["a layer called either way", /shared\(x, training=True\) if /],
    ["a layer of the file with input_shape", /Residual\(7, input_shape=/],
    ["sizes from lists as tensors", /tf\.one_hot\(windows/],
  ],
  shared_layers: [["shared layers", /./]],
  automatic_names: [["names as Keras gives them", /sequential|Sequential/]],
  seq_add_input_shape_legacy: [["spellings of Keras 1 and 2", /input_shape/]],
};

for (const [name, shown] of Object.entries(constructs))
  test(`${name} shows what it is for`, () => {
    const text = readFileSync(join(folder, `${name}.py`), "utf8");
    for (const [construct, pattern] of shown) expect(text, construct).toMatch(pattern);
    // A model with an unknown total would be compared with nothing.
    expect(readFileSync(join(folder, `${name}.txt`), "utf8")).not.toMatch(/total \?/);
  });
