/** Programs that would keep a naive interpreter busy for ever, or fill its memory: each ends within its steps, and says what was not followed. */
import { expect, test, vi } from "vitest";
import { follow } from "../../src/formats/kerasPython/follow";
import { problemsOf } from "../../src/formats/kerasPython/problems";
import { Exhausted, Machine } from "../../src/python/machine";
import type { Value } from "../../src/python/value";
import { parser, read } from "../support/reader";

const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("");

/** Two values that are equal, of more parts than anybody can count. */
const trees = "a = b = (1, 2)\nfor i in range(60):\n    a = (a, a)\n    b = (b, b)\n";
const wide = "a = [1]\nfor i in range(8):\n    a = [a] * 400\n";

/** What `result` is in the end, and what is told of the file. */
const programs: readonly (readonly [name: string, text: string])[] = [
  ["an endless loop", "n = 0\nwhile True:\n    n += 1\nresult = n\n"],
  ["an endless loop of two", "a, b = 0, 1\nwhile a != b:\n    a, b = a + 2, b + 2\nresult = a\n"],
  ["an endless loop in an endless loop", "n = 0\nwhile 1:\n    while 1:\n        n = n + 1\nresult = n\n"],
  ["a range of 10**12", "result = 0\nfor i in range(10**12):\n    result += i\n"],
  ["a list of 10**12", "result = list(range(10**12))\n"],
  ["a list that is repeated", "result = [0] * 10**9\n"],
  ["a list that doubles", "result = [1]\nfor i in range(200):\n    result = result + result\n"],
  ["a list that takes itself in", "result = []\nfor i in range(10**7):\n    result.append(result)\n"],
  ["a list that extends itself", "result = [1]\nfor i in range(100):\n    result.extend(result)\n"],
  ["a text of 10**9", "result = 'a' * 10**9\n"],
  ["a text that doubles", "result = 'ab'\nfor i in range(100):\n    result += result\n"],
  ["replacements that grow", "result = 'aa'\nfor i in range(60):\n    result = result.replace('a', 'aa')\n"],
  ["joined texts", "result = ','.join(['x' * 100000] * 100000)\n"],
  ["a format of great width", "result = '{:>1000000000}'.format(1)\n"],
  ["a format in an f-string", "w = 10**9\nresult = f'{1:>{w}}'\n"],
  ["an old format", "result = '%1000000000d' % 1\n"],
  ["f-strings in f-strings", `x = 'ab'\n${many(80, () => "x = f'{x}{x}{x}'\n")}result = x\n`],
  ["filled texts", "result = 'a'.ljust(10**10) + 'b'.zfill(10**10) + 'c'.center(10**10)\n"],
  ["a power of powers", "result = 10**10**10\n"],
  ["a shift", "result = 1 << 10**12\n"],
  ["squares of squares", "result = 3\nfor i in range(100):\n    result = result * result\n"],
  ["a factorial", "import math\nresult = math.factorial(10**9)\n"],
  ["combinations", "import math\nresult = math.comb(10**9, 10**8)\n"],
  ["recursion", "def f(n):\n    return f(n + 1)\nresult = f(0)\n"],
  ["recursion of two", "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nresult = f(0)\n"],
  ["recursion that branches", "def f(n):\n    return f(n - 1) + f(n - 2) if n > 1 else n\nresult = f(90)\n"],
  ["recursion of a lambda", "f = lambda g: g(g)\nresult = f(f)\n"],
  [
    "unknown branches",
    `import other\nresult = 0\n${many(60, (i) => `if other.a${i}:\n    result += ${2 ** (i % 30)}\n`)}`,
  ],
  [
    "unknown branches that call",
    "import other\ndef f(n):\n    if other.x:\n        return f(n + 1)\n    if other.y:\n        return f(n + 2)\n    return n\nresult = f(0)\n",
  ],
  [
    "unknown branches in a loop",
    "import other\nresult = []\nfor i in range(5000):\n    if other.a:\n        result.append(i)\n    elif other.b:\n        result.append(-i)\n",
  ],
  [
    "comprehensions in comprehensions",
    "result = [[[a * b * c for a in range(999)] for b in range(999)] for c in range(999)]\n",
  ],
  [
    "a comprehension of many clauses",
    "result = [1 for a in range(99) for b in range(99) for c in range(99) for d in range(99)]\n",
  ],
  [
    "a generator without end",
    "def count():\n    n = 0\n    while True:\n        yield n\n        n += 1\nresult = list(count())\n",
  ],
  ["generators of generators", "def more():\n    yield 1\n    yield from more()\nresult = list(more())\n"],
  ["itertools without end", "import itertools\nresult = list(itertools.count())\n"],
  ["products", "import itertools\nresult = list(itertools.product(range(1000), repeat=9))\n"],
  ["permutations", "import itertools\nresult = list(itertools.permutations(range(100)))\n"],
  ["parentheses", `result = ${"(".repeat(5000)}1${")".repeat(5000)}\n`],
  ["attributes", `import other\nresult = other${".a".repeat(20000)}\n`],
  ["calls", `import other\nresult = other.f${"()".repeat(20000)}\n`],
  ["signs", `result = ${"-".repeat(50000)}1\n`],
  ["sums", `result = ${"1 + ".repeat(50000)}x\n`],
  ["conditions", `result = ${"1 if x else ".repeat(20000)}2\n`],
  ["ifs", many(900, (i) => `${" ".repeat(i)}if x:\n`) + `${" ".repeat(900)}result = 1\n`],
  ["else ifs", `x = 5\nif x == 0:\n    result = 0\n${many(5000, (i) => `elif x == -${i}:\n    result = ${i}\n`)}`],
  ["a class of itself", "class A(A):\n    pass\nresult = A().x\n"],
  [
    "classes in a circle",
    "class A: pass\nclass B(A): pass\nA = type('A', (B,), {})\nA.__bases__ = (A, B)\nresult = A().x\n",
  ],
  [
    "__getattr__ of itself",
    "class A:\n    def __getattr__(self, name):\n        return getattr(self, name)\nresult = A().x\n",
  ],
  ["a property of itself", "class A:\n    @property\n    def x(self):\n        return self.x\nresult = A().x\n"],
  ["__call__ of itself", "class A:\n    def __call__(self, x):\n        return self(x)\nresult = A()(1)\n"],
  ["an operator of itself", "class A:\n    def __add__(self, x):\n        return self + x\nresult = A() + A()\n"],
  ["a dictionary of itself", "result = {}\nfor i in range(10**6):\n    result[i] = dict(result)\n"],
  ["sorting by a function without end", "def key(x):\n    return key(x)\nresult = sorted([3, 1, 2], key=key)\n"],
  ["sorting what has no order", "result = sorted([1, 'a', None, [], {}, object()])\n"],
  [
    "a decorator of itself",
    "def twice(f):\n    return twice(twice(f))\n@twice\ndef g(x):\n    return x\nresult = g(1)\n",
  ],
  [
    "many decorators",
    `def d(f):\n    return lambda *a: f(*a)\n${"@d\n".repeat(3000)}def g(x):\n    return x\nresult = g(1)\n`,
  ],
  ["reduce", "import functools\nresult = functools.reduce(lambda a, b: a + a, range(10**4), 'a')\n"],
  ["a pattern that backtracks", "import re\nresult = re.match('(a+)+$', 'a' * 40 + 'b')\n"],
  ["an array of 10**12", "import numpy as np\nresult = np.arange(10**12).tolist()\n"],
  ["arrays in lists", "import numpy as np\nresult = list(np.zeros((10**6, 10**6)))\n"],
  ["a mesh", "import numpy as np\nresult = np.meshgrid(*[np.arange(10**6)] * 9)[0].tolist()\n"],
  [
    "layers in a loop of 10**6",
    "import keras\nx = keras.Input((8,))\nfor i in range(10**6):\n    x = keras.layers.Dense(8)(x)\nresult = keras.Model([], x)\n",
  ],
  [
    "layers in a loop without end",
    "import keras\nresult = keras.Sequential()\nwhile True:\n    result.add(keras.layers.Dense(8))\n",
  ],
  [
    "a model in itself",
    "import keras\nresult = keras.Sequential()\nresult.add(keras.layers.Dense(3))\nfor i in range(100):\n    result.add(result)\n",
  ],
  [
    "models that double",
    "import keras\nresult = keras.Sequential([keras.layers.Dense(3)])\nfor i in range(60):\n    result = keras.Sequential([result, result])\n",
  ],
  [
    "a tensor that is added to itself",
    "import keras\nx = keras.Input((8,))\nfor i in range(20000):\n    x = x + x\nresult = keras.Model([], x)\n",
  ],
  [
    "copies of copies",
    "import copy\nresult = [1]\nfor i in range(100):\n    result = [copy.deepcopy(result), copy.deepcopy(result)]\n",
  ],
  ["tuples of tuples", "result = ()\nfor i in range(9000):\n    result = (result, result)\nresult = str(result)\n"],
  ["equal trees", `${trees}result = sorted([a, b, a < b, a == b])\n`],
  ["trees in a dictionary", `${trees}d = {a: 1}\nresult = d[b] + unheard_of\n`],
  ["trees in branches", `import other\n${trees}a = (a, 1)\nif other.x:\n    result = a\nelse:\n    result = other.y\n`],
  ["trees that are copied", `import copy\n${trees}result = str(copy.deepcopy(a))\n`],
  [
    "a deep copy of something deep",
    "import copy\na = []\nfor i in range(9000):\n    a = [a]\nresult = str(copy.deepcopy(a))\n",
  ],
  ["trees as arguments", `import keras\n${trees}result = keras.Sequential([keras.Input(a), keras.layers.Dense(a)])\n`],
  ["wide trees as arguments", `import keras\n${wide}result = keras.Sequential([keras.layers.Dense(a, name=a)])\n`],
  ["trees in an object", `class A: pass\none = A()\n${trees}${wide}one.x = [a, b]\nresult = unheard_of\n`],
  ["an object that holds itself", "class A: pass\na = A()\na.x = []\na.x.append(a.x)\nresult = str(a.x)\n"],
  [
    "many large models",
    "import keras\nm = keras.Sequential([keras.layers.Dense(3)])\nfor i in range(13):\n    m = keras.Sequential([m, m])\nfor i in range(60):\n    result = keras.Sequential([m, m])\n",
  ],
  ["a list that grows while it is walked", "result = [1]\nfor x in result:\n    result.append(x + 1)\n"],
  ["a list that grows in a comprehension", "a = [1]\nresult = [a.append(x) for x in a]\n"],
  ["a model that is its own first layer", "import keras\nresult = keras.Sequential()\nresult.add(result)\n"],
  ["exec", "result = eval('[0] * 10**10') or exec('while True: pass')\n"],
];

