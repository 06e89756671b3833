import { type Selection, select } from 'd3-selection';
import { estimateWidth } from './curvesLabels';
import type { CurvesLayout, CurveTick } from './curvesLayout';
import { type PlacedReadout, READOUT_KEY, READOUT_PADDING } from './curvesReadout';

/** What line charts and spectra draw alike. */
export type Group = Selection<SVGGElement, unknown, null, undefined>;

/** An empty drawing in `host`, for assistive technology one picture, and for the PNG export the figure's drawing. */
export function appendDrawing(host: HTMLElement, name: string, label: string) {
  const svg = select(host)
    .append('svg')
    .attr('class', `plot ${name}`)
    .attr('data-drawing', '')
    .attr('role', 'img')
    .attr('aria-label', label);
  const layer = (layerName: string): Group => svg.append('g').attr('class', layerName);
  return { svg, layer };
}

/** Measures labels as the page sets them: at 12 pixels in its sans-serif face. */
export function createMeasure(host: HTMLElement): (text: string) => number {
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return estimateWidth;
  const face = getComputedStyle(host).getPropertyValue('--sans') || 'sans-serif';
  pen.font = `12px ${face}`;
  const known = new Map<string, number>();
  return (text) => {
    const width = known.get(text) ?? pen.measureText(text).width;
    // Numbers come and go; a cache that only grows would be a leak over a long run.
    if (known.size > 500) known.clear();
    known.set(text, width);
    return width;
  };
}

interface Axes {
  readonly plot: CurvesLayout['plot'];
  readonly xTicks: readonly CurveTick[];
  readonly yTicks: readonly CurveTick[];
  readonly titleY: number;
  readonly height: number;
}

export function drawAxes(
  layer: Group,
  { plot, xTicks, yTicks, titleY, height }: Axes,
  x: string,
  y: string,
): void {
  const { left, right, top, bottom } = plot;
  const lines = [
    ...yTicks.map(({ at }) => ({ name: 'plot-rule', d: `M${left},${at}H${right}` })),
    ...xTicks.map(({ at }) => ({ name: 'plot-tick', d: `M${at},${bottom}v5` })),
    { name: 'plot-axis', d: `M${left},${top}V${bottom}H${right}` },
  ];
  layer
    .selectAll<SVGPathElement, (typeof lines)[number]>('path')
    .data(lines)
    .join('path')
    .attr('class', ({ name }) => name)
    .attr('d', ({ d }) => d);
  const texts = [
    ...yTicks.map(({ at, text }) => ({ x: left - 7, y: at + 4, text, anchor: 'end', title: false })),
    ...xTicks.map(({ at, text, anchor }) => ({ x: at, y: bottom + 19, text, anchor, title: false })),
    { x: 0, y: titleY, text: y, anchor: 'start', title: true },
    { x: right, y: height - 6, text: x, anchor: 'end', title: true },
  ];
  layer
    .selectAll<SVGTextElement, (typeof texts)[number]>('text')
    .data(texts)
    .join('text')
    .attr('class', ({ title }) => (title ? 'plot-title' : null))
    .attr('x', (text) => text.x)
    .attr('y', (text) => text.y)
    .attr('text-anchor', ({ anchor }) => anchor)
    .text(({ text }) => text);
}

/** Draws the upright of a crosshair, or takes it away. */
export function drawCrosshair(layer: Group, { top, bottom }: CurvesLayout['plot'], x: number | null): void {
  layer
    .selectAll('path')
    .data(x === null ? [] : [`M${x},${top}V${bottom}`])
    .join('path')
    .attr('d', (d) => d);
}

/** Draws the table at a crosshair, or takes it away. */
export function drawReadout(layer: Group, readout: PlacedReadout | null): void {
  if (!readout) {
    layer.selectAll('*').remove();
    return;
  }
  const { x, y, width, height, title, valueX, rows } = readout;
  layer.attr('transform', `translate(${x} ${y})`);
  layer
    .selectAll<SVGRectElement, number>('rect')
    .data([0])
    .join('rect')
    .attr('width', width)
    .attr('height', height)
    .attr('rx', 5);
  layer
    .selectAll<SVGPathElement, (typeof rows)[number]>('path')
    .data(rows)
    .join('path')
    .attr('class', 'curve-key')
    .attr('data-method', ({ key }) => key)
    .attr('d', (row) => `M${READOUT_PADDING},${row.y - 4}h${READOUT_KEY}`);
  const texts = [
    { x: READOUT_PADDING, y: 16, text: title, anchor: 'start', name: 'readout-title' },
    ...rows.flatMap((row) => [
      { x: READOUT_PADDING + READOUT_KEY + 6, y: row.y, text: row.label, anchor: 'start', name: null },
      { x: valueX, y: row.y, text: row.value, anchor: 'end', name: null },
    ]),
  ];
  layer
    .selectAll<SVGTextElement, (typeof texts)[number]>('text')
    .data(texts)
    .join('text')
    .attr('class', ({ name }) => name)
    .attr('x', (text) => text.x)
    .attr('y', (text) => text.y)
    .attr('text-anchor', ({ anchor }) => anchor)
    .text(({ text }) => text);
}

/** Runs `draw` at most once a frame, however often it is asked for. */
export function oncePerFrame(draw: () => void): { ask(): void; cancel(): void } {
  let frame = 0;
  return {
    ask() {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        draw();
      });
    },
    cancel() {
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}

/** Tells the width of `host` whenever it changes. */
export function watchWidth(host: HTMLElement, changed: () => void): () => void {
  let width = host.clientWidth;
  const observer = new ResizeObserver(() => {
    if (host.clientWidth === width) return;
    width = host.clientWidth;
    changed();
  });
  observer.observe(host);
  return () => observer.disconnect();
}
