/** Data that only the script itself can read, and what its author can do instead: one sentence each, told wherever the trail ends there. */

export const unread = {
  pickle: "a pickle can only be read by Python: save the arrays with np.savez and choose the .npz file as the data",
  hdf5: "HDF5 files are not read as data here: save the arrays with np.savez and choose the .npz file as the data",
  matlab: "MATLAB files are not read here: save the arrays with np.savez and choose the .npz file as the data",
  excel: "Excel tables are not read here: save the sheet as CSV and choose that file as the data",
  database: "databases are not asked here: save what the query gives as CSV and choose that file as the data",
  table: "tables of this kind are not read here: save them with to_csv and choose that file as the data",
  network: "nothing is downloaded here: download the file and choose it as the data",
  tfrecord: "TFRecord files are not read here: save the arrays with np.savez and choose the .npz file as the data",
  lines:
    "lines that tf.data reads from files are not followed: read the table with pd.read_csv, or choose the file as the data",
  folder:
    "what a script finds in a folder is not followed: put pictures or texts into a folder for each class and choose the folder around these as the data",
  pictures:
    "pictures that a script reads one by one are not followed: put them into a folder for each class and choose the folder around these as the data",
} as const;

/** The sentence that a reason ends with, for those who tell it in another language. */
export const unreadIn = (reason: string): string | undefined =>
  Object.values(unread).find((sentence) => reason.endsWith(sentence));