/** How much is kept: letters and parts, each thing once. */
function sizeOf(values: Iterable<Value | undefined>): number {
  const waiting: (Value | undefined)[] = [...values];
  const seen = new Set<Value>();
  let size = 0;
  for (let next = waiting.pop(); waiting.length > 0 || next; next = waiting.pop()) {
    if (!next || seen.has(next)) continue;
    seen.add(next);
    size++;
    if (next.kind === "text") size += next.value.length;
    else if (next.kind === "int") size += next.value.toString(16).length;
    else if (next.kind === "list" || next.kind === "tuple" || next.kind === "iterator") {
      size += next.items.length;
      for (const item of next.items) waiting.push(item);
    } else if (next.kind === "dict") for (const { value } of next.entries.values()) waiting.push(value);
  }
  return size;
}

/** What the text may take, and what drawing its models may take. */
const MOST_STEPS = 3 * 400_000;
const LARGEST = 3_000_000;

/** What became of a program: steps of all kinds, how much is kept, and what is said of what was not followed. */
function outcome(text: string) {
  let steps = 0;
  const step = vi.spyOn(Machine.prototype, "step").mockImplementation(function (this: Machine, weight = 1) {
    steps += weight;
    this.skip(weight);
    if (this.isExhausted) throw new Exhausted();
  });
  const module = parser.parse("endless.py", text);
  const following = follow(module);
  step.mockRestore();
  const { members } = following.scope;
  const result = members.get("result");
  const told = problemsOf(module, following).map(({ message }) => message);
  const hidden = result && "unknown" in result ? result.unknown : result?.kind === "unknown" ? result : undefined;
  return {
    steps,
    size: sizeOf([...members].map(([, value]) => value)),
    said: [...told, ...(hidden ? [hidden.reason] : [])],
  };
}

