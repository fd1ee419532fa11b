/** `tensorflow_hub`: models at an address, used as layers. What the best known ones give was published with them. */
import { isList, type Literal } from "../../../model/literal";
import type { Dim, Shape } from "../../../model/shape";
import { unknown, type External } from "../../../python/value";
import { builtin } from "../../../python/members";
import { foreignClass, type Given, type Outcome } from "../layers/foreign";
import type { Keras } from "../keras";
import { open, outside } from "./open";

/** By the address without publisher's folders and version: how wide the output is, and how many weights there are. */
const models: Readonly<Record<string, readonly [width: number, weights: number]>> = {
  "universal-sentence-encoder": [512, 256_797_824],
  "nnlm-en-dim50": [50, 48_190_600],
  "nnlm-en-dim50-with-normalization": [50, 48_190_600],
  "nnlm-en-dim128": [128, 124_642_688],
  "nnlm-en-dim128-with-normalization": [128, 124_642_688],
  "gnews-swivel-20dim": [20, 400_020],
  "efficientnet/b0/feature-vector": [1280, 4_049_564],
  "efficientnet/b1/feature-vector": [1280, 6_575_232],
  "efficientnet/b2/feature-vector": [1408, 7_768_562],
  "efficientnet/b3/feature-vector": [1536, 10_783_528],
  "efficientnet/b4/feature-vector": [1792, 17_673_816],
  "efficientnet/b5/feature-vector": [2048, 28_513_520],
  "efficientnet/b6/feature-vector": [2304, 40_960_136],
  "efficientnet/b7/feature-vector": [2560, 64_097_680],
  "resnet_v2_50/feature-vector": [2048, 23_564_800],
  "mobilenet_v2_100_224/feature-vector": [1280, 2_257_984],
  "mobilenet_v2/feature-vector": [1280, 2_257_984],
  "mobilenet_v2/classification": [1001, 3_540_265],
  "inception_v3/feature-vector": [2048, 21_802_784],
};

/** `https://tfhub.dev/google/imagenet/resnet_v2_50/feature_vector/4` → `resnet_v2_50/feature-vector`. */
const plain = (address: string): string =>
  address
    .replace(/^https:\/\/(?:www\.)?(?:tfhub\.dev|kaggle\.com\/models)\//, "")
    .replace(/^(?:google|tensorflow)\/(?:imagenet\/|tf2-preview\/)?/, "")
    .replace(/\/\d+$/, "")
    .replace("feature_vector", "feature-vector");

/** Layers and width of a BERT from its address; the large vocabulary is that of the lower-case English ones. */
function bertSize(address: string): readonly [layers: number, width: number] | undefined {
  const sizes = /bert_en_uncased_L-(\d+)_H-(\d+)_A-\d+$/.exec(address);
  if (sizes) return [Number(sizes[1]), Number(sizes[2])];
  return /^experts\/bert\//.test(address) ? [12, 768] : undefined;
}

/** Embeddings, blocks, pooling, and a number that is kept beside them. */
const bertWeights = (layers: number, width: number): number =>
  (30_522 + 512 + 2 + 2) * width + layers * (12 * width * width + 13 * width) + width * width + width + 1;

function outcome([shape]: readonly Shape[], given: Given): Outcome | undefined {
  const batch = shape?.[0] ?? null;
  const address = given.literal("handle");
  const name = typeof address === "string" ? plain(address) : "";
  if (/^bert_en_uncased_preprocess$/.test(name)) {
    const words: Shape = [batch, 128];
    return { shape: { input_mask: words, input_type_ids: words, input_word_ids: words }, weights: {} };
  }
  const bert = bertSize(name);
  if (bert) {
    const [layers, width] = bert;
    return {
      shape: { pooled_output: [batch, width], sequence_output: [batch, 128, width], default: [batch, width] },
      weights: { weights: [bertWeights(layers, width)] },
    };
  }
  const known = Object.hasOwn(models, name) ? models[name] : undefined;
  if (known) return { shape: [batch, known[0]], weights: { weights: [known[1]] } };
  const said = sizesOf(given.literal("output_shape"));
  return said && { shape: [batch, ...said], weights: undefined };
}

function sizesOf(value: Literal | undefined): readonly Dim[] | undefined {
  const sizes = value !== undefined && isList(value) ? value : undefined;
  return sizes?.every((size) => typeof size === "number") ? sizes : undefined;
}

export const tensorflowHub = (keras: Keras): External =>
  open(
    "tensorflow_hub",
    {
      KerasLayer: foreignClass(keras, {
        type: "KerasLayer",
        from: "tensorflow_hub",
        positions: ["handle", "trainable", "arguments"],
        frozen: true,
        outcome,
      }),
      load: builtin("hub.load", (_, { span }) => unknown("a model at another address is not read here", span)),
    },
    (name) => outside(`tensorflow_hub.${name}`),
  );
