/**
 * Entries whose numbers do not follow from the file as we read it: they say nothing of the reader, right or wrong. They are counted
 * apart, and each is printed with its reason and with what the comparison says of it.
 */
const otherCall =
  "a call of predict_with_tcn with other arguments, made by a test: the file's m is shown once, as the call without arguments makes it";

export const notCompared = new Map([
  ...["td45f92c6e", "t99089ac21", "t6c3229430", "t8ebb09676", "t0b8b7b41f", "t2bb6dcccf"].map((id) => [id, otherCall]),
  // The page tells that it loads california_housing.npz (8 columns); the other entry of this file has Boston's 13.
  ["p6f1cb6bd2", "printed when Keras loaded California's houses under the name of Boston's"],
  ["p0f2958893", "printed without the cell that adds the layers a second time: the cells in order make 12 rows"],
]);