test("there are enough of them", () => {
  expect(new Set(programs.map(([, text]) => text)).size).toBeGreaterThanOrEqual(40);
});

test.each(programs)(
  "%s",
  (_, text) => {
    const { steps, size, said } = outcome(text);
    expect(steps).toBeLessThanOrEqual(MOST_STEPS);
    expect(size).toBeLessThan(LARGEST);
    expect(said).not.toEqual([]);
  },
  120_000,
);

/** Values that hold themselves, or one thing in more places than can be counted. */
const structures: Readonly<Record<string, string>> = {
  "a dictionary that holds itself": "d = {}\nd['a'] = d\nd['b'] = {'a': d, 'c': x}\n",
  "a list that holds itself": "d = [x]\nd.append(d)\nd.append([d, d])\n",
  "a list in a dictionary in that list": "d = [x]\ne = {'a': d}\nd.append(e)\nd.append((e, d))\n",
  "a list that doubles": "d = [x]\nfor i in range(60):\n    d = [d, d]\n",
  "a list as deep as can be": "d = [x]\nfor i in range(9000):\n    d = [d]\n",
};

/** What is done with such a value `d`; `x` is an input, `m` a model. */
const uses: readonly string[] = [
  "m.compile(loss=d, optimizer=d, metrics=d, loss_weights=d)\nm.fit([1], [2])",
  "m.compile(keras.optimizers.Adam(d), loss=keras.losses.Huber(d), metrics=[keras.metrics.AUC(d)])",
  "m.fit(d, d)",
  "m.fit(x={'a': d}, y=d)",
  "m.fit([1], [2], callbacks=d, class_weight=d, sample_weight=d, validation_data=(d, d))",
  "m.fit([1], [2], callbacks=[keras.callbacks.EarlyStopping(d), d], validation_data=d)",
  "m.fit(np.array(d), np.stack(d))",
  "m.fit(np.concatenate(d), keras.utils.to_categorical(d))",
  "m.fit(tf.data.Dataset.from_tensor_slices((d, d)).batch(3))",
  "t = pd.DataFrame(d)\nm.fit(t, t)",
  "m.fit(**{'x': 1, 'y': d})",
  "n = keras.Model(x, keras.layers.Concatenate()(d))",
  "y = keras.layers.Dense(3, name=d)(d)\nn = keras.Model(d, y)",
  "y = m(d)\nn = keras.Model(x, y)",
  "y = keras.layers.MultiHeadAttention(3, 3)(d, d)\nn = keras.Model(x, y)",
  "y = keras.layers.RNN(d)(x)\nn = keras.Model(x, y)",
  "y = keras.ops.concatenate(d)\nn = keras.Model(x, y)",
  "class L(keras.layers.Layer):\n    def call(self, z): return z\ny = L()(d)\nn = keras.Model(x, y)",
  "class M(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.parts = d\n    def call(self, z): return d\nn = M()\nn.build((None, 8))",
  "y = other.layer(x, d)\nother.layer(d)\nn = keras.Model(x, y)",
];
const beginning =
  "import keras, other\nimport numpy as np\nimport pandas as pd\nimport tensorflow as tf\nx = keras.Input((8,), name='x')\n" +
  "m = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3)])\nm.compile(loss='mse')\n";

