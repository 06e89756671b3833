import { select } from 'd3-selection';
import { createPlotCursor } from './curvesCursor';
import { KEY } from './curvesLayout';
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
import { placeReadout } from './curvesReadout';
import {
  layoutSpectrum,
  type PlacedSpectrum,
  readSpectrum,
  type Spectra,
  type SpectrumLayout,
  type SpectrumReading,
} from './spectrumLayout';

export interface SpectrumOptions {
  readonly texts: {
    readonly label: string;
    /** Name of the slider that moves the crosshair. */
    readonly cursor: string;
    readonly xAxis: string;
    readonly yAxis: string;
    /** At the line after the r-th value: “r = 8”. */
    readonly rank: (rank: number) => string;
    /** Heading of a reading: “The first 8”. */
    readonly at: (index: number) => string;
    /** A row's value in the read-out: “0.42 · 98 %”. */
    readonly reading: (value: number, share: number) => string;
  };
  /** A tick of the logarithmic axis, most often a power of ten. */
  readonly format: (value: number) => string;
  readonly onRead?: (reading: SpectrumReading | null) => void;
}

export interface SpectrumScene {
  update(model: Spectra): void;
  resize(): void;
  dispose(): void;
}

/** Singular values of one matrix's ΔW, for one to three methods, on a logarithmic axis. */
export function createSpectrum(host: HTMLElement, options: SpectrumOptions): SpectrumScene {
  host.classList.add('plot-host');
  const { texts } = options;
  let model: Spectra | null = null;
  let layout: SpectrumLayout | null = null;
  let index: number | null = null;
  const { svg, layer } = appendDrawing(host, 'spectrum', texts.label);
  const layers = {
    axes: layer('plot-axes'),
    rank: layer('spectrum-rank'),
    crosshair: layer('plot-crosshair'),
    spectra: layer('spectrum-series'),
    names: layer('curves-names'),
    readout: layer('plot-readout'),
  };
  const measure = createMeasure(host);
  const count = (): number => (model && model.series.length > 0 && layout ? layout.count : 0);
  const within = (place: number): number | null =>
    count() === 0 ? null : Math.min(count(), Math.max(1, place));

  const cursor = createPlotCursor(
    host,
    texts.cursor,
    {
      at: (pixel) => (layout ? within(layout.indexAt(pixel)) : null),
      // To the right is on: the first value is where reading begins.
      move: (from, by) => within(from === null ? 1 : from + by),
      first: () => within(1),
      last: () => within(count()),
    },
    (next) => {
      index = next;
      readOut();
    },
  );

  function draw(): void {
    const width = host.clientWidth;
    if (!model || width === 0) return;
    const height = Math.round(Math.min(340, Math.max(240, width * 0.42)));
    layout = layoutSpectrum(model, { width, height, format: options.format, measure });
    const { left, right, top, bottom } = layout.plot;
    svg.attr('viewBox', `0 0 ${width} ${layout.height}`).attr('width', width).attr('height', layout.height);
    drawAxes(layers.axes, layout, texts.xAxis, texts.yAxis);
    drawRank(layers.rank, layout, model.rank === null ? '' : texts.rank(model.rank));
    drawSpectra(layers.spectra, layout);
    drawLegend(layers.names, layout.spectra);
    cursor.cover({ left, top, width: right - left, height: bottom - top });
    if (index !== null) index = within(index);
    readOut();
  }

  let told: SpectrumReading | null = null;
  function readOut(): void {
    if (!model || !layout) return;
    const reading = index === null ? null : readSpectrum(model.series, index);
    const x = reading ? layout.across(reading.index) : 0;
    drawCrosshair(layers.crosshair, layout.plot, reading ? x : null);
    const rows = (reading?.entries ?? []).map(({ key, label, value, share }) => ({
      key,
      label,
      value: texts.reading(value, share),
    }));
    const title = reading ? texts.at(reading.index) : '';
    drawReadout(layers.readout, reading && placeReadout(title, rows, x, layout.plot, measure));
    const words = [title, ...rows.map((row) => `${row.label} ${row.value}`)].join('; ');
    cursor.tell(index, reading ? words : '', [Math.min(1, count()), count()]);
    if (reading !== null || told !== null) options.onRead?.(reading);
    told = reading;
  }

  const frames = oncePerFrame(draw);
  const stopWatching = watchWidth(host, frames.ask);
  return {
    update(next) {
      model = next;
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

function drawRank(layer: Group, { rankLine, plot }: SpectrumLayout, text: string): void {
  const lines = rankLine ? [rankLine] : [];
  layer
    .selectAll('path')
    .data(lines)
    .join('path')
    .attr('d', ({ x }) => `M${x},${plot.top - 4}V${plot.bottom}`);
  layer
    .selectAll('text')
    .data(lines)
    .join('text')
    .attr('x', ({ x, anchor }) => x + (anchor === 'start' ? 5 : -5))
    .attr('y', plot.top + 8)
    .attr('text-anchor', ({ anchor }) => anchor)
    .text(text);
}

/** Shapes as well as colours: circle, square and triangle by the order of the series. */
const SHAPES = ['M-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0Z', 'M-3.6,-3.6h7.2v7.2h-7.2Z', 'M0,-4.6L4.4,3.6H-4.4Z'];
const shapeOf = (order: number): string => SHAPES[order % SHAPES.length] ?? '';

function drawSpectra(layer: Group, { spectra, dotScale }: SpectrumLayout): void {
  layer
    .selectAll<SVGGElement, PlacedSpectrum>('g')
    .data(spectra, ({ key }) => key)
    .join((enter) => {
      const group = enter.append('g');
      group.append('path').attr('class', 'spectrum-line');
      return group;
    })
    .attr('data-method', ({ key }) => key)
    .each(function ({ line, dots }) {
      const order = spectra.findIndex(({ key }) => key === this.dataset['method']);
      const group = select(this);
      group.select('.spectrum-line').attr('d', line);
      group
        .selectAll<SVGPathElement, (typeof dots)[number]>('.spectrum-dot')
        .data(dots)
        .join('path')
        .attr('class', ({ onFloor }) => (onFloor ? 'spectrum-dot on-floor' : 'spectrum-dot'))
        .attr('d', shapeOf(order))
        .attr('transform', ({ x, y }) => `translate(${x} ${y}) scale(${dotScale})`);
    });
}

function drawLegend(layer: Group, spectra: readonly PlacedSpectrum[]): void {
  layer
    .selectAll<SVGGElement, PlacedSpectrum>('g')
    .data(spectra, ({ key }) => key)
    .join((enter) => {
      const name = enter.append('g');
      name.append('path').attr('class', 'spectrum-line');
      name.append('path').attr('class', 'spectrum-dot');
      name.append('text');
      return name;
    })
    .attr('data-method', ({ key }) => key)
    .each(function ({ label, legend: { x, y } }) {
      const order = spectra.findIndex(({ key }) => key === this.dataset['method']);
      const name = select(this);
      name.select('.spectrum-line').attr('d', `M${x},${y - 4}h${KEY}`);
      name
        .select('.spectrum-dot')
        .attr('d', shapeOf(order))
        .attr('transform', `translate(${x + KEY / 2} ${y - 4})`);
      name
        .select('text')
        .attr('x', x + KEY + 6)
        .attr('y', y)
        .text(label);
    });
}
