import { select } from 'd3-selection';
import { createPlotCursor } from './curvesCursor';
import { type Curves, type CurvesLayout, KEY, layoutCurves, type PlacedCurve } from './curvesLayout';
import {
  appendDrawing,
  createMeasure,
  drawAxes,
  drawCrosshair,
  drawReadout,
  type Group,
  oncePerFrame,
  watchWidth,
} from './curvesParts';
import { type CurveReading, nearestStep, neighbourStep, readAt, stepRange } from './curvesReading';
import { placeReadout } from './curvesReadout';

export interface CurvesOptions {
  /** Words, in the reader's language. */
  readonly texts: {
    /** What the picture shows. */
    readonly label: string;
    /** Name of the slider that moves the crosshair. */
    readonly cursor: string;
    readonly xAxis: string;
    readonly yAxis: string;
    /** Heading of a reading: “Step 120”. */
    readonly at: (step: string) => string;
  };
  readonly formatX: (step: number) => string;
  readonly formatY: (value: number) => string;
  /** Told whenever the crosshair moves, or what it reads changes; null when it goes. */
  readonly onRead?: (reading: CurveReading | null) => void;
}

export interface CurvesScene {
  /** Draws at the next frame. The arrays are read, not kept from growing: hand in the same ones again. */
  update(model: Curves): void;
  /** New axis titles and names, as when a plot of the loss becomes one of the accuracy. */
  setTexts(texts: CurvesOptions['texts']): void;
  resize(): void;
  dispose(): void;
}

/** A line chart of methods over steps in `host`, which holds nothing else. */
export function createCurves(host: HTMLElement, options: CurvesOptions): CurvesScene {
  host.classList.add('plot-host');
  let { texts } = options;
  let model: Curves | null = null;
  let layout: CurvesLayout | null = null;
  let step: number | null = null;
  const { svg, layer } = appendDrawing(host, 'curves', texts.label);
  const layers = {
    axes: layer('plot-axes'),
    raw: layer('curves-raw'),
    smooth: layer('curves-smooth'),
    names: layer('curves-names'),
    values: layer('curves-values'),
    crosshair: layer('plot-crosshair'),
    readout: layer('plot-readout'),
  };
  const measure = createMeasure(host);
  const series = () => model?.series ?? [];
  const range = () => stepRange(series());

  const cursor = createPlotCursor(
    host,
    texts.cursor,
    {
      at: (pixel) => (layout ? nearestStep(series(), layout.stepAt(pixel)) : null),
      move(from, count) {
        let to = from;
        if (to === null) return range()?.[1] ?? null;
        for (let left = Math.abs(count); left > 0; left -= 1) {
          to = neighbourStep(series(), to, count < 0 ? -1 : 1);
        }
        return to;
      },
      first: () => range()?.[0] ?? null,
      last: () => range()?.[1] ?? null,
    },
    (next) => {
      step = next;
      if (layout && model) readOut(model, layout);
    },
  );

  function draw(): void {
    const width = host.clientWidth;
    if (!model || width === 0) return;
    const { formatX, formatY } = options;
    const height = Math.round(Math.min(400, Math.max(250, width * 0.48)));
    layout = layoutCurves(model, { width, height, formatX, formatY, measure });
    const { left, right, top, bottom } = layout.plot;
    svg.attr('viewBox', `0 0 ${width} ${layout.height}`).attr('width', width).attr('height', layout.height);
    drawAxes(layers.axes, layout, texts.xAxis, texts.yAxis);
    drawLines(layers.raw, layout.curves, (curve) => curve.raw);
    drawLines(layers.smooth, layout.curves, (curve) => curve.smooth ?? '');
    layers.raw.classed('under-average', model.smoothing > 0);
    drawNames(layers.names, layout.curves);
    cursor.cover({ left, top, width: right - left, height: bottom - top });
    readOut(model, layout);
  }

  function readOut(shown: Curves, { plot, across, up, curves, titleY }: CurvesLayout): void {
    const reading = step === null ? null : readAt(shown.series, shown.smoothing, step);
    const x = reading ? Math.round(across(reading.x) * 10) / 10 : 0;
    drawCrosshair(layers.crosshair, plot, reading ? x : null);
    const dots = (reading?.entries ?? []).flatMap(({ key, value, smooth }) => {
      const y = up(smooth ?? value);
      return Number.isFinite(y) ? [{ key, y }] : [];
    });
    layers.crosshair
      .selectAll<SVGCircleElement, (typeof dots)[number]>('circle')
      .data(dots)
      .join('circle')
      .attr('class', 'curve-dot')
      .attr('data-method', ({ key }) => key)
      .attr('r', 4)
      .attr('cx', x)
      .attr('cy', ({ y }) => y);
    // As the lines lie at the crosshair, the greatest on top.
    const rows = [...(reading?.entries ?? [])]
      .sort((a, b) => (b.smooth ?? b.value) - (a.smooth ?? a.value))
      .map(({ key, label, value, smooth }) => ({ key, label, value: options.formatY(smooth ?? value) }));
    const title = reading ? texts.at(options.formatX(reading.x)) : '';
    const inLegend = curves.some(({ legend }) => legend !== null);
    drawReadout(layers.readout, reading && !inLegend ? placeReadout(title, rows, x, plot, measure) : null);
    drawValues(layers.values, [
      ...(reading && inLegend ? [{ x: plot.right, y: titleY, text: title, anchor: 'end' }] : []),
      ...curves.flatMap(({ key, legend }) => {
        const row = rows.find((one) => one.key === key);
        return legend && row ? [{ x: legend.valueX, y: legend.y, text: row.value, anchor: 'start' }] : [];
      }),
    ]);
    const words = [title, ...rows.map((row) => `${row.label} ${row.value}`)].join('; ');
    cursor.tell(step, reading ? words : '', range() ?? [0, 0]);
    tellReading(reading);
  }

  let told: CurveReading | null = null;
  function tellReading(reading: CurveReading | null): void {
    if (reading === null && told === null) return;
    told = reading;
    options.onRead?.(reading);
  }

  const frames = oncePerFrame(draw);
  const stopWatching = watchWidth(host, frames.ask);
  return {
    update(next) {
      model = next;
      frames.ask();
    },
    setTexts(next) {
      texts = next;
      svg.attr('aria-label', next.label);
      frames.ask();
    },
    resize: frames.ask,
    dispose() {
      frames.cancel();
      stopWatching();
      cursor.dispose();
      svg.remove();
      host.classList.remove('plot-host');
    },
  };
}

