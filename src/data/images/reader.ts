/** Samples that are image files, read and decoded when they are wanted. */
import { baseName } from "../../base/files";
import { product, showCount } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import type { Samples } from "../dataset";
import { producedSamples } from "../samples/producedSamples";
import type { ImageSource } from "./imageSource";
import type { ImageList } from "./list";

/** More than this part of the images must not be unreadable. */
const MOST_FAILING = 0.05;

/** Reads and decodes images. One that cannot be read is stood in for by the next of its class, so that batches keep their size. */
export class ImageReader {
  private readonly failed = new Set<number>();
  private readonly reasons: string[] = [];

  constructor(
    private readonly list: ImageList,
    private readonly shape: readonly number[],
    private readonly images: ImageSource,
  ) {}

  samples(cacheBytes: number): Samples {
    const { labels } = this.list;
    return producedSamples({
      targets: { data: Float32Array.from(labels), size: 1 },
      labels,
      size: product(this.shape),
      produce: (index, into) => this.produce(index, into),
      atOnce: this.images.atOnce,
      readingBytes: this.images.bytes,
      cacheBytes,
    });
  }

  warnings(): readonly string[] {
    const count = this.failed.size;
    if (count === 0) return [];
    const total = showCount(this.list.labels.length);
    return [
      `${showCount(count)} of ${total} images cannot be used; others of their class stand in for them: ${this.reasons.join(" ")}`,
    ];
  }

  private async produce(index: number, into: Uint8Array): Promise<void> {
    const [start, end] = this.list.range(index);
    for (let tries = 0; tries < end - start; tries++) {
      const tried = start + ((index - start + tries) % (end - start));
      if (this.failed.has(tried)) continue;
      try {
        into.set(await this.images.read(this.list.path(tried), this.shape));
        return;
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        this.fail(tried, error);
      }
    }
    throw new Trouble("None of this class's images can be read.", this.list.path(index));
  }

  private fail(index: number, { sentence }: Trouble): void {
    this.failed.add(index);
    const path = this.list.path(index);
    if (this.reasons.length < 5) this.reasons.push(`${baseName(path)}: ${sentence}`);
    const count = this.list.labels.length;
    if (this.failed.size > Math.max(1, count * MOST_FAILING))
      throw new Trouble(
        `${showCount(this.failed.size)} of ${showCount(count)} images cannot be read, which is too many: ${this.reasons.join(" ")}`,
        path,
      );
  }
}
