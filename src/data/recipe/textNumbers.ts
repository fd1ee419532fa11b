/** Texts that a model takes: the engine has numbers, so each text that occurs is known by its place in a list. */
import { asNumbers, numbers, type Numbers, type Value } from "./value";

/** Numbers with the list of what they stand for; it goes on from `known`, which other data of the model have. Numbers stay what they are. */
export function textsAsNumbers(value: Value | undefined, known: readonly string[] = []): Numbers {
  if (value?.kind !== "texts") return asNumbers(value, "Training");
  const texts = [...known];
  const places = new Map(texts.map((text, place) => [text, place]));
  const data = new Float32Array(value.data.length);
  value.data.forEach((text, i) => {
    // as pandas and TensorFlow have it: what is missing is an empty text
    const own = text ?? "";
    let place = places.get(own);
    if (place === undefined) {
      place = texts.length;
      places.set(own, place);
      texts.push(own);
    }
    data[i] = place;
  });
  return { ...numbers("float32", value.shape, data), texts };
}
