import { mixKeys, RandomStream } from "../../base/random";
import { producedSamples } from "../samples/producedSamples";
import { Canvas, type Colour, type Distance } from "./canvas";
import type { Generated } from "./generated";
import type { Wish } from "../dataset";

/**
 * Pictures of some discs or of some triangles: anywhere, in any size, turn and colour, on a shaded ground with lines, specks and
 * noise. A small convolutional network learns to tell them apart in a few epochs, and no single pixel or colour gives them away.
 */
export const shapes: Generated = {
  name: "shapes",
  title: "Pictures of discs and of triangles",
  usual: { samples: 1000, seed: 1, noise: 1, classes: 2 },
  classes: { least: 2, most: 2 },
  make({ seed, noise }, wish, cacheBytes) {
    const shape = sizeFor(wish);
    const [height, width, channels] = shape;
    const key = mixKeys(seed, 4);
    return {
      input: { shape, type: "uint8", scale: 1 / 255, image: true },
      target: { kind: "classes", names: ["disc", "triangle"] },
      samples(first, count) {
        const labels = Float32Array.from({ length: count }, (_, i) => (first + i) % 2);
        return producedSamples({
          targets: { data: labels, size: 1 },
          labels,
          size: height * width * channels,
          cacheBytes,
          produce(index, into) {
            draw(new Canvas(height, width, channels, into), mixKeys(key, first + index), labels[index] === 1, noise);
            return undefined;
          },
        });
      },
    };
  },
};

const USUAL_SIDE = 200;

function sizeFor({ input }: Wish): readonly [rows: number, columns: number, channels: number] {
  const sizes = input?.length === 4 ? input.slice(1) : [];
  const [height, width, channels] = sizes.map((size) => (typeof size === "number" ? size : undefined));
  return [height ?? width ?? USUAL_SIDE, width ?? height ?? USUAL_SIDE, channels === 1 ? 1 : 3];
}

function draw(canvas: Canvas, key: number, triangles: boolean, noise: number): void {
  const stream = new RandomStream(key);
  const side = Math.min(canvas.height, canvas.width);
  const ground = colour(stream);
  canvas.gradient(ground, shaded(ground, stream), ...direction(stream));
  for (let i = 0; i < 2; i++) drawLine(canvas, stream, side);
  for (let i = 0; i < 4; i++) drawSpeck(canvas, stream, side);
  const figures = 3 + stream.below(4);
  for (let i = 0; i < figures; i++) drawFigure(canvas, stream, side, triangles, ground);
  canvas.noise(mixKeys(key, 1), 15 * noise);
}

function drawFigure(canvas: Canvas, stream: RandomStream, side: number, triangles: boolean, ground: Colour): void {
  const radius = side * (0.1 + 0.12 * stream.uniform());
  const x = radius + (canvas.width - 2 * radius) * stream.uniform();
  const y = radius + (canvas.height - 2 * radius) * stream.uniform();
  const distance = triangles ? triangle(stream, x, y, radius) : disc(stream, x, y, radius);
  canvas.fill({ x, y, reach: radius }, distance, unlike(ground, stream));
}

function drawLine(canvas: Canvas, stream: RandomStream, side: number): void {
  const [dx, dy] = direction(stream);
  const [x, y] = [canvas.width * stream.uniform(), canvas.height * stream.uniform()];
  const half = side * (0.1 + 0.2 * stream.uniform());
  const thickness = 0.5 + 0.006 * side * stream.uniform();
  const distance: Distance = (px, py) => {
    const along = (px - x) * dx + (py - y) * dy;
    const across = Math.abs((py - y) * dx - (px - x) * dy);
    return Math.max(across - thickness, Math.abs(along) - half);
  };
  canvas.fill({ x, y, reach: half }, distance, colour(stream));
}

function drawSpeck(canvas: Canvas, stream: RandomStream, side: number): void {
  const [x, y] = [canvas.width * stream.uniform(), canvas.height * stream.uniform()];
  const radius = 0.5 + 0.02 * side * stream.uniform();
  canvas.fill({ x, y, reach: radius }, (px, py) => length(px - x, py - y) - radius, colour(stream));
}

/** Round, though not always quite. */
function disc(stream: RandomStream, x: number, y: number, radius: number): Distance {
  const [dx, dy] = direction(stream);
  const narrow = radius * (0.85 + 0.15 * stream.uniform());
  return (px, py) => {
    const along = ((px - x) * dx + (py - y) * dy) / radius;
    const across = ((py - y) * dx - (px - x) * dy) / narrow;
    return (length(along, across) - 1) * narrow;
  };
}

/** With equal sides and its corners `radius` from the centre: what lies within three edges. */
function triangle(stream: RandomStream, x: number, y: number, radius: number): Distance {
  const [dx, dy] = direction(stream);
  const [ex, ey] = [(Math.sqrt(3) / 2) * dx, (Math.sqrt(3) / 2) * dy];
  return (px, py) => {
    const [qx, qy] = [px - x, py - y];
    const first = qx * dx + qy * dy;
    const [half, across] = [-first / 2, qy * ex - qx * ey];
    return Math.max(first, half + across, half - across) - radius / 2;
  };
}

const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);

/** Any direction, each as likely: a point in the unit disc, pushed to its rim. */
function direction(stream: RandomStream): [dx: number, dy: number] {
  for (;;) {
    const [x, y] = [2 * stream.uniform() - 1, 2 * stream.uniform() - 1];
    const size = length(x, y);
    if (size > 0.01 && size < 1) return [x / size, y / size];
  }
}

const colour = (stream: RandomStream): Colour => [stream.below(256), stream.below(256), stream.below(256)];

/** A colour near another, for the other end of a gradient. */
const shaded = (from: Colour, stream: RandomStream): Colour =>
  from.map((tone) => Math.min(255, Math.max(0, tone + 80 * (stream.uniform() - 0.5)))) as unknown as Colour;

/** A colour that stands out, in grey too. */
function unlike(ground: Colour, stream: RandomStream): Colour {
  const grey = ([red, green, blue]: Colour): number => (red + green + blue) / 3;
  for (;;) {
    const other = colour(stream);
    if (Math.abs(grey(other) - grey(ground)) > 80) return other;
  }
}
