/** The user's model, whatever file it came from. */
import type { Span } from "./span";
import type { TrainingSettings } from "./training";
import type { Config, Literal } from "./literal";
import type { Shape } from "./shape";

/** Names one layer call within its graph: the layer's name, with `#2` and so on for a shared layer's later calls. */
export type NodeId = string;

/** One tensor that flows into a node: the `output`-th result of the node `from`. */
export interface Edge {
  readonly from: NodeId;
  readonly output: number;
  /** The name of the call's argument, where it is given by name (`key`, `initial_state`); of an output, its key in a dictionary. */
  readonly role?: string;
}

/** An argument as the file gives it. */
export interface Argument {
  readonly value: Literal;
  /** Where the value stands in the source. */
  readonly span?: Span;
}

/** One call of one layer. */
export interface Node {
  readonly id: NodeId;
  /** The layer's class, spelled as in its format (`Conv2D`). */
  readonly type: string;
  /** The layer's own name, given or automatic (`conv2d_1`). A shared layer's calls have the same. */
  readonly name: string;
  /** What the file gives; defaults are filled in by `layers/`. Keys are Keras's argument names. */
  readonly args: Readonly<Record<string, Argument>>;
  readonly inputs: readonly Edge[];
  /** The expression that makes the layer. */
  readonly span?: Span;
  /** Where else the text calls the layer by its name, without the quotes; only where that is part of the model itself. */
  readonly mentions?: readonly { readonly span: Span }[];
  /** The `training=` argument of the call, where it is given. */
  readonly training?: boolean;
  /** Other arguments of the call that are no tensors, such as `use_causal_mask`. */
  readonly call?: Config;
  /** Frozen by `layer.trainable = False` after it was made, or false when that was taken back. */
  readonly frozen?: boolean;
  /** True for the input that a first layer's `input_shape` stands for: there, but not written as a layer. */
  readonly implicit?: boolean;
  /** A model used as a layer, or what a layer of the file's own class does with its inputs. */
  readonly inner?: Graph;
  /** All that a layer of the file's own class does is in `inner`, to the last step. */
  readonly followed?: true;
  /** What it does while training, where that is something else. */
  readonly innerTraining?: Graph;
  /** It hands the mask of its first input on with its result. */
  readonly passesMask?: true;
  /** Why this layer is not understood, when it is not. */
  readonly opaque?: string;
  /** An operator or a function on tensors (`x + y`, `keras.ops.mean`): a row of Keras's summary, but not a layer. */
  readonly operation?: boolean;
  /** A step of the mask that a layer gives with its result: a row of Keras's summary. Whoever computes the model makes masks by itself. */
  readonly ofMask?: boolean;
  /** The masks that come with its inputs, where Keras connects it to the rows that make them. */
  readonly masks?: readonly Edge[];
  /** A part of a model of the file's own class that nothing is known to go through. */
  readonly uncalled?: boolean;
  /** A step of a model of the file's own class that is none of its attributes: Keras does not list it. */
  readonly unlisted?: boolean;
  /** The output's shape, where the file tells it and `layers/` does not know the type. */
  readonly shape?: Shape;
  /** The same of the tensors that an operation gives after the first. */
  readonly otherShapes?: readonly Shape[];
  /** First values of the layer's weights, by name, where they are known before training: what `adapt` found in the data. */
  readonly initial?: Readonly<Record<string, readonly number[]>>;
  /** The weights that the file itself gives a layer of its own class, without those of the layers in it. */
  readonly weights?: readonly NodeWeight[];
}

/** A weight of a layer that the file defines. */
export interface NodeWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  /** As the file gives them: absent where it does not. */
  readonly initializer?: Literal;
  readonly regularizer?: Literal;
  readonly constraint?: Literal;
}

/** Whether what a node does can be told from the graph in it: a model, or a layer of the file's own that was followed to its end. */
export const isWhole = (node: Node): node is Node & { readonly inner: Graph } =>
  node.inner !== undefined && (node.opaque === undefined || node.followed === true);

export type ModelClass = "Sequential" | "Functional" | "Subclassed";

/** A model. Nodes are in the order in which Keras lists them, and every node comes after its inputs. */
export interface Graph {
  /** The variable it is bound to, else the function that returns it, else Keras's own name. */
  readonly name: string;
  readonly class: ModelClass;
  readonly nodes: readonly Node[];
  readonly inputs: readonly NodeId[];
  readonly outputs: readonly Edge[];
  /** The expression that makes the model. */
  readonly span?: Span;
  /** What `compile` and `fit` in the same file say. */
  readonly training?: TrainingSettings;
  /** Weights are put into it from elsewhere, at least on some path: `load_weights`, `set_weights`. They fit its layers as they are. */
  readonly loadsWeights?: boolean;
  readonly around?: Around;
  /** Inputs that nothing takes here, and that something in the file may take all the same, or on another way through it. */
  readonly spareInputs?: readonly NodeId[];
  /** Layers that the file makes beside it and that no model has. */
  readonly unused?: readonly UnusedLayer[];
}

/** A layer that is made for nothing. */
export interface UnusedLayer {
  readonly type: string;
  readonly name: string;
  readonly span: Span;
  /** The node of the model whose result it takes, or which it is a part of. */
  readonly node: NodeId;
  /** It is the attribute of that name, and never called. */
  readonly attribute?: string;
  /** It is a function's variable of that name, and never called. Without either it is called, and nobody takes what it gives. */
  readonly variable?: string;
}

/** What a file says around its models, for whoever asks how they are trained. */
export interface Around {
  /** The length of a gradient with respect to data is held to a value, as WGAN-GP does. */
  readonly penalizesGradients?: boolean;
  /** It is trained on at least so many devices at once, each with a part of the batch. */
  readonly replicas?: number;
  /** It is written for this generation of Keras, as its imports tell; absent where it may be for either. */
  readonly generation?: 2 | 3;
  /** Its words say that weights or layers come from PyTorch. */
  readonly fromPytorch?: boolean;
  /** The version of Keras that the file asks for. */
  readonly kerasVersion?: string;
}

/** What a model is made of, without the rows for its masks. */
export const withoutMasks = (nodes: readonly Node[]): readonly Node[] =>
  nodes.some(({ ofMask }) => ofMask) ? nodes.filter(({ ofMask }) => !ofMask) : nodes;

/** Keras's names of a model's outputs: the keys of a dictionary where the model gives one, else the layers that they come from. */
export function outputNames({ nodes, outputs }: Graph): readonly string[] {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return outputs.map(({ from, role }) => role ?? names.get(from) ?? from);
}