/** Things of Keras that hold things of Keras. */
const things: readonly string[] = [
  "d = 3\nfor i in range(60):\n    d = slice(d, d)\nn = keras.Model(x, x[d])",
  "d = keras.layers.LSTMCell(3)\nfor i in range(60):\n    d = keras.layers.StackedRNNCells([d, d])\ny = keras.layers.RNN(d)(x)\nn = keras.Model(x, y)",
  "d = None\nfor i in range(60):\n    d = keras.callbacks.EarlyStopping([d, d])\nm.fit([1], [2], callbacks=[d])",
  "d = None\nfor i in range(9000):\n    d = keras.callbacks.EarlyStopping(d)\nm.fit([1], [2], callbacks=[d])",
  "d = 3\nfor i in range(60):\n    d = keras.initializers.Constant([d, d])\ny = keras.layers.Dense(3, kernel_initializer=d)(x)\nn = keras.Model(x, y)",
];

test.each([
  ...Object.entries(structures).flatMap(([name, made]) => uses.map((use) => [name, `${made}${use}\n`] as const)),
  ...things.map((text) => ["things in things", `${text}\n`] as const),
])(
  "%s: %s",
  (_, text) => {
    const reading = read(beginning + text);
    expect(
      reading.problems.map(({ message }) => message).filter((one) => one.includes("Batchwise could not follow")),
    ).toEqual([]);
    const written = JSON.stringify(reading);
    expect(written.length).toBeLessThan(LARGEST);
    expect(written).toMatch(/unknown|not (?:known|followed)|"nodes":\[\]/);
  },
  120_000,
);
