/** What a data format is, and what a data set is once it is open. */
import type { EntryKind, Files } from "../base/files";
import type { DataSpec } from "../model/job";
import type { Shape } from "../model/shape";
import type { Codecs } from "./images/codecs";
import type { ImageSource } from "./images/imageSource";
import type { TableSchema } from "./tables/schema";

export type PartName = "train" | "validation" | "test";

/** Numbers of the samples that a batch wants, in its order. */
export type Indices = ArrayLike<number>;
/** What inputs are written to. */
export type InputBuffer = Uint8Array | Float32Array;

/** Samples that can be had in any order. */
export interface Samples {
  readonly count: number;
  /** The class of each sample, where it is known beforehand. */
  readonly labels?: ArrayLike<number>;
  /** How much they count in the loss: one entry for all targets alike, or one for each, absent where every sample counts once. */
  readonly weights?: readonly (SampleWeights | undefined)[];
  /** Memory that is taken on top once all of them have been asked for, because they are kept. */
  readonly growsBytes?: number;
  /** Memory that whoever reads them takes, the same for all samples of a data set. */
  readonly readingBytes?: number;
  /**
   * Puts sample `indices[i]` into row `i` of both buffers: inputs as they are stored (see `Input.type` and `Input.scale`), targets as
   * `Dataset.targetSize` numbers. Gives a promise only when something has to be read or decoded first.
   */
  fill(indices: Indices, inputs: InputBuffer, targets: Float32Array): void | Promise<void>;
}

/** How much each sample counts: one number, or one for each place of its target. */
export interface SampleWeights {
  readonly data: Float32Array;
  /** Numbers for a sample. */
  readonly size: number;
}

/** What one sample's input is. */
export interface Input {
  /** Without the batch axis. */
  readonly shape: readonly number[];
  /** Bytes stay bytes until they are in the engine's memory: a quarter of the room, and scaling is one kernel there. */
  readonly type: "uint8" | "float32";
  /** What the model sees is a stored number times this: 1/255 for images of bytes, else 1. */
  readonly scale: number;
  /** Rows, columns and perhaps channels of a picture, which may be resized. */
  readonly image: boolean;
  /** Where its numbers stand for texts: number i for the i-th of these. */
  readonly texts?: readonly string[];
}

/** What is to be predicted. Classes come as class numbers, values as `shape` of numbers (a single one is `[1]`). */
export type Target =
  | { readonly kind: "classes"; readonly names: readonly string[] }
  | { readonly kind: "values"; readonly shape: readonly number[] };

/** One of a sample's targets, and how many numbers of a row are its own. */
export interface TargetPart {
  readonly target: Target;
  readonly size: number;
}

/** The inputs and targets of a sample that has several: in a row of `Samples` they stand one after the other. */
export interface Parts {
  readonly inputs: readonly Input[];
  readonly targets: readonly TargetPart[];
}

/** For each input of the model the texts that its numbers stand for, where it has texts. */
export const textsOf = ({
  input,
  parts,
}: Pick<Dataset, "input" | "parts">): readonly (readonly string[] | undefined)[] =>
  (parts?.inputs ?? [input]).map(({ texts }) => texts);

/** Data that are open and ready to be trained on. */
export interface Dataset {
  /** As in `DataSpec`. */
  readonly source: string;
  readonly input: Input;
  readonly target: Target;
  /** How many numbers `fill` writes for the target of one sample. */
  readonly targetSize: number;
  /** Where a sample has several inputs or targets; `input` and `target` then speak of its whole row. */
  readonly parts?: Parts;
  readonly train: Samples;
  readonly validation?: Samples;
  readonly test?: Samples;
  /** How a fraction for validation is taken: the last part of all (as Keras does), or of each class where files are sorted by class. */
  readonly splitBy: "order" | "class";
  /** The columns of a table and what became of them, so that another table can be read in the same way. */
  readonly table?: TableSchema;
  /** What was skipped or changed, one sentence each. Grows while images are decoded. */
  readonly warnings: () => readonly string[];
}

/**
 * The form in which a loss wants its targets: class numbers (sparse categorical), one number for each class (categorical), 0 and 1
 * (binary), numbers as they are, or a list of class numbers of any length, filled up with 0.
 */
