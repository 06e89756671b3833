import { type BaseType, type Selection, select } from 'd3-selection';
import {
  layoutRunsMap,
  type MapTick,
  type PlacedName,
  type RunsMap,
  type RunsMapLayout,
} from './runsMapLayout';

interface Drawn {
  readonly map: RunsMap;
  readonly shown: ReadonlySet<string>;
  readonly xTitle: string;
  readonly yTitle: string;
}

/** Brings the drawing that the build left in `svg` to a state and to the reader's width. Returns its layout. */
export function drawRunsMap(svg: SVGSVGElement, drawn: Drawn, width: number): RunsMapLayout {
  const layout = layoutRunsMap(drawn.map, width);
  const { plot, height } = layout;
  const root = select(svg);
  root.attr('viewBox', `0 0 ${width} ${height}`).attr('height', height);
  root.select('.map-frame').attr('d', `M${plot.left},${plot.top}V${plot.bottom}H${plot.right}`);
  root.select('.map-front').attr('d', layout.front);
  root.select('.map-crosshair').attr('d', layout.crosshair);
  root.select('.map-bar').attr('d', layout.bar);
  root.select('.map-y-title').text(drawn.yTitle);
  root
    .select('.map-x-title')
    .attr('x', plot.right)
    .attr('y', height - 6)
    .text(drawn.xTitle);
  texts(root.select('.map-x-ticks'), layout.xTicks)
    .attr('x', ({ at }) => at)
    .attr('y', plot.bottom + 17)
    .text(({ text }) => text);
  texts(root.select('.map-y-ticks'), layout.yTicks)
    .attr('x', plot.left - 7)
    .attr('y', ({ at }) => at + 4)
    .text(({ text }) => text);
  const front = new Set(drawn.map.front);
  const { key: picked } = drawn.map.picked;
  for (const point of svg.querySelectorAll<SVGElement>('[data-run]')) {
    const key = point.dataset['run'] ?? '';
    const place = layout.points.get(key);
    if (place) point.setAttribute('transform', `translate(${place.x} ${place.y})`);
    point.classList.toggle('map-aside', !drawn.shown.has(key));
    point.classList.toggle('map-best', front.has(key));
    point.classList.toggle('map-picked', key === picked);
  }
  texts<PlacedName>(root.select('.map-names'), layout.names)
    .attr('x', ({ x }) => x)
    .attr('y', ({ y }) => y)
    .attr('text-anchor', ({ anchor }) => anchor)
    .attr('class', ({ key }) => (key === picked ? 'map-name-picked' : null))
    .text(({ text }) => text);
  return layout;
}

function texts<Item extends MapTick | PlacedName>(
  group: Selection<BaseType, unknown, null, undefined>,
  items: readonly Item[],
): Selection<SVGTextElement, Item, BaseType, unknown> {
  return group.selectAll<SVGTextElement, Item>('text').data(items).join<SVGTextElement>('text');
}
