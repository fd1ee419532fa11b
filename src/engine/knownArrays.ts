/** Arrays in the calls of a model (`x * np.array([1, 2])`): their numbers are made before the model is planned. */
import { showCount } from "../base/figures";
import { Trouble } from "../base/trouble";
import type { Tools } from "../data/dataset";
import { follow } from "../data/recipe/follow";
import { asNumbers } from "../data/recipe/value";
import type { Graph, Node, NodeWeight } from "../model/graph";
import { isKerasObject, isList, type Config, type Literal } from "../model/literal";
import { arrayOf, recipeOfArray } from "../model/recipe";

/** What stands in a program, and in each plan of it: 1 MB. */
const MOST_NUMBERS = 2 ** 18;

/** The graph with their numbers; the same graph where there are none. */
export async function withKnownArrays(graph: Graph, tools: Tools): Promise<Graph> {
  const made = async (value: Literal): Promise<Literal> => {
    const recipe = recipeOfArray(value);
    if (recipe) {
      const [result] = await follow(recipe, recipe.x, {
        tools,
        tell: () => undefined,
        note: () => undefined,
        seed: 0,
      });
      const { shape, data } = asNumbers(result, "An operation of the model");
      if (data.length > MOST_NUMBERS)
        throw new Trouble(
          `An array of ${showCount(data.length)} numbers stands in the model; the limit is ${showCount(MOST_NUMBERS)}.`,
        );
      return arrayOf(shape, Array.from(data));
    }
    if (isList(value)) return Promise.all(value.map(made));
    return isKerasObject(value) ? { ...value, config: await all(value.config) } : value;
  };
  const all = async (config: Config): Promise<Config> =>
    Object.fromEntries(
      await Promise.all(Object.entries(config).map(async ([name, value]) => [name, await made(value)] as const)),
    );
  const begun = async (weight: NodeWeight): Promise<NodeWeight> =>
    weight.initializer === undefined ? weight : { ...weight, initializer: await made(weight.initializer) };
  const known = async (node: Node): Promise<Node> => {
    if (node.inner) {
      const inner = await withKnownArrays(node.inner, tools);
      const innerTraining = node.innerTraining && (await withKnownArrays(node.innerTraining, tools));
      const weights = node.weights?.some(beginsWithArray) ? await Promise.all(node.weights.map(begun)) : node.weights;
      const isSame = inner === node.inner && innerTraining === node.innerTraining && weights === node.weights;
      return isSame ? node : { ...node, inner, ...(innerTraining && { innerTraining }), ...(weights && { weights }) };
    }
    return node.call && holdsArray(node.call) ? { ...node, call: await all(node.call) } : node;
  };
  const nodes = await Promise.all(graph.nodes.map(known));
  return nodes.every((node, i) => node === graph.nodes[i]) ? graph : { ...graph, nodes };
}

const beginsWithArray = ({ initializer = null }: NodeWeight): boolean =>
  isKerasObject(initializer) && holdsArray(initializer.config);

const holdsArray = (config: Config): boolean =>
  Object.values(config).some(
    (value) =>
      recipeOfArray(value) !== undefined ||
      (isList(value) && value.some((part) => recipeOfArray(part) !== undefined)) ||
      (isKerasObject(value) && holdsArray(value.config)),
  );