function drawLines(layer: Group, curves: readonly PlacedCurve[], path: (curve: PlacedCurve) => string): void {
  layer
    .selectAll<SVGPathElement, PlacedCurve>('path')
    .data(curves, ({ key }) => key)
    .join('path')
    .attr('class', 'curve')
    .attr('data-method', ({ key }) => key)
    .attr('d', path);
}

interface Value {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: string;
}

/** What the crosshair reads, in the legend of a narrow plot. */
function drawValues(layer: Group, values: readonly Value[]): void {
  layer
    .selectAll<SVGTextElement, Value>('text')
    .data(values)
    .join('text')
    .attr('x', ({ x }) => x)
    .attr('y', ({ y }) => y)
    .attr('text-anchor', ({ anchor }) => anchor)
    .text(({ text }) => text);
}

/** Names at the lines' ends, each after a piece of its line; or in rows above. */
function drawNames(layer: Group, curves: readonly PlacedCurve[]): void {
  layer
    .selectAll<SVGGElement, PlacedCurve>('g')
    .data(
      curves.filter(({ end, legend }) => end ?? legend),
      ({ key }) => key,
    )
    .join((enter) => {
      const name = enter.append('g');
      name.append('path').attr('class', 'curve-leader');
      name.append('path').attr('class', 'curve-key');
      name.append('text');
      return name;
    })
    .attr('data-method', ({ key }) => key)
    .each(function ({ label, end, legend }) {
      const { x, y } = end ?? { x: legend?.x ?? 0, y: (legend?.y ?? 0) - 4 };
      const name = select(this);
      name.select('.curve-leader').attr('d', end?.leader ?? '');
      name.select('.curve-key').attr('d', `M${x},${y}h${KEY}`);
      name
        .select('text')
        .attr('x', x + KEY + 6)
        .attr('y', y + 4)
        .text(label);
    });
}
