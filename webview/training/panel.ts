/** The training panel when there are runs: what is known of each, and the parts that show it. */
import { fill } from "../../src/base/fill";
import type { NewPoints } from "../../src/protocol/curves";
import {
  isGoing,
  type RunList as Runs,
  type RunSnapshot,
  type RunStatus,
  type SnapshotRequest,
} from "../../src/protocol/trainingView";
import { element, setText } from "../base/dom";
import { onThemeChange } from "../base/theme";
import { About } from "./about";
import { ChartCards, type ShownRun } from "./chartCards";
import { Controls } from "./controls";
import type { Formats } from "./formats";
import { numberTable } from "./numberTable";
import { RunHead, type RunActions } from "./runHead";
import { RunList } from "./runList";
import { RunSeries } from "./series";
import { firstState, MOST_RUNS, type TrainingState } from "./state";
import { runSentence } from "./summary";

export interface PanelActions extends RunActions {
  showRun(run: string): void;
  snapshot(request: SnapshotRequest): Promise<readonly RunSnapshot[]>;
  keep(state: TrainingState): void;
}

/** At least so long between two sentences that a screen reader says by itself. */
const SAY_MS = 10_000;
const TABLE_MS = 1_000;
const SETTLE_MS = 150;
/** Two points a pixel draw every line as well as all points. */
const POINTS_PER_PIXEL = 2;

export class TrainingPanel {
  readonly element: HTMLElement;
  private readonly head: RunHead;
  private readonly controls: Controls;
  private readonly charts: ChartCards;
  private readonly list: RunList;
  private readonly about: About;
  /** Room for what is chosen for the next training. */
  readonly choices = element("div", { class: "choices" });
  private readonly table = element("div", { class: "table", tabindex: 0, role: "region", hidden: true });
  private readonly lost = element("p", { class: "lost", role: "alert", hidden: true });
  private readonly spoken = element("p", { class: "unseen", role: "status" });
  private readonly known = new Map<string, { readonly status: RunStatus; readonly series: RunSeries }>();
  private runs: Runs = { runs: [] };
  private state: TrainingState;
  private asked = 0;
  private askTimer = 0;
  private pending = false;
  private tableAt = -Infinity;
  private saidAt = -Infinity;
  private saidLoss: number | undefined;
  private saidState: string | undefined;
  private points = 0;

