import { mixKeys, RandomStream } from "../../base/random";
import { producedSamples } from "../samples/producedSamples";
import { Canvas, type Colour, type Distance } from "./canvas";
import type { Generated } from "./generated";
import type { Wish } from "../dataset";

/**
 * Pictures with one figure each, round (a disc or an ellipse) or angular (a triangle or a square): anywhere, in any size, turn and
 * colour, filled or in outline, on a shaded ground with lines, specks and noise. A small convolutional network learns to tell them
 * apart in a few epochs, and no single pixel or colour gives them away.
 */
export const shapes: Generated = {
  name: "shapes",
  title: "Pictures of round and of angular figures",
  usual: { samples: 1000, seed: 1, noise: 1, classes: 2 },
  classes: { least: 2, most: 2 },
  make({ seed, noise }, wish, cacheBytes) {
    const shape = sizeFor(wish);
    const [height, width, channels] = shape;
    const key = mixKeys(seed, 4);
    return {
      input: { shape, type: "uint8", scale: 1 / 255, image: true },
      target: { kind: "classes", names: ["round", "angular"] },
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

function draw(canvas: Canvas, key: number, angular: boolean, noise: number): void {
  const stream = new RandomStream(key);
  const { height, width } = canvas;
  const side = Math.min(height, width);
  const ground = colour(stream);
  canvas.gradient(ground, shaded(ground, stream), ...direction(stream));
  for (let i = 0; i < 4; i++) drawLine(canvas, stream, side);
  for (let i = 0; i < 6; i++) drawSpeck(canvas, stream, side);
  const radius = side * (0.14 + 0.16 * stream.uniform());
  const x = radius + (width - 2 * radius) * stream.uniform();
  const y = radius + (height - 2 * radius) * stream.uniform();
  const figure = angular ? polygon(stream, x, y, radius) : ellipse(stream, x, y, radius);
  const outline = stream.uniform() < 0.3 ? 0.12 * radius + 1 : undefined;
  const drawn: Distance = outline === undefined ? figure : (px, py) => Math.abs(figure(px, py) + outline) - outline;
  canvas.fill({ x, y, reach: radius }, drawn, unlike(ground, stream));
  canvas.noise(mixKeys(key, 1), 30 * noise);
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

function ellipse(stream: RandomStream, x: number, y: number, radius: number): Distance {
  const [dx, dy] = direction(stream);
  const narrow = radius * (0.65 + 0.35 * stream.uniform());
  return (px, py) => {
    const along = ((px - x) * dx + (py - y) * dy) / radius;
    const across = ((py - y) * dx - (px - x) * dy) / narrow;
    return (length(along, across) - 1) * narrow;
  };
}

/** A regular triangle or square, as what lies within three or four edges. Its corners are `radius` from its centre. */
function polygon(stream: RandomStream, x: number, y: number, radius: number): Distance {
  const [dx, dy] = direction(stream);
  const half = Math.sqrt(3) / 2;
  const triangle = stream.uniform() < 0.5;
  const edge = radius * (triangle ? 0.5 : Math.sqrt(0.5));
  const turned: (readonly [number, number])[] = triangle
    ? [
        [dx, dy],
        [-0.5 * dx - half * dy, half * dx - 0.5 * dy],
        [-0.5 * dx + half * dy, -half * dx - 0.5 * dy],
      ]
    : [
        [dx, dy],
        [-dy, dx],
        [-dx, -dy],
        [dy, -dx],
      ];
  return (px, py) => {
    let farthest = -Infinity;
    for (const [nx, ny] of turned) farthest = Math.max(farthest, (px - x) * nx + (py - y) * ny - edge);
    return farthest;
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
    if (Math.abs(grey(other) - grey(ground)) > 60) return other;
  }
}
