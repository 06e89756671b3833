import { type BaseType, type Selection, select } from 'd3-selection';
import { drawTicks, keyOf } from './barAxis';
import { type DrawnToWidth, drawnToWidth } from './drawnToWidth';
import {
  layoutStackedBars,
  type PlacedBar,
  type PlacedPart,
  type StackedBars,
  type StackedBarsLayout,
} from './stackedBarsLayout';

export type StackedBarsScene = DrawnToWidth<StackedBars>;

export function createStackedBars(svg: SVGSVGElement): StackedBarsScene {
  const root = select(svg);
  return drawnToWidth(svg, (model, width) => drawLayout(root, layoutStackedBars(model, width)));
}

type Root = Selection<SVGSVGElement, unknown, null, undefined>;

function drawLayout(root: Root, layout: StackedBarsLayout): void {
  root.attr('viewBox', `0 0 ${layout.width} ${layout.height}`).attr('height', layout.height);

  drawTicks(root, layout);

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
    .attr('x', layout.capacity.labelX)
    .attr('text-anchor', layout.capacity.anchor)
    .text(layout.capacity.label);
}

/** On the first drawing the elements are the build's and hold no data yet: their attributes tell which they are. */
function termOf(this: BaseType, part: PlacedPart): string {
  return (part as PlacedPart | undefined)?.term ?? (this as SVGElement).dataset['term'] ?? '';
}