  constructor(
    private readonly formats: Formats,
    private readonly actions: PanelActions,
    restored: TrainingState | undefined,
  ) {
    this.state = restored ?? firstState;
    this.head = new RunHead(formats, actions);
    this.controls = new Controls(formats, {
      setBy: (by) => this.change({ by }),
      setSmoothing: (smoothing) => {
        this.change({ smoothing });
        this.askSoon();
      },
      toggleTable: () => this.change({ table: !this.state.table }),
    });
    this.charts = new ChartCards(formats, (metric) => this.toggleLogarithmic(metric));
    this.list = new RunList(formats, {
      compare: (run, shown) => this.compare(run, shown),
      open: (run) => actions.showRun(run),
    });
    this.about = new About(formats);
    this.table.setAttribute("aria-label", formats.texts.asTable);
    this.element = element("main", { class: "training" }, [
      this.lost,
      this.head.element,
      this.choices,
      this.controls.element,
      this.charts.element,
      this.table,
      this.list.element,
      this.about.element,
      this.spoken,
    ]);
    onThemeChange(() => this.charts.readTheme());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.ask();
    });
    new ResizeObserver(() => {
      if (this.wantedPoints() > 1.2 * this.points) this.askSoon();
    }).observe(this.element);
  }

  showRuns(runs: Runs): void {
    const before = this.shown().join();
    this.runs = runs;
    this.draw();
    if (this.shown().join() !== before || this.known.size === 0) void this.ask();
  }

  /** What the host says of a run. */
  showStatus(status: RunStatus): void {
    const known = this.known.get(status.run);
    if (!known) return;
    this.known.set(status.run, { ...known, status });
    this.drawSoon();
  }

  addPoints(run: string, added: readonly NewPoints[]): void {
    const known = this.known.get(run);
    if (!known) return;
    if (!known.series.add(added)) this.askSoon();
    this.drawSoon();
  }

  /** The runs in the charts: the current one first, then those it is compared with. */
  private shown(): string[] {
    const { runs, current } = this.runs;
    const ids = new Set(runs.map(({ id }) => id));
    const first = current ?? runs[0]?.id;
    return [...(first === undefined ? [] : [first]), ...this.state.compared.filter((run) => run !== first)]
      .filter((run) => ids.has(run))
      .slice(0, MOST_RUNS);
  }

  private change(part: Partial<TrainingState>): void {
    this.state = { ...this.state, ...part };
    this.actions.keep(this.state);
    this.tableAt = -Infinity;
    this.draw();
  }

  private toggleLogarithmic(metric: string): void {
    const { logarithmic } = this.state;
    const without = logarithmic.filter((other) => other !== metric);
    this.change({ logarithmic: without.length < logarithmic.length ? without : [...logarithmic, metric] });
  }

  private compare(run: string, shown: boolean): void {
    const others = this.state.compared.filter((other) => other !== run);
    this.change({ compared: shown ? [...others, run].slice(-MOST_RUNS) : others });
    void this.ask();
  }

  private wantedPoints(): number {
    const width = this.charts.width || this.element.clientWidth || 600;
    return Math.max(100, Math.min(20_000, Math.round(width * POINTS_PER_PIXEL)));
  }

  private askSoon(): void {
    clearTimeout(this.askTimer);
    this.askTimer = window.setTimeout(() => void this.ask(), SETTLE_MS);
  }

  /** Asks for what is shown, from its beginning. */
  private async ask(): Promise<void> {
    const runs = this.shown();
    const asked = ++this.asked;
    const { smoothing } = this.state;
    const points = this.wantedPoints();
    if (runs.length === 0) return;
    const snapshots = await this.actions.snapshot({ runs, points, smoothing }).catch((error: unknown) => String(error));
    // A later question has been asked; its answer is the one to show.
    if (asked !== this.asked) return;
    const failed = typeof snapshots === "string";
    this.lost.hidden = !failed;
    setText(this.lost, failed ? fill(this.formats.texts.lost, snapshots) : "");
    if (failed) return;
    this.points = points;
    this.known.clear();
    for (const { status, curves } of snapshots)
      this.known.set(status.run, { status, series: new RunSeries(curves, smoothing, points) });
    this.draw();
  }

  private drawSoon(): void {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.draw();
    });
  }

  private draw(): void {
    const shown = this.shown();
    const [current] = shown;
    const row = this.runs.runs.find(({ id }) => id === current);
    if (!row) return;
    const known = this.known.get(row.id);
    this.head.show(row, known?.status);
    this.controls.show(this.state);
    const runs = shown.flatMap((id): ShownRun[] => {
      const series = this.known.get(id)?.series;
      return series ? [{ id, name: this.runs.runs.find((run) => run.id === id)!.name, series }] : [];
    });
    const { by, smoothing, logarithmic, table } = this.state;
    this.controls.element.hidden = runs.every(({ series }) => series.all().length === 0);
    this.charts.element.hidden = table;
    this.table.hidden = !table;
    if (table) this.drawTable(runs);
    else this.charts.show(runs, { by, smoothing, logarithmic: new Set(logarithmic) });
    this.list.show(this.runs.runs, shown);
    this.about.show(known?.status.facts);
    if (known) this.say(known.status, known.series);
  }

  private drawTable(runs: readonly ShownRun[]): void {
    const now = performance.now();
    if (now - this.tableAt < TABLE_MS) return;
    this.tableAt = now;
    const atEnd = this.table.scrollTop + this.table.clientHeight >= this.table.scrollHeight - 4;
    this.table.replaceChildren(numberTable(runs, this.state.by, this.formats));
    if (atEnd) this.table.scrollTop = this.table.scrollHeight;
  }

  /** Now and then, and at once when a run ends. */
  private say(status: RunStatus, series: RunSeries): void {
    const now = performance.now();
    const turned = this.saidState !== undefined && this.saidState !== status.state;
    this.saidState = status.state;
    if (!turned && (!isGoing(status.state) || now - this.saidAt < SAY_MS)) return;
    this.saidAt = now;
    const { sentence, loss } = runSentence(status, series, this.saidLoss, this.formats);
    this.saidLoss = loss;
    setText(this.spoken, sentence);
  }
}
