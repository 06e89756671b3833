import { type BaseType, type Selection, select } from 'd3-selection';
import {
  layoutStackedBars,
  type PlacedBar,
  type PlacedPart,
  type StackedBars,
  type StackedBarsLayout,
  type Tick,
} from './stackedBarsLayout';

export interface StackedBarsScene {
  update(model: StackedBars): void;
  dispose(): void;
}

/** Keeps the drawing that the build put into `svg` up to date, at the width that the reader's screen gives it. */
export function createStackedBars(svg: SVGSVGElement): StackedBarsScene {
  const root = select(svg);
  let model: StackedBars | null = null;
  let width = svg.clientWidth || svg.viewBox.baseVal.width;

  const draw = (): void => {
    if (model) drawLayout(root, layoutStackedBars(model, width));
  };
  const observer = new ResizeObserver(([entry]) => {
    const measured = Math.round(entry?.contentRect.width ?? 0);
    if (measured === 0 || measured === width) return;
    width = measured;
    draw();
  });
  observer.observe(svg);

  return {
    update(next) {
      model = next;
      draw();
    },
    dispose: () => observer.disconnect(),
  };
}

type Root = Selection<SVGSVGElement, unknown, null, undefined>;

function drawLayout(root: Root, layout: StackedBarsLayout): void {
  root.attr('viewBox', `0 0 ${layout.width} ${layout.height}`).attr('height', layout.height);

  root
    .select('.axis')
    .selectAll<SVGGElement, Tick>('.tick')
    .data(layout.ticks)
    .join((enter) => {
      const tick = enter.append('g').attr('class', 'tick');
      tick.append('line');
      tick.append('text');
      return tick;
    })
    .attr('transform', (tick) => `translate(${tick.x} ${layout.axisY})`)
    .each(function (tick) {
      select(this).select('line').attr('y2', 6);
      select(this).select('text').attr('y', 20).attr('text-anchor', tick.anchor).text(tick.text);
    });

  root
    .select('.bars')
    .selectAll<SVGGElement, PlacedBar>('.bar')
    .data(layout.bars, keyOf)
    .join((enter) => enter.append('g').attr('class', 'bar'))
    .each(function (bar) {
      select(this)
        .selectAll<SVGRectElement, PlacedPart>('.part')
        .data(bar.parts, termOf)
        .join((enter) =>
          enter
            .append('rect')
            .attr('class', 'part')
            .attr('data-term', (part) => part.term),
        )
        .attr('data-ink', (part) => part.ink)
        .attr('x', (part) => part.x)
        .attr('y', bar.y)
        .attr('width', (part) => part.width)
        .attr('height', layout.barHeight);
    });
  root
    .select('.bar-labels')
    .selectAll<SVGTextElement, PlacedBar>('.bar-label')
    .data(layout.bars, keyOf)
    .join((enter) => enter.append('text').attr('class', 'bar-label'))
    .attr('x', 4)
    .attr('y', (bar) => bar.labelY)
    .text((bar) => bar.label);

  const capacity = root.select<SVGGElement>('.capacity').attr('display', layout.capacity ? null : 'none');
  if (!layout.capacity) return;
  capacity.attr('transform', `translate(${layout.capacity.x} 0)`);
  capacity.select('line').attr('y1', 22).attr('y2', layout.axisY);
  capacity
    .select('text')
    .attr('x', layout.capacity.anchor === 'end' ? -2 : 2)
    .attr('text-anchor', layout.capacity.anchor)
    .text(layout.capacity.label);
}

/** On the first drawing the elements are the build's and hold no data yet: their attributes tell which they are. */
function keyOf(this: BaseType, bar: PlacedBar): string {
  return (bar as PlacedBar | undefined)?.key ?? (this as SVGElement).dataset['key'] ?? '';
}

function termOf(this: BaseType, part: PlacedPart): string {
  return (part as PlacedPart | undefined)?.term ?? (this as SVGElement).dataset['term'] ?? '';
}
