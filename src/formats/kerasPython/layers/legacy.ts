/** What Keras 1 and 2 spelled otherwise, and layers that Keras 3 no longer has. */

/** Old names of arguments; those of one layer come first. */
const ofLayer: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Dense: { output_dim: "units" },
  Dropout: { p: "rate" },
  SpatialDropout1D: { p: "rate" },
  SpatialDropout2D: { p: "rate" },
  GaussianDropout: { p: "rate" },
  LeakyReLU: { alpha: "negative_slope" },
  Merge: { mode: "mode" },
  Conv1D: { filter_length: "kernel_size", subsample_length: "strides" },
  MaxPooling1D: { pool_length: "pool_size", stride: "strides" },
  LSTM: { output_dim: "units", consume_less: "implementation" },
  GRU: { output_dim: "units", consume_less: "implementation" },
  SimpleRNN: { output_dim: "units" },
  RepeatVector: {},
};
const ofEvery: Readonly<Record<string, string>> = {
  nb_filter: "filters",
  border_mode: "padding",
  subsample: "strides",
  dim_ordering: "data_format",
  init: "kernel_initializer",
  W_regularizer: "kernel_regularizer",
  b_regularizer: "bias_regularizer",
  W_constraint: "kernel_constraint",
  b_constraint: "bias_constraint",
  bias: "use_bias",
  inner_activation: "recurrent_activation",
  inner_init: "recurrent_initializer",
  U_regularizer: "recurrent_regularizer",
  dropout_W: "dropout",
  dropout_U: "recurrent_dropout",
  atrous_rate: "dilation_rate",
};

/** The name that Keras 3 has for an argument of a layer. */
export const modernName = (type: string, name: string): string => ofLayer[type]?.[name] ?? ofEvery[name] ?? name;

/** Keras 1's values for `data_format`. */
export const modernDataFormat: Readonly<Record<string, string>> = { tf: "channels_last", th: "channels_first" };

/** Layers of Keras 2 that Keras 3 dropped, with the order of their arguments. */
export const droppedLayers: Readonly<Record<string, string>> = {
  CuDNNGRU:
    "units kernel_initializer recurrent_initializer bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint return_sequences return_state go_backwards stateful",
  CuDNNLSTM:
    "units kernel_initializer recurrent_initializer bias_initializer unit_forget_bias kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint return_sequences return_state go_backwards stateful",
  DenseFeatures: "feature_columns trainable name",
  LocallyConnected1D: "filters kernel_size strides padding data_format activation use_bias kernel_initializer",
  LocallyConnected2D: "filters kernel_size strides padding data_format activation use_bias kernel_initializer",
  RandomHeight: "factor interpolation seed",
  RandomWidth: "factor interpolation seed",
  ThresholdedReLU: "theta",
  SyncBatchNormalization:
    "axis momentum epsilon center scale beta_initializer gamma_initializer moving_mean_initializer moving_variance_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint",
};

/** Modules that Keras 2 split its layers into: all of them are `keras.layers` now. */
export const layerModules: ReadonlySet<string> = new Set([
  "layer",
  "activation",
  "advanced_activations",
  "attention",
  "convolutional",
  "convolutional_recurrent",
  "core",
  "cudnn_recurrent",
  "embeddings",
  "experimental",
  "experimental.preprocessing",
  "local",
  "merge",
  "merging",
  "noise",
  "normalization",
  "pooling",
  "preprocessing",
  "recurrent",
  "regularization",
  "reshaping",
  "rnn",
  "wrappers",
]);
