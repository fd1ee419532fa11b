/** Writes examples/houses.csv: invented houses, the same ones each time. */
import { writeFileSync } from "node:fs";

let state = 20240229;
/** Numbers between 0 and 1 from a seed (Lehmer). */
const random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};
const between = (low, high) => low + (high - low) * random();

const rows = Array.from({ length: 600 }, () => {
  const area = Math.round(between(35, 220));
  const rooms = Math.max(1, Math.round(area / 28 + between(-1, 1)));
  const age = Math.round(between(0, 90));
  const floor = Math.round(between(0, 6));
  const garden = random() < 0.4 ? Math.round(between(20, 600)) : 0;
  const distance = Number(between(0.2, 25).toFixed(1));
  const noise = between(-18, 18);
  const price = 40 + 2.1 * area + 6 * rooms - 0.9 * age + 0.08 * garden - 3.2 * distance + noise + (floor > 4 ? 12 : 0);
  return [area, rooms, age, floor, garden, distance, Math.max(20, price).toFixed(1)].join(",");
});

writeFileSync(
  new URL("../examples/houses.csv", import.meta.url),
  ["area,rooms,age,floor,garden,distance,price", ...rows, ""].join("\n"),
);
