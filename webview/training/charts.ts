/** The only file that knows chart.js: one line chart, with a line under the pointer. */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type Plugin,
} from "chart.js";
import { themeColor } from "../base/theme";
import { nearest } from "./series";

Chart.register(Filler, LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

export interface ChartLine {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Which of the theme's colours. */
  readonly hue: number;
  readonly dashed: boolean;
  /** Drawn behind the others: the values that a smoothed line comes from. */
  readonly faint: boolean;
  /** The room between these, in which the line is a mean. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] };
}

/** Lines take these in order. `charts-orange` is missing: themes give it too little contrast, or none. */
const hues = [
  "--vscode-charts-blue",
  "--vscode-charts-yellow",
  "--vscode-charts-green",
  "--vscode-charts-purple",
  "--vscode-charts-red",
  "--vscode-charts-foreground",
] as const;

/** Fewer points than this in a line are marked one by one. */
const MARKED = 40;

export class LineChart {
  private readonly chart: Chart<"line", { x: number; y: number }[]>;
  private lines: readonly ChartLine[] = [];
  private logarithmic = false;
  private at: number | undefined;

  constructor(
    canvas: HTMLCanvasElement,
    locale: string,
    private readonly onPoint: (at: number | undefined) => void,
  ) {
    const configuration: ChartConfiguration<"line", { x: number; y: number }[]> = {
      type: "line",
      data: { datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        locale,
        events: [],
        layout: { padding: { top: 6, right: 10 } },
        scales: {
          x: {
            type: "linear",
            ticks: { maxRotation: 0, maxTicksLimit: 8, precision: 0, includeBounds: false },
            border: { display: false },
          },
          y: {
            type: "linear",
            ticks: { maxTicksLimit: 6 },
            border: { display: false },
            // Charts that stand side by side begin at the same distance.
            afterFit: (axis) => {
              axis.width = Math.max(axis.width, 40);
            },
          },
        },
      },
      plugins: [this.crosshair()],
    };
    this.chart = new Chart(canvas, configuration);
    canvas.addEventListener("pointermove", (event) => {
      const { left, right } = this.chart.chartArea;
      const at = this.chart.scales["x"]!.getValueForPixel(Math.max(left, Math.min(right, event.offsetX)));
      this.onPoint(at === undefined ? undefined : this.snap(at));
    });
    canvas.addEventListener("pointerleave", () => this.onPoint(undefined));
    this.readTheme();
  }

  show(lines: readonly ChartLine[], logarithmic: boolean): void {
    [this.lines, this.logarithmic] = [lines, logarithmic];
    const farthest = Math.max(1, ...lines.map(({ x }) => x.at(-1) ?? 0));
    const first = Math.min(farthest, ...lines.map(({ x }) => x[0] ?? farthest));
    const { x, y } = this.chart.options.scales!;
    Object.assign(x!, { min: farthest > 1 ? Math.min(1, first) : first, max: farthest });
    Object.assign(y!, { type: logarithmic ? "logarithmic" : "linear" });
    // The edges of a band come behind all lines, each pair one after the other: one fills up to the next.
    this.chart.data.datasets = [
      ...lines.map((line) => this.dataset(line, logarithmic)),
      ...lines.flatMap((line) => this.bandOf(line, logarithmic)),
    ];
    this.chart.update("none");
  }

  /** The line under the pointer, in every chart at the same place. */
  point(at: number | undefined): void {
    if (at === this.at) return;
    this.at = at;
    this.chart.draw();
  }

  /** Takes the colours and fonts of the theme again. */
  readTheme(): void {
    const text = themeColor("--vscode-descriptionForeground", "--vscode-foreground");
    const contrast = document.body.classList.contains("vscode-high-contrast");
    const grid = contrast
      ? themeColor("--vscode-charts-lines")
      : themeColor("--vscode-editorGroup-border", "--vscode-charts-lines");
    const { x, y } = this.chart.options.scales!;
    const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
    Object.assign(x!.ticks!, { color: text, font });
    Object.assign(y!.ticks!, { color: text, font });
    x!.grid = { display: false };
    y!.grid = { color: grid, lineWidth: 1, tickLength: 0 };
    this.show(this.lines, this.logarithmic);
  }

  destroy(): void {
    this.chart.destroy();
  }

  private dataset({ x, y, hue, dashed, faint }: ChartLine, logarithmic: boolean) {
    const color = hueColor(hue);
    const data = x.flatMap((at, index) => {
      const value = y[index]!;
      return Number.isFinite(value) && (!logarithmic || value > 0) ? [{ x: at, y: value }] : [];
    });
    return {
      data,
      borderColor: faint ? withAlpha(color, 0.35) : color,
      backgroundColor: color,
      borderWidth: faint ? 1 : 1.5,
      // Points at the edge are drawn whole.
      clip: 4,
      borderDash: dashed ? [6, 4] : [],
      borderJoinStyle: "round" as const,
      pointRadius: !faint && data.length < MARKED ? 2.5 : 0,
      pointHoverRadius: 0,
      order: faint ? 1 : 0,
    };
  }

  private bandOf(line: ChartLine, logarithmic: boolean) {
    const { band } = line;
    if (!band) return [];
    const edge = (y: readonly number[], fills: boolean) => ({
      ...this.dataset({ ...line, y }, logarithmic),
      borderWidth: 0,
      pointRadius: 0,
      order: 2,
      fill: fills ? "+1" : false,
      backgroundColor: withAlpha(hueColor(line.hue), 0.18),
    });
    return [edge(band.high, true), edge(band.low, false)];
  }

  /** The nearest place at which any line has a point. */
  private snap(at: number): number {
    let best = at;
    let least = Infinity;
    for (const { x } of this.lines) {
      const found = x[nearest(x, at)];
      if (found !== undefined && Math.abs(found - at) < least) [best, least] = [found, Math.abs(found - at)];
    }
    return best;
  }

  private crosshair(): Plugin<"line"> {
    return {
      id: "crosshair",
      afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
        if (this.at === undefined) return;
        const { x, y } = scales;
        if (!x || !y || this.at < x.min || this.at > x.max) return;
        const left = Math.round(x.getPixelForValue(this.at)) + 0.5;
        ctx.save();
        ctx.strokeStyle = themeColor("--vscode-charts-lines");
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(left, chartArea.top);
        ctx.lineTo(left, chartArea.bottom);
        ctx.stroke();
        for (const line of this.lines) {
          if (line.faint) continue;
          const index = nearest(line.x, this.at);
          const value = line.y[index];
          if (value === undefined || !Number.isFinite(value)) continue;
          ctx.beginPath();
          ctx.arc(x.getPixelForValue(line.x[index]!), y.getPixelForValue(value), 3.5, 0, 2 * Math.PI);
          ctx.fillStyle = hueColor(line.hue);
          ctx.strokeStyle = themeColor("--vscode-editor-background");
          ctx.lineWidth = 1.5;
          ctx.fill();
          ctx.stroke();
        }
        ctx.restore();
      },
    };
  }
}

const hueColor = (hue: number): string => themeColor(hues[hue % hues.length]!);

/** Theme colours are written as `#rrggbb` or `rgb(…)`; what is neither stays as it is. */
function withAlpha(color: string, alpha: number): string {
  const hex = /^#([0-9a-f]{6})$/i.exec(color);
  if (!hex) return color;
  const value = parseInt(hex[1]!, 16);
  return `rgba(${value >> 16}, ${(value >> 8) & 255}, ${value & 255}, ${alpha})`;
}
