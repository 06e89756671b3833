import { select } from 'd3-selection';
import { drawTicks, keyOf } from './barAxis';
import { type CardHours, type CardHoursLayout, layoutCardHours, type PlacedRun } from './cardHoursLayout';
import { type DrawnToWidth, drawnToWidth } from './drawnToWidth';

export const createCardHours = (svg: SVGSVGElement): DrawnToWidth<CardHours> =>
  drawnToWidth(svg, (model, width) => drawLayout(svg, layoutCardHours(model, width)));

type Heading = CardHoursLayout['headings'][number];

function drawLayout(svg: SVGSVGElement, layout: CardHoursLayout): void {
  const root = select(svg)
    .attr('viewBox', `0 0 ${layout.width} ${layout.height}`)
    .attr('height', layout.height);

  drawTicks(root, layout);

  root
    .select('.headings')
    .selectAll<SVGTextElement, Heading>('.heading')
    .data(layout.headings, keyOf)
    .join((enter) => enter.append('text').attr('class', 'heading'))
    .attr('x', 4)
    .attr('y', (heading) => heading.y)
    .text((heading) => heading.label);

  root
    .select('.runs')
    .selectAll<SVGGElement, PlacedRun>('.run')
    .data(layout.runs, keyOf)
    .join((enter) => {
      const run = enter.append('g').attr('class', 'run');
      run.append('rect');
      run.append('path');
      run.append('text');
      return run;
    })
    .attr('data-kind', (run) => run.kind)
    .each(function (run) {
      const group = select(this);
      group
        .select('rect')
        .attr('x', run.x)
        .attr('y', run.y)
        .attr('width', run.width)
        .attr('height', run.height);
      group.select('path').attr('d', run.strips);
      group.select('text').attr('x', 4).attr('y', run.labelY).text(run.label);
    });
}
