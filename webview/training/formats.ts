/** Numbers, times and sizes as the training panel writes them. */
import { fill } from "../../src/base/fill";
import type { TrainingTexts } from "../../src/protocol/trainingTexts";

export class Formats {
  private readonly whole: Intl.NumberFormat;
  private readonly short: Intl.NumberFormat;
  private readonly time: Intl.DateTimeFormat;
  private readonly sizes: readonly Intl.NumberFormat[];

  constructor(
    readonly texts: TrainingTexts,
    readonly locale: string,
  ) {
    this.whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    this.short = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
    this.time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
    this.sizes = ["megabyte", "gigabyte"].map(
      (unit, index) => new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: index }),
    );
  }

  count(value: number): string {
    return this.whole.format(value);
  }

  /** A loss or metric: four digits that mean something. */
  value(value: number): string {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e6)) return Number(value.toPrecision(4)).toExponential();
    return this.short.format(value);
  }

  rate(value: number): string {
    return value >= 100 ? this.count(value) : this.short.format(Number(value.toPrecision(3)));
  }

  bytes(value: number): string {
    const megabytes = value / 1e6;
    return megabytes < 1000 ? this.sizes[0]!.format(megabytes) : this.sizes[1]!.format(megabytes / 1000);
  }

  duration(seconds: number): string {
    const whole = Math.round(seconds);
    if (whole < 60) return fill(this.texts.seconds, whole);
    const minutes = Math.floor(whole / 60);
    if (minutes < 60) return fill(this.texts.minutes, minutes, whole % 60);
    return fill(this.texts.hours, this.count(Math.floor(minutes / 60)), minutes % 60);
  }

  startedAt(milliseconds: number): string {
    const date = new Date(milliseconds);
    return Number.isNaN(date.getTime()) ? "" : this.time.format(date);
  }

  epochs(count: number): string {
    return count === 1 ? this.texts.oneEpoch : fill(this.texts.epochs, this.count(count));
  }
}