export type TargetForm = "index" | "one-hot" | "binary" | "values" | "sequence";

/** What a model is fed and compared with, in its order. */
export interface ModelParts {
  readonly inputs: readonly ModelInput[];
  readonly targets: readonly ModelTarget[];
}
export interface ModelInput {
  readonly name: string;
  /** Batch included. */
  readonly shape: Shape;
  /** Where it takes whole numbers: they lie below this. */
  readonly words?: number;
  /** Whether it can take texts. */
  readonly texts?: boolean;
}
export interface ModelTarget {
  readonly name: string;
  /** Of the model's output, batch included. */
  readonly shape: Shape;
  readonly form: TargetForm;
}

/** What is known of the model while data are opened; all of it may be missing. */
export interface Wish {
  /** All inputs and outputs, where their shapes are known. */
  readonly model?: ModelParts;
  /** The model's input, batch included: decides the size of generated and of decoded images. */
  readonly input?: Shape;
  /** Whether the model's only input can take texts. */
  readonly texts?: boolean;
  /** The model's output: class numbers that fit it are kept as they are. */
  readonly output?: Shape;
  /** Decides whether whole numbers in a target are classes or values. */
  readonly targets?: TargetForm;
  /** Data that these must agree with: the training data, while validation data are opened. */
  readonly like?: Pick<Dataset, "input" | "target" | "table" | "parts">;
}

/** What reading needs from outside. */
export interface Tools {
  readonly files: Files;
  /** Absent where no images are to be decoded. */
  readonly codecs?: Codecs;
  /** Reads images beside other work; `files` and `codecs` do it in this thread when it is not given. */
  readonly images?: ImageSource;
  /** The largest array that may be read at once; 4 GiB when not given. */
  readonly memoryBytes?: number;
  /** How much of the decoded or generated images is kept; 1 GiB when not given. */
  readonly cacheBytes?: number;
  /** Where Keras keeps what it downloads, `~/.keras`. */
  readonly kerasFolder?: string;
  /** Where scikit-learn keeps what it downloads, `~/scikit_learn_data`. */
  readonly sklearnFolder?: string;
  /** Says what is being done, when it takes its time. */
  readonly tell?: (what: string) => void;
}

/** A small picture of a sample. */
export interface Thumbnail {
  readonly label: string;
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and 255 for each pixel. */
  readonly rgba: Uint8Array;
}

/** A column of a table. */
export interface ColumnFacts {
  /** As in the header, or `column_1` and so on. */
  readonly name: string;
  readonly kind: "number" | "text" | "empty";
  /** Rows that have nothing here (or `NA` and the like, among numbers). */
  readonly missing: number;
  /** Numbers only. */
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  /** How many different texts; absent when there are too many to count. */
  readonly distinct?: number;
  /** These texts, sorted, when they are few. */
  readonly values?: readonly string[];
}

/** What can be said of data at a glance, for someone who chooses. */
export interface Description {
  /** The format's title. */
  readonly format: string;
  readonly parts: readonly {
    readonly name: PartName;
    readonly count: number;
    /** False for an estimate from the first part of a file. */
    readonly exact: boolean;
  }[];
  /** Absent where it depends on what is chosen. */
  readonly inputShape?: readonly number[];
  /** Absent for numbers. */
  readonly classes?: readonly string[];
  /** For tables: what each column holds (of the rows looked at), and the first rows. */
  readonly columns?: readonly ColumnFacts[];
  readonly rows?: readonly (readonly string[])[];
  readonly thumbnails?: readonly Thumbnail[];
  readonly warnings: readonly string[];
}

/** One kind of data. */
export interface DataFormat {
  readonly id: string;
  /** For people: what it is and how it looks on disk. */
  readonly title: string;
  /** Whether a source is of this kind; `kind` is what lies at that path. Formats are asked in the order of the list. */
  matches(source: string, kind: EntryKind | undefined, files: Files): boolean | Promise<boolean>;
  /** A quick look that does not read everything. */
  describe(spec: DataSpec, tools: Tools): Promise<Description>;
  open(spec: DataSpec, tools: Tools, wish: Wish): Promise<Dataset>;
}
