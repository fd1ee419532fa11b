/** Draws on bytes with soft edges, by arithmetic that gives the same bits everywhere. */
import { randomBits } from "../../base/random";

export type Colour = readonly [red: number, green: number, blue: number];

/** How far a point lies outside a figure, in pixels; negative inside. Positions are those of pixel centres. */
export type Distance = (x: number, y: number) => number;

export interface Box {
  readonly x: number;
  readonly y: number;
  /** Half a side. */
  readonly reach: number;
}

export class Canvas {
  constructor(
    readonly height: number,
    readonly width: number,
    /** 1 or 3; grey is the middle of a colour. */
    private readonly channels: number,
    private readonly pixels: Uint8Array,
  ) {}

  /** From one colour to another along (dx, dy), a direction of length 1. */
  gradient(from: Colour, to: Colour, dx: number, dy: number): void {
    const [a, b] = [this.tones(from), this.tones(to)];
    const half = (this.width + this.height) / 2;
    for (let y = 0, at = 0; y < this.height; y++)
      for (let x = 0; x < this.width; x++) {
        const along = ((x - this.width / 2) * dx + (y - this.height / 2) * dy) / half;
        const share = Math.min(1, Math.max(0, along + 0.5));
        for (let c = 0; c < this.channels; c++) this.pixels[at++] = a[c]! + (b[c]! - a[c]!) * share;
      }
  }

  /** Fills a figure that lies within a box. */
  fill({ x, y, reach }: Box, distance: Distance, colour: Colour): void {
    const tones = this.tones(colour);
    const top = Math.max(0, Math.floor(y - reach - 1));
    const bottom = Math.min(this.height, Math.ceil(y + reach + 2));
    const left = Math.max(0, Math.floor(x - reach - 1));
    const right = Math.min(this.width, Math.ceil(x + reach + 2));
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) {
        const cover = 0.5 - distance(column, row);
        if (cover <= 0) continue;
        const share = Math.min(1, cover);
        const at = (row * this.width + column) * this.channels;
        for (let c = 0; c < this.channels; c++) {
          const under = this.pixels[at + c]!;
          this.pixels[at + c] = under + (tones[c]! - under) * share;
        }
      }
  }

  /** Adds to each number something between −strength and strength. */
  noise(key: number, strength: number): void {
    const factor = strength / 128;
    for (let at = 0, n = 0; at < this.pixels.length; n++) {
      const bits = randomBits(key, n);
      for (let c = 0; c < 4 && at < this.pixels.length; c++, at++) {
        const value = this.pixels[at]! + (((bits >>> (8 * c)) & 255) - 127.5) * factor;
        this.pixels[at] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }

  private tones(colour: Colour): readonly number[] {
    return this.channels === 3 ? colour : [(colour[0] + colour[1] + colour[2]) / 3];
  }
}
