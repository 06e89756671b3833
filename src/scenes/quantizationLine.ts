import { type Selection, select } from 'd3-selection';
import { drawnToWidth } from './drawnToWidth';
import { pointerOver } from './pointerOver';
import {
  type LineBlock,
  layoutQuantizationLine,
  type PlacedBlock,
  type PlacedWeight,
  type QuantizationLineLayout,
  valueAt,
  weightAt,
} from './quantizationLineLayout';

export interface QuantizationLineScene {
  update(blocks: readonly LineBlock[]): void;
  dispose(): void;
}

/** How near to a weight a pointer must come down to take it along, in pixels. */
const REACH = 26;

/**
 * Keeps the drawing up to date at the reader's width, and lets weights be dragged along their lanes.
 * `moved` gets a weight's index and where it was dragged; the state behind the drawing decides.
 */
export function createQuantizationLine(
  svg: SVGSVGElement,
  moved: (index: number, value: number) => void,
): QuantizationLineScene {
  const root = select(svg);
  // What the build drew cannot be dragged: its place is taken in the same frame.
  for (const part of ['.line-blocks', '.line-axis']) root.select(part).selectAll('*').remove();
  const lifetime = new AbortController();
  const { signal } = lifetime;
  let layout: QuantizationLineLayout | null = null;
  let held: { index: number; offset: number; pointer: number } | null = null;

  const drawing = drawnToWidth(svg, (blocks: readonly LineBlock[], width) => {
    layout = layoutQuantizationLine(blocks, width);
    drawLayout(root, layout);
  });

  const place = (event: PointerEvent) => pointerOver(svg, event, layout?.width ?? svg.clientWidth);
  svg.addEventListener(
    'pointerdown',
    (event) => {
      if (!layout || event.button !== 0) return;
      const { x, y } = place(event);
      const index = weightAt(layout, y);
      const weight = layout.blocks.flatMap((block) => block.weights)[index ?? -1];
      if (index === null || !weight || Math.abs(weight.from - x) > REACH) return;
      held = { index, offset: weight.from - x, pointer: event.pointerId };
      svg.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  svg.addEventListener(
    'pointermove',
    (event) => {
      if (!layout || held?.pointer !== event.pointerId) return;
      moved(held.index, valueAt(layout, place(event).x + held.offset));
    },
    { signal },
  );
  const release = (): void => {
    held = null;
  };
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
    svg.addEventListener(end, release, { signal });
  }

  return {
    update: drawing.update,
    dispose() {
      drawing.dispose();
      lifetime.abort();
    },
  };
}

type Root = Selection<SVGSVGElement, unknown, null, undefined>;

function drawLayout(root: Root, layout: QuantizationLineLayout): void {
  root.attr('viewBox', `0 0 ${layout.width} ${layout.height}`).attr('height', layout.height);
  root
    .select('.line-blocks')
    .selectAll<SVGGElement, PlacedBlock>('.line-block')
    .data(layout.blocks)
    .join((enter) => {
      const block = enter.append('g').attr('class', 'line-block');
      block.append('rect').attr('class', 'line-band').attr('rx', 6);
      block.append('text').attr('class', 'line-label').attr('x', 4);
      block.append('g').attr('class', 'line-levels');
      block.append('g').attr('class', 'line-weights');
      return block;
    })
    .each(function (block) {
      const group = select(this);
      group
        .select('.line-band')
        .attr('x', 0)
        .attr('y', block.top)
        .attr('width', layout.width)
        .attr('height', block.height);
      group.select('.line-label').attr('y', block.labelY).text(block.label);
      group
        .select('.line-levels')
        .selectAll<SVGLineElement, number>('line')
        .data(block.levels)
        .join('line')
        .attr('x1', (x) => x)
        .attr('x2', (x) => x)
        .attr('y1', block.top)
        .attr('y2', block.top + block.height);
      group
        .select('.line-weights')
        .selectAll<SVGGElement, PlacedWeight>('.line-weight')
        .data(block.weights)
        .join((enter) => {
          const weight = enter.append('g').attr('class', 'line-weight');
          weight.append('line').attr('class', 'line-error');
          weight
            .append('rect')
            .attr('class', 'line-stored')
            .attr('width', 5)
            .attr('height', 18)
            .attr('rx', 1);
          weight.append('path').attr('class', 'line-value');
          weight.append('text').attr('class', 'line-name').attr('text-anchor', 'middle');
          weight.append('text').attr('class', 'line-figures');
          return weight;
        })
        .each(function (weight) {
          drawWeight(select(this), weight, layout);
        });
    });

  root
    .select('.line-axis')
    .selectAll<SVGGElement, { x: number; text: string }>('.tick')
    .data(layout.ticks)
    .join((enter) => {
      const tick = enter.append('g').attr('class', 'tick');
      tick.append('line').attr('y2', 5);
      tick.append('text').attr('y', 19).attr('text-anchor', 'middle');
      return tick;
    })
    .attr('transform', (tick) => `translate(${tick.x} ${layout.axisY})`)
    .select('text')
    .text((tick) => tick.text);
}

function drawWeight(
  group: Selection<SVGGElement, unknown, null, undefined>,
  weight: PlacedWeight,
  layout: QuantizationLineLayout,
): void {
  const { y, from, to, beyond } = weight;
  group.select('.line-error').attr('x1', from).attr('x2', to).attr('y1', y).attr('y2', y);
  group
    .select('.line-stored')
    .attr('display', beyond ? 'none' : null)
    .attr('x', to - 2.5)
    .attr('y', y - 9);
  group.select('.line-value').attr('d', markOf(weight)).attr('transform', `translate(${from} ${y})`);
  group
    .select('.line-name')
    .attr('x', layout.nameX)
    .attr('y', y + 4)
    .text(weight.name);
  group
    .select('.line-figures')
    .attr('display', layout.textX === null ? 'none' : null)
    .attr('x', layout.textX ?? 0)
    .attr('y', y + 4)
    .text(weight.text);
}

/** A disc, or beyond the line's end an arrowhead that points there. */
export function markOf({ beyond }: Pick<PlacedWeight, 'beyond'>): string {
  if (beyond === 'left') return 'M-8,0L4,-7V7Z';
  if (beyond === 'right') return 'M8,0L-4,-7V7Z';
  return 'M-6.5,0A6.5,6.5 0 1 1 6.5,0A6.5,6.5 0 1 1 -6.5,0Z';
}
