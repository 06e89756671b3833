import { select } from 'd3-selection';
import { firstWidth, followWidth } from '../drawnToWidth';
import { pointerOver } from '../pointerOver';
import { layoutRankChart, type RankChartModel, rankAt } from './chartLayout';

export interface RankChartScene {
  update(model: RankChartModel): void;
}

/** Keeps the chart that the build put into `svg` up to date, and tells the rank that the reader points out in it. */
export function createRankChart(
  svg: SVGSVGElement,
  chosen: (rank: number) => void,
  signal: AbortSignal,
): RankChartScene {
  const root = select(svg);
  let model: RankChartModel | null = null;
  let width = firstWidth(svg);

  const draw = (): void => {
    if (!model) return;
    const layout = layoutRankChart(model, width);
    root.attr('viewBox', `0 0 ${layout.width} ${layout.height}`).attr('height', layout.height);
    for (const name of ['kept', 'left', 'axes', 'curve', 'cut'] as const) {
      root.select(`.rank-${name}`).attr('d', layout[name]);
    }
    root.select('.rank-dot').attr('cx', layout.dot.x).attr('cy', layout.dot.y);
    root
      .selectAll('.rank-bar')
      .data(layout.bars)
      .attr('y', ({ y }) => y)
      .attr('width', (bar) => bar.width);
    root
      .select('.rank-texts')
      .selectAll('text')
      .data(layout.texts)
      .join('text')
      .attr('class', ({ kind }) => `rank-${kind}`)
      .attr('x', ({ x }) => x)
      .attr('y', ({ y }) => y)
      .attr('text-anchor', ({ anchor }) => anchor)
      .text(({ text }) => text);
  };
  const unfollow = followWidth(svg, width, (measured) => {
    width = measured;
    draw();
  });
  signal.addEventListener('abort', unfollow);

  const point = (event: PointerEvent): void => {
    if (model) chosen(rankAt(pointerOver(svg, event, width).x, width, model.values.length));
  };
  svg.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      svg.setPointerCapture(event.pointerId);
      point(event);
    },
    { signal },
  );
  svg.addEventListener('pointermove', (event) => svg.hasPointerCapture(event.pointerId) && point(event), {
    signal,
  });
  return {
    update(next) {
      model = next;
      draw();
    },
  };
}
